import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceAgentTime } from '../../../src/decide/agent-time.ts';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { assignment } from '../../../src/decide/assignment.ts';
import { budget, explainBudget, explainProjectBudget } from '../../../src/decide/budget.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import { wording } from '../../../src/decide/wording.ts';
import type { AgentEvent } from '../../../src/domain/agent-event.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, folded, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  NOON,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Limits = Partial<Policy['limits']>;

/** `w1` works on `a`, `w2` is idle, `b` is ready. */
function atWork(limits: Limits = { costPerTaskUsd: 5 }): World {
  const turn = { beganAt: NOON - MINUTE_MS, end: null, errors: 0 };
  return aWorld({
    policy: withLimits(aPolicy(), limits),
    tasks: [aRunningTask('a', { attempt: anAttempt() }), aTask('b')],
    workers: [
      aSeatedWorker('w1', { task: 'a', agent: anAgent({ activity: 'busy', lastEvent: 'busy', turn }) }),
      aSeatedWorker('w2'),
    ],
    panes: [aPane('w1'), aPane('w2')],
  });
}

function withLimits(policy: Policy, limits: Limits): Policy {
  return { ...policy, limits: { ...policy.limits, ...limits } };
}

function spends(world: World, costUsd: number | null, task: string | null = 'a'): World {
  const tokens = { inputTokens: 1_000, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const usage = { ...tokens, model: 'new', costUsd };
  const attempt = task === null ? null : 1;
  return afterFacts(world, {
    type: 'usage.spent',
    worker: 'w1',
    spent: [{ task, attempt, usage }],
    told: [],
    records: [],
  });
}

function works(world: World, ms: number): World {
  return { ...world, agentMs: new Map([['a', { attempt: 1, ms }]]) };
}

function later(world: World, ms: number): World {
  return { ...world, now: world.now + ms };
}

function says(world: World, event: Omit<AgentEvent, 'at'>): World {
  const said = { ...event, at: world.now };
  const fact = { worker: 'w1', generation: 1, id: 'e', event: said, textHash: null } as const;
  return afterFacts(world, { type: 'agent.event', ...fact });
}

const rest = (world: World): World => settled(standing, settled(budget, world));

/** Who is told what now. */
function told(world: World): readonly string[] {
  return (wording(world).actions ?? []).flatMap((action) =>
    action.kind === 'deliver' ? [`${action.worker} ${action.as}`] : [],
  );
}

function keys(world: World): readonly string[] {
  return (budget(world).actions ?? []).flatMap((action) =>
    action.kind === 'interrupt' ? [`${action.worker} ${action.kind}`] : [],
  );
}

function interrupted(world: World): World {
  return afterFacts(world, { type: 'worker.interrupted', worker: 'w1', generation: 1, task: 'a' });
}

/** The text to stop arrives, and the agent takes a turn for it. */
function wrapsUp(world: World): World {
  const delivery = aReceipt(`d-${world.now}`, { task: 'a', attempt: 1, kind: 'wrap-up', at: world.now });
  const facts: Fact[] = [
    { type: 'delivery.began', delivery },
    { type: 'delivery.ended', id: delivery.id, verdict: 'confirmed', because: 'test' },
  ];
  return says(afterFacts(world, ...facts), { event: 'prompt' });
}

/** At its limit, told, at rest again, and asked about. */
function asked(limits?: Limits, reach = (world: World) => spends(world, 5)): World {
  const idle = says(rest(reach(atWork(limits))), { event: 'idle' });
  expect(told(idle)).toEqual(['w1 wrap-up']);
  return rest(says(later(wrapsUp(later(idle, 1_000)), MINUTE_MS), { event: 'idle' }));
}

function questions(world: World): readonly string[] {
  return [...world.ledger.questions.values()].map(({ topic }) => topic);
}

function answered(world: World, text: string): World {
  const [question] = world.ledger.questions.values();
  if (question === undefined) throw new Error('nothing is asked');
  const answer = decideAnswer(world, { question, text, order: 'o-1' });
  if (!answer.ok) throw new Error(answer.because);
  return afterFacts(world, ...answer.facts, {
    type: 'question.closed',
    id: question.id,
    answer: text,
    because: 'answered',
  });
}

describe('a limit of a task', () => {
  test.each([
    ['cost below it', (world: World) => spends(world, 4.99), false],
    ['cost that reaches it', (world: World) => spends(spends(world, 3), 2), true],
    ['cost that is not known', (world: World) => spends(world, null), false],
    ['cost of another task', (world: World) => spends(world, 9, 'b'), false],
    ['cost of nobody’s task', (world: World) => spends(world, 9, null), false],
  ])('is reached or not by %s', (_, reach, isReached) => {
    const world = rest(reach(atWork()));
    expect((world.ledger.tasks.get('a')?.budget?.reached ?? null) !== null).toBe(isReached);
    expect(told(says(world, { event: 'idle' })).includes('w1 wrap-up')).toBe(isReached);
  });

  test('of time is reached by the time in which agents were at work on its attempt', () => {
    const world = atWork({ taskTimeMs: HOUR_MS });
    const reached = (ms: number) => rest(works(world, ms)).ledger.tasks.get('a')?.budget?.reached?.limit;
    expect(reached(HOUR_MS - 1)).toBeUndefined();
    expect(reached(HOUR_MS)).toBe('taskTime');
  });

  test('lets a turn end, then tells the agent once to commit what there is, then asks once', () => {
    const reached = rest(spends(atWork(), 5));
    expect([told(reached), keys(reached), questions(reached)]).toEqual([[], [], []]);
    expect(explainBudget(reached, 'a')).toContain('$5.00 of $5.00 (limits.costPerTask)');
    const idle = says(later(reached, MINUTE_MS), { event: 'idle' });
    expect(told(idle)).toEqual(['w1 wrap-up']);
    const busy = rest(wrapsUp(later(idle, 1_000)));
    expect([told(busy), questions(busy)]).toEqual([[], []]);
    const over = rest(says(later(busy, MINUTE_MS), { event: 'idle' }));
    expect(questions(over)).toEqual(['limit-reached']);
    expect(over.ledger.workers.get('w1')?.task).toBeNull();
    expect(told(over)).toEqual([]);
    expect(budget(over).notes).toEqual([]);
    expect(isSettled({ ...over, policy: { ...over.policy, workers: new Map() } })).toBe(true);
  });

  test('interrupts a turn that does not end, and replaces a session that is deaf to it', () => {
    const reached = rest(spends(atWork(), 5));
    const at = budget(reached).wakeAt ?? 0;
    expect(at).toBe(NOON + 5 * MINUTE_MS);
    expect(keys(later(reached, 5 * MINUTE_MS - 1))).toEqual([]);
    expect(keys({ ...reached, now: at })).toEqual(['w1 interrupt']);
    const stopped = interrupted({ ...reached, now: at });
    expect(keys(stopped)).toEqual([]);
    expect(told(says(stopped, { event: 'idle' }))).toEqual(['w1 wrap-up']);
    const notes = budget(later(stopped, MINUTE_MS)).notes ?? [];
    expect(notes.flatMap(({ facts }) => facts.map(({ type }) => type))).toEqual(['worker.restarting']);
    expect(questions(rest(later(stopped, MINUTE_MS)))).toEqual([]);
  });

  test('interrupts the turn that is to commit what there is, when that does not end either', () => {
    const idle = says(rest(spends(atWork(), 5)), { event: 'idle' });
    const busy = rest(wrapsUp(idle));
    expect(keys(later(busy, 5 * MINUTE_MS - 1))).toEqual([]);
    expect(keys(later(busy, 5 * MINUTE_MS))).toEqual(['w1 interrupt']);
    const over = says(later(interrupted(later(busy, 5 * MINUTE_MS)), 1_000), { event: 'idle' });
    expect(questions(rest(over))).toEqual(['limit-reached']);
  });

  test('asks at once where nobody is there who could be told', () => {
    const gone = afterFacts(rest(spends(atWork(), 5)), {
      type: 'generation.ended',
      worker: 'w1',
      number: 1,
      end: { how: 'exited', status: 1, signal: null },
    });
    expect(questions(rest(gone))).toEqual(['limit-reached']);
  });

  test('waits for a person who paused the worker', () => {
    const idle = says(rest(spends(atWork(), 5)), { event: 'idle' });
    const paused = afterFacts(idle, { type: 'worker.paused', worker: 'w1', paused: true });
    expect([told(paused), questions(rest(later(paused, HOUR_MS)))]).toEqual([[], []]);
  });

  test('does not keep the worker from other tasks', () => {
    const over = asked();
    const [begun] = (assignment({ ...over, policy: over.policy }).actions ?? []).filter(
      (action) => action.kind === 'begin-attempt',
    );
    expect(begun).toMatchObject({ task: 'b' });
  });

  test('sends nothing back before it is answered', () => {
    const task = aTask('a', {
      stage: 'complete',
      phase: 'rework',
      worker: 'w1',
      attempt: anAttempt({ judged: 'tip0' }),
      items: [{ id: 'r', kind: 'rework', from: 'gate', text: 'x', data: null, at: NOON }],
    });
    const world = aWorld({
      policy: withLimits(aPolicy(), { costPerTaskUsd: 5 }),
      tasks: [task],
      workers: [aSeatedWorker('w1')],
      panes: [aPane('w1')],
    });
    const over = rest(spends(world, 6));
    expect(questions(over)).toEqual(['limit-reached']);
    expect((assignment(over).notes ?? []).length).toBe(0);
    expect((assignment(rest(answered(over, 'more'))).actions ?? []).map(({ kind }) => kind)).toEqual([
      'return-to-branch',
    ]);
  });

  test('that the config raises is not reached any more: what was asked is moot, and who was told goes on', () => {
    const over = asked();
    const raised = rest({ ...over, policy: withLimits(over.policy, { costPerTaskUsd: 50 }) });
    expect(questions(raised)).toEqual([]);
    expect(raised.ledger.tasks.get('a')?.items.map(({ kind }) => kind)).toEqual(['answer']);
  });
});

describe('the answer about a limit of a task', () => {
  test.each([
    ['more', 10],
    ['2.50', 7.5],
    ['$2.50', 7.5],
  ])('%s lets it go on with so much more, and is asked again at the next limit', (text, allowed) => {
    const more = rest(answered(asked(), text));
    const task = more.ledger.tasks.get('a');
    expect(task?.budget).toMatchObject({ allowedUsd: allowed, reached: null });
    expect(task?.items.map(({ kind }) => kind)).toEqual(['answer']);
    const [next] = assignment(more).actions ?? [];
    expect(next).toMatchObject({ kind: 'return-to-branch', task: 'a', worker: 'w1' });
    const nearly = rest(spends(more, allowed - 5.01));
    expect(nearly.ledger.tasks.get('a')?.budget?.reached).toBeNull();
    expect(rest(spends(nearly, 0.01)).ledger.tasks.get('a')?.budget?.reached).not.toBeNull();
  });

  test.each([
    ['more', 2 * HOUR_MS],
    ['90m', HOUR_MS + 90 * MINUTE_MS],
  ])('%s gives it more time', (text, allowed) => {
    const reach = (world: World) => works(world, HOUR_MS);
    const over = asked({ taskTimeMs: HOUR_MS }, reach);
    expect(rest(answered(over, text)).ledger.tasks.get('a')?.budget?.allowedMs).toBe(allowed);
  });

  test('counts from what is spent by then', () => {
    const over = spends(asked(), 3);
    expect(rest(answered(over, 'more')).ledger.tasks.get('a')?.budget?.allowedUsd).toBe(13);
  });

  test('stop cancels it', () => {
    expect(answered(asked(), 'stop').ledger.tasks.get('a')?.stage).toBe('cancelled');
  });

  test.each(['much', '-1', '0', ''])('"%s" is no answer', (text) => {
    const world = asked();
    const [question] = world.ledger.questions.values();
    if (question === undefined) throw new Error('nothing is asked');
    expect(decideAnswer(world, { question, text, order: 'o' }).ok).toBe(false);
  });

  test('a retry begins its budget anew', () => {
    const retried = rest(afterFacts(asked(), { type: 'task.retried', task: 'a', fresh: false }));
    expect(questions(retried)).toEqual([]);
    expect(retried.ledger.tasks.get('a')?.budget).toMatchObject({ reached: null, from: { costUsd: 5 } });
  });
});

describe('the limit of the project', () => {
  const spent = (): World => rest(spends(spends(atWork({ costUsd: 8 }), 4), 4, null));

  test('is asked about at once, and nothing is told to anybody but to commit what there is', () => {
    const over = spent();
    expect(questions(over)).toEqual(['cost-reached']);
    expect(explainProjectBudget(over)).toContain('$8.00 of $8.00 (limits.cost)');
    expect(assignment(over).actions).toEqual([]);
    const nudged = afterFacts(over, {
      type: 'worker.told',
      worker: 'w2',
      item: { id: 'n', kind: 'notice', from: 'human', text: 'x', data: null, at: NOON },
    });
    expect(told(nudged)).toEqual([]);
    const idle = says(over, { event: 'idle' });
    expect(told(idle)).toEqual(['w1 wrap-up']);
    expect(isSettled(idle)).toBe(false);
    const still = rest(later(says(wrapsUp(later(idle, 1_000)), { event: 'idle' }), HOUR_MS));
    expect([told(still), questions(still)]).toEqual([[], ['cost-reached']]);
    expect(still.ledger.workers.get('w1')?.task).toBe('a');
    expect(isSettled(still)).toBe(true);
  });

  test('goes on with more: who was told to stop is told to go on', () => {
    const over = says(wrapsUp(says(spent(), { event: 'idle' })), { event: 'idle' });
    const more = rest(answered(over, 'more'));
    expect(more.ledger.budget).toEqual({ allowedUsd: 16, reachedAt: null });
    expect(told(more)).toEqual(['w1 answer']);
    expect((assignment(more).actions ?? []).map(({ kind }) => kind)).toEqual(['begin-attempt']);
  });

  test('that is left at that stays so until the config raises it', () => {
    const left = rest(answered(says(spent(), { event: 'idle' }), 'stop'));
    expect(questions(rest(later(left, HOUR_MS)))).toEqual([]);
    expect(assignment(left).actions).toEqual([]);
    const raised = rest({ ...left, policy: withLimits(left.policy, { costUsd: 9 }) });
    expect(raised.ledger.budget?.reachedAt).toBeNull();
    expect((assignment(raised).actions ?? []).map(({ kind }) => kind)).toEqual(['begin-attempt']);
  });
});

describe('the time of an attempt', () => {
  const ms = (world: World): number => advanceAgentTime(world, MINUTE_MS).get('a')?.ms ?? 0;

  test('counts while its agent is at work, whether or not it makes progress', () => {
    expect(ms(atWork())).toBe(MINUTE_MS);
    expect(ms(works(atWork(), HOUR_MS))).toBe(HOUR_MS + MINUTE_MS);
  });

  test.each([
    ['idle', (world: World) => says(world, { event: 'idle' })],
    ['asks', (world: World) => says(world, { event: 'permission', text: 'x' })],
    ['limited', (world: World) => says(world, { event: 'limit' })],
    ['paused', (world: World) => afterFacts(world, { type: 'worker.paused', worker: 'w1', paused: true })],
    ['going down', (world: World): World => ({ ...world, stopping: 'leave-sessions' })],
  ])('does not count while it is %s, and is not forgotten', (_, change) => {
    expect(ms(change(works(atWork(), HOUR_MS)))).toBe(HOUR_MS);
  });

  test('is taken up from the journal, and begins anew with a new attempt', () => {
    const fact: Fact = { type: 'clocks', quietMs: {}, agentMs: { a: { attempt: 1, ms: HOUR_MS } } };
    expect(ms(afterFacts(atWork(), fact))).toBe(HOUR_MS + MINUTE_MS);
    const second = aRunningTask('a', { attempt: anAttempt({ number: 2 }) });
    const world = works(atWork(), HOUR_MS);
    expect(ms({ ...world, ledger: { ...world.ledger, tasks: new Map([['a', second]]) } })).toBe(MINUTE_MS);
  });

  test('counts no sleep of the machine', () => {
    expect(advanceAgentTime(atWork(), 9 * HOUR_MS).get('a')?.ms).toBe(MINUTE_MS);
  });
});

test('whatever happens, a task over its limit is told nothing but once to stop, until somebody answers', () => {
  const step = fc.oneof(
    fc.constantFrom('idle', 'busy', 'deliver', 'interrupt', 'minutes', 'error', 'limit'),
    fc.integer({ min: 1, max: 4 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let world = atWork({ costPerTaskUsd: 5 });
      const wrapUps: number[] = [];
      for (const one of steps) {
        world = rest(later(after(world, one, wrapUps), 1_000));
        const over = (world.ledger.tasks.get('a')?.budget?.reached ?? null) !== null;
        expect(told(world).filter((words) => over && words !== 'w1 wrap-up')).toEqual([]);
        expect(questions(world).filter((topic) => topic === 'limit-reached').length).toBeLessThanOrEqual(1);
      }
      expect(wrapUps.length).toBeLessThanOrEqual(1);
    }),
  );
});

function after(world: World, step: string | number, wrapUps: number[]): World {
  if (typeof step === 'number') return spends(world, step);
  if (step === 'idle' || step === 'busy' || step === 'limit') return says(world, { event: step });
  if (step === 'error') return says(world, { event: 'error', data: { error: 'overloaded' } });
  if (step === 'minutes') return later(world, 3 * MINUTE_MS);
  if (step === 'interrupt') return keys(world).length > 0 ? interrupted(world) : world;
  if (!told(world).includes('w1 wrap-up')) return world;
  wrapUps.push(world.now);
  return wrapsUp(world);
}

test('what is noted about limits survives the image of the ledger', () => {
  const world = spends(asked(), 1);
  expect(folded(world).ledger.tasks.get('a')?.budget).toEqual(world.ledger.tasks.get('a')?.budget);
  expect(folded(spends(atWork({ costUsd: 1 }), 1)).ledger.workers.get('w1')?.spent?.costUsd).toBe(1);
});
