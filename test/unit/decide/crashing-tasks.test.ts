import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { assignment, explainAssignment } from '../../../src/decide/assignment.ts';
import { explainCrashes } from '../../../src/decide/crashing-tasks.ts';
import { recovery } from '../../../src/decide/recovery.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { PaneView } from '../../../src/domain/generation.ts';
import type { WorkerState } from '../../../src/domain/ledger.ts';
import type { Question } from '../../../src/domain/question.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { taskRows } from '../../../src/engine/picture/task-rows.ts';
import { whyTask } from '../../../src/engine/picture/why-task.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  aGeneration,
  aPane,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  anAttempt,
} from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const MAX = 3;

function policyFor(...names: readonly string[]) {
  return aPolicy({
    workers: workersNamed(...names),
    restart: { max: MAX, perMs: 900_000, backoffMs: 5_000 },
  });
}

/** `w1` is at task `a`; the others have nothing to do. */
function aFleet(names: readonly string[], parts: WorldParts = {}): World {
  return aWorld({
    policy: policyFor(...names),
    tasks: [aRunningTask('a'), aTask('b')],
    wishes: [aWish('a', { assignee: 'w1' }), aWish('b', { priority: 5 })],
    workers: names.map((name) => aSeatedWorker(name, name === 'w1' ? { task: 'a' } : {})),
    panes: names.map((name) => aPane(name)),
    ...parts,
  });
}

function seat(world: World, name: string): WorkerState {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) throw new Error(`no ${name}`);
  return worker;
}

/** Its agent gets the text of its task, or none, and ends. Then it is started again, if that is to be. */
function crash(world: World, name: string, { told = true } = {}): World {
  const { task, generation } = seat(world, name);
  const number = generation?.number ?? 0;
  const delivery = {
    id: `d-${name}-${number}`,
    worker: name,
    task,
    attempt: 1,
    kind: 'opening',
    generation: number,
    item: null,
    textHash: null,
    bytes: 1,
    sha256: 'x',
    at: world.now,
  } as const;
  const given = told ? afterFacts(world, { type: 'delivery.began', delivery }) : world;
  const now = given.now + 1_000;
  const pane = aPane(name, { dead: true, deadStatus: 7, generation: number, lastLines: ['out of ideas'] });
  const live = livePanes(given).filter(({ worker }) => worker !== name);
  const ended = settled(recovery, {
    ...given,
    now,
    terminal: known({ serverPid: 100, panes: [pane, ...live] }, now),
  });
  const { restartNotBefore, generations } = seat(ended, name);
  if (restartNotBefore === null) return ended;
  const next = aGeneration(name, { number: generations + 1, startedAt: restartNotBefore });
  const began = { ...ended, now: restartNotBefore + 1 };
  const after = afterFacts(began, { type: 'generation.began', generation: next });
  return { ...after, terminal: known({ serverPid: 100, panes: livePanes(after) }, after.now) };
}

function livePanes({ ledger }: World): readonly PaneView[] {
  return [...ledger.workers.values()].flatMap(({ name, generation }) =>
    generation === null ? [] : [aPane(name, { generation: generation.number })],
  );
}

function crashes(world: World, name: string, times: number, how?: { readonly told: boolean }): World {
  return Array.from({ length: times }).reduce<World>((at) => crash(at, name, how), world);
}

function take(world: World, name: string): World {
  const [action] = (assignment(world).actions ?? []).filter(
    (one) => one.kind === 'begin-attempt' && one.worker === name,
  );
  if (action?.kind !== 'begin-attempt') throw new Error(`${name} takes nothing`);
  const { task, attempt, branch, branchNumber } = action;
  const start = { startSha: 'tip0', tip: 'tip0' };
  return afterFacts(world, {
    type: 'attempt.began',
    worker: name,
    task,
    attempt,
    branch,
    branchNumber,
    ...start,
  });
}

function questionsOf(world: World): readonly Question[] {
  return [...world.ledger.questions.values()];
}

function answered(world: World, text: string): World {
  const [question] = questionsOf(world);
  if (question === undefined) throw new Error('nothing is asked');
  const result = decideAnswer(world, { question, text, order: 'o-1' });
  if (!result.ok) throw new Error(result.because);
  return settled(standing, afterFacts(world, ...result.facts));
}

/** It used up the restarts of w1, and w2 has it. */
function onTheSecond(): World {
  return take(crashes(aFleet(['w1', 'w2', 'w3']), 'w1', MAX + 1), 'w2');
}

const heldAtSecond = (): World => crashes(onTheSecond(), 'w2', 2);

describe('a task that crashes the agents of one worker', () => {
  test('goes to another one once it used up the restarts there, and the worker stays in service', () => {
    const before = crashes(aFleet(['w1', 'w2']), 'w1', MAX);
    expect(before.ledger.tasks.get('a')).toMatchObject({ stage: 'running' });
    const after = crash(before, 'w1');
    expect(questionsOf(after)).toEqual([]);
    expect(seat(after, 'w1')).toMatchObject({ quarantined: null, task: null });
    expect(after.ledger.tasks.get('a')).toMatchObject({ stage: 'pending', crashedOut: ['w1'] });
    const given = (assignment(after).actions ?? []).map((one) => 'task' in one && [one.lane, one.task]);
    expect(given).toEqual([
      ['tree:w2', 'a'],
      ['tree:w1', 'b'],
    ]);
  });

  test('says so when it is asked about', () => {
    const after = crashes(aFleet(['w1', 'w2']), 'w1', MAX + 1);
    expect(explainCrashes(after, 'a')).toBe(
      'it crashed its agents: 4 times on w1; another worker is to try it (czar restart w1 lets w1 try it again)',
    );
    expect(whyTask(after, 'a')).toContain(explainCrashes(after, 'a'));
    const alone = afterFacts(after, { type: 'task.moved', task: 'b', to: 'w2' });
    expect(explainAssignment(alone, 'w1')).toBe(
      'there is no task that it may take now (a crashed its agents)',
    );
  });

  test('may be tried there again after a human restarted the worker', () => {
    const after = crashes(aFleet(['w1', 'w2']), 'w1', MAX + 1);
    const fact = { type: 'worker.restarting', worker: 'w1', because: 'human', notBefore: after.now } as const;
    expect(afterFacts(after, fact).ledger.tasks.get('a')?.crashedOut).toEqual([]);
  });

  test('is given to that worker again when a human says so', () => {
    const after = crashes(aFleet(['w1', 'w2']), 'w1', MAX + 1);
    const moved = afterFacts(after, { type: 'task.moved', task: 'a', to: 'w1' });
    expect(take(moved, 'w1').ledger.tasks.get('a')).toMatchObject({ stage: 'running', worker: 'w1' });
  });

  test('a crash with other work is the fault of the worker', () => {
    const other = crash(take(crashes(aFleet(['w1', 'w2']), 'w1', MAX + 1), 'w1'), 'w1');
    expect(seat(other, 'w1').quarantined).not.toBeNull();
    expect(questionsOf(other)).toMatchObject([{ topic: 'quarantined', worker: 'w1' }]);
  });

  test('a crash without work is the fault of the worker', () => {
    const idle = crash(crashes(aFleet(['w1', 'w2']), 'w1', MAX + 1), 'w1');
    expect(seat(idle, 'w1').quarantined).not.toBeNull();
  });

  test('crashes before it got its text are the fault of the worker', () => {
    const after = crashes(aFleet(['w1', 'w2']), 'w1', MAX + 1, { told: false });
    expect(seat(after, 'w1').quarantined).not.toBeNull();
    expect(after.ledger.tasks.get('a')).toMatchObject({ stage: 'pending' });
    expect(after.ledger.tasks.get('a')?.crashedOut ?? []).toEqual([]);
  });
});

describe('a task that crashes the agents of two workers', () => {
  test('one crash of the second may be chance', () => {
    const after = crash(onTheSecond(), 'w2');
    expect(questionsOf(after)).toEqual([]);
    expect(after.ledger.tasks.get('a')).toMatchObject({ stage: 'running', worker: 'w2' });
  });

  test('waits for a human with a question that names it and all that is known', () => {
    const after = heldAtSecond();
    expect(questionsOf(after)).toMatchObject([
      {
        topic: 'crashes-agents',
        task: 'a',
        worker: 'w2',
        text: 'crashes its agents: 4 times on w1, 2 times on w2, the last one: it ended with status 7',
        choices: [{ key: 'give-w3' }, { key: 'retry' }, { key: 'cancel' }],
        holds: 'task',
        screen: { lines: ['out of ideas'] },
      },
    ]);
    expect(questionsOf(after)[0]?.evidence.map(({ says }) => says)).toEqual([
      ...Array.from({ length: 4 }, () => 'the agent of w1: it ended with status 7'),
      ...Array.from({ length: 2 }, () => 'the agent of w2: it ended with status 7'),
    ]);
  });

  test('takes nobody out of service, and nobody gets it', () => {
    const after = settled(standing, heldAtSecond());
    expect([...after.ledger.workers.values()].map(({ quarantined }) => quarantined)).toEqual([
      null,
      null,
      null,
    ]);
    expect(questionsOf(after)).toHaveLength(1);
    expect((assignment(after).actions ?? []).map((one) => 'task' in one && one.task)).toEqual(['b']);
  });

  test.each([
    ['retry', { stage: 'pending', moveTo: null, crashedOut: [], crashes: [] }],
    ['cancel', { stage: 'cancelled' }],
    ['give-w3', { stage: 'pending', moveTo: 'w3', crashedOut: ['w1', 'w2'] }],
    ['leave the big files alone', { stage: 'pending', items: [{ kind: 'answer' }] }],
  ])('the answer "%s" is carried out', (text, expected) => {
    const after = answered(heldAtSecond(), text);
    expect(after.ledger.tasks.get('a')).toMatchObject(expected);
    expect(questionsOf(after)).toEqual([]);
  });

  test('given to a third one it waits for that one, says so, and goes to no other', () => {
    const given = answered(heldAtSecond(), 'give-w3');
    const busy = afterFacts(given, { type: 'worker.seated', worker: 'w3', task: 'b' });
    const why = whyTask(busy, 'a');
    expect(why[0]).toMatchObject({ time: { behind: ', the last attempt was 2 by w2' } });
    expect(why).toContain('it waits for w3, to which you gave it: w3 is at b');
    expect((assignment(busy).actions ?? []).filter((one) => 'task' in one && one.task === 'a')).toEqual([]);
    const asked = { tasks: new Map(), workers: new Map(), left: new Map() };
    const row = taskRows(busy, asked, new Map()).find(({ task }) => task === 'a');
    expect(row).toMatchObject({ worker: 'w3', note: 'w3, to which you gave it' });
  });

  test('when it crashes a third one, all crashes are told, and that it was asked before', () => {
    const held = heldAtSecond();
    const [question] = questionsOf(held);
    if (question === undefined) throw new Error('nothing is asked');
    const closed = { type: 'question.closed', id: question.id, answer: 'give-w3', because: 'so' } as const;
    const result = decideAnswer(held, { question, text: 'give-w3', order: 'o-1' });
    if (!result.ok) throw new Error(result.because);
    const after = crashes(take(afterFacts(held, ...result.facts, closed), 'w3'), 'w3', 2);
    expect(questionsOf(after)).toMatchObject([
      {
        choices: [{ key: 'retry' }, { key: 'cancel' }],
        before: [{ answer: 'give-w3' }],
      },
    ]);
    expect(questionsOf(after)[0]?.text).toContain('4 times on w1, 2 times on w2, 2 times on w3');
  });

  test('it is not given to a worker that is out of service by now', () => {
    const world = afterFacts(heldAtSecond(), { type: 'worker.quarantined', worker: 'w3', because: 'c' });
    expect(() => answered(world, 'give-w3')).toThrow('w3 is out of service by now');
  });
});

describe('a task that nobody else can try', () => {
  test.each<[string, World]>([
    ['there is one worker', aFleet(['w1'])],
    [
      'the others are out of service',
      afterFacts(aFleet(['w1', 'w2']), { type: 'worker.quarantined', worker: 'w2', because: 'c' }),
    ],
    [
      'this was its last attempt',
      aFleet(['w1', 'w2'], { tasks: [aRunningTask('a', { failedAttempts: 2, attempt: anAttempt() })] }),
    ],
  ])('waits for a human at once: %s', (_when, world) => {
    const after = crashes(world, 'w1', MAX + 1);
    expect(questionsOf(after)).toMatchObject([{ topic: 'crashes-agents', task: 'a' }]);
    expect(seat(after, 'w1')).toMatchObject({ quarantined: null, task: null });
  });
});
