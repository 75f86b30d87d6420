import { describe, expect, test } from 'vitest';
import { integration } from '../../../src/decide/integration.ts';
import { merging } from '../../../src/decide/merging.ts';
import { needsDescribing, omnibus } from '../../../src/decide/omnibus.ts';
import { orders } from '../../../src/decide/orders.ts';
import { rework } from '../../../src/decide/rework.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { OmnibusState, TaskState } from '../../../src/domain/ledger.ts';
import type { GateVerdict } from '../../../src/domain/pull-request.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  anAttempt,
  aPullRequest,
  aQuestion,
  aTask,
  INTEGRATION_TIP,
  NOON,
  anOmnibus,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const byHand = aPolicy({ merge: { ...aPolicy().merge, auto: false } });

function verdict(over: Partial<GateVerdict> = {}): GateVerdict {
  const passed = { head: 'head1', tip: INTEGRATION_TIP, merge: 'merge1', verdict: 'passed' } as const;
  return { ...passed, checks: [], conflicts: [], at: NOON - 1, ms: 10, ...over };
}

function finished(id: string, over: Partial<TaskState> = {}, number = 1): TaskState {
  const attempt = anAttempt({
    branch: `feat/shop-${id}`,
    tip: 'head1',
    judged: 'head1',
    judgedAt: NOON - 100 + number,
  });
  return aTask(id, {
    stage: 'complete',
    phase: 'gating',
    worker: 'w1',
    attempt,
    pullRequest: number,
    ...over,
  });
}

const pr = (number: number, id: string) => aPullRequest(number, { task: id, head: `feat/shop-${id}` });

function done(over: Partial<TaskState> = {}, parts: WorldParts = {}): World {
  return aWorld({ tasks: [finished('a', over)], pullRequests: [pr(1, 'a')], ...parts });
}

function kinds(world: World): readonly string[] {
  return (merging(world).actions ?? []).map((action) =>
    'task' in action ? `${action.kind} ${action.task}` : action.kind,
  );
}

describe('finished work', () => {
  const moved = anAttempt({ branch: 'feat/shop-a', tip: 'head2', judged: 'head1' });
  test.each<[string, World, readonly string[]]>([
    ['gets a pull request', done({ pullRequest: null }), ['open-pr a']],
    [
      'gets a new one for a new branch only when the old one is closed',
      done({ attempt: anAttempt({ branch: 'feat/shop-a.2', tip: 'h', judged: 'h' }) }),
      [],
    ],
    [
      'has its pull request moved to the judged head',
      done({ attempt: anAttempt({ branch: 'feat/shop-a', tip: 'h', judged: 'h' }) }),
      ['update-pr a'],
    ],
    ['is tested', done(), ['gate a']],
    ['is merged when it passed', done({ gate: verdict() }), ['merge a']],
    ['is tested anew on another tip', done({ gate: verdict({ tip: 'old' }) }), ['gate a']],
    ['is tested anew at another head', done({ gate: verdict({ head: 'old' }) }), ['gate a']],
    ['is left to humans without merge.auto', done({ gate: verdict() }, { policy: byHand }), []],
    [
      'is merged without merge.auto when a human asked for this head',
      done({ gate: verdict(), mergeAsked: 'head1' }, { policy: byHand }),
      ['merge a'],
    ],
    [
      'goes through the gates first when a human asked for it',
      done({ mergeAsked: 'head1' }, { policy: byHand }),
      ['gate a'],
    ],
    [
      'is left to humans when they asked for another head',
      done({ gate: verdict(), mergeAsked: 'old' }, { policy: byHand }),
      [],
    ],
    ['waits while its head moves', done({ attempt: moved, gate: verdict() }), []],
    ['waits while it is sent back', done({ phase: 'rework' }), []],
    [
      'waits while a question parks it',
      done({}, { questions: [aQuestion('conflicts', { task: 'a', holds: 'task' })] }),
      [],
    ],
    ['waits while everything is paused', done({}, { ledger: { pausedAll: true } }), []],
    [
      'waits while the integration branch cannot be read',
      done({}, { world: { integrationTip: { known: false, reason: 'x', since: 1 } } }),
      [],
    ],
    [
      'waits while somebody else moved the integration branch',
      done({}, { world: { integrationTip: known('else', NOON) } }),
      [],
    ],
    [
      'waits until the moved base is merged in',
      done({ gate: verdict() }, { world: { baseTip: known('base1', NOON) } }),
      [],
    ],
  ])('%s', (_what, world, expected) => {
    expect(kinds(world)).toEqual(expected);
  });

  test('asks for the word where a human merges, once for each head, and goes on when it is given', () => {
    const asked = settled(merging, done({ gate: verdict() }, { policy: byHand }));
    const [question] = asked.ledger.questions.values();
    expect(question).toMatchObject({
      topic: 'merge-wanted',
      task: 'a',
      text: '#1 passed: czar pr merge 1',
      holds: 'none',
    });
    expect(settled(standing, asked).ledger.questions.size).toBe(1);
    const merge = { id: 'o-1', at: NOON, do: 'merge', task: 'a' } as const;
    const ordered = settled(orders, afterFacts(asked, { type: 'order.given', order: merge }));
    expect(kinds(ordered)).toEqual(['merge a']);
    expect(settled(standing, ordered).ledger.questions.size).toBe(0);
    const answer = {
      id: 'o-2',
      at: NOON,
      do: 'answer',
      question: question?.id ?? '',
      answer: 'merge',
    } as const;
    expect(kinds(settled(orders, afterFacts(asked, { type: 'order.given', order: answer })))).toEqual([
      'merge a',
    ]);
  });

  test('sent back is not asked about any more', () => {
    const asked = settled(merging, done({ gate: verdict() }, { policy: byHand }));
    const back = afterFacts(asked, {
      type: 'task.stage',
      task: 'a',
      stage: 'complete',
      phase: 'rework',
      because: 'x',
    });
    expect(settled(standing, back).ledger.questions.size).toBe(0);
  });

  test('is merged as it was tested, where it was tested', () => {
    expect(merging(done({ gate: verdict() })).actions?.[0]).toMatchObject({
      head: 'head1',
      tip: INTEGRATION_TIP,
      merge: 'merge1',
      number: 1,
    });
  });

  test('that changes nothing is merged with a note', () => {
    const world = settled(merging, done({ gate: verdict({ verdict: 'no-change', merge: null }) }));
    expect(world.ledger.tasks.get('a')).toMatchObject({
      stage: 'merged',
      merged: { note: 'no change', sha: null },
    });
  });

  test('is merged one at a time, oldest first, and one that cannot be merged holds up none', () => {
    const tasks = [
      finished('a', { gate: verdict() }, 1),
      finished('b', { gate: verdict() }, 2),
      finished('c', {}, 3),
    ];
    const pullRequests = [pr(1, 'a'), pr(2, 'b'), pr(3, 'c')];
    expect(kinds(aWorld({ tasks, pullRequests }))).toEqual(['merge a', 'merge b']);
    const lasting = { count: 1, lastAt: 0, nextTryAt: 0, message: 'x', lasting: true, evidence: [] };
    const failed = (id: string) =>
      [`merge task=${id} attempt=1 head=head1 tip=${INTEGRATION_TIP}`, lasting] as const;
    const one = aWorld({ tasks, pullRequests, ledger: { failures: new Map([failed('a')]) } });
    expect(kinds(one)).toEqual(['merge b']);
    const both = aWorld({ tasks, pullRequests, ledger: { failures: new Map([failed('a'), failed('b')]) } });
    expect(kinds(both)).toEqual(['gate c']);
  });
});

describe('a finding', () => {
  const failed = verdict({
    verdict: 'failed',
    checks: [{ name: 'test', verdict: 'failed', ms: 1, tail: 'boom' }],
  });
  const conflict = verdict({ verdict: 'conflict', conflicts: ['x.ts'] });
  test.each<[string, GateVerdict, string]>([
    ['of a gate, with its last lines', failed, 'boom'],
    ['of a conflict, with its files and the merge that is allowed', conflict, 'x.ts'],
  ])('%s, goes back to the task', (_what, gate, data) => {
    const task = settled(rework, done({ gate, gateFailures: 1, conflictCount: 1 })).ledger.tasks.get('a');
    expect(task).toMatchObject({ stage: 'complete', phase: 'rework', items: [{ kind: 'rework' }] });
    expect(task?.items[0]?.data).toContain(data);
    expect(task?.items[0]?.text.includes('git merge omnibus/shop')).toBe(gate === conflict);
  });

  test.each<[string, GateVerdict, Partial<TaskState>, string | undefined]>([
    ['second failure', failed, { gateFailures: 2 }, undefined],
    ['third failure', failed, { gateFailures: 3 }, 'gates-failing'],
    ['second conflict', conflict, { conflictCount: 2 }, undefined],
    ['third conflict', conflict, { conflictCount: 3 }, 'conflicts'],
  ])('the %s', (_what, gate, over, topic) => {
    const world = settled(rework, done({ gate, ...over }));
    expect([...world.ledger.questions.values()][0]?.topic).toBe(topic);
    expect(world.ledger.tasks.get('a')?.items).toHaveLength(topic === undefined ? 1 : 0);
  });

  test('of a conflict tells what the other side is for: what was merged since, the newest first', () => {
    const at = (ms: number) => ({ sha: 's', head: 'h', at: NOON + ms, note: null });
    const world = done({
      gate: conflict,
      conflictCount: 1,
      attempt: anAttempt({ judged: 'head1', tip: 'head1', startedAt: NOON }),
    });
    const others = [
      aTask('before', { stage: 'merged', merged: at(-1), title: 'Long ago' }),
      aTask('b', { stage: 'merged', merged: at(1), title: 'Round half-even' }),
      aTask('c', { stage: 'merged', merged: at(2), title: 'Show tax' }),
    ];
    const tasks = new Map([...world.ledger.tasks, ...others.map((task) => [task.id, task] as const)]);
    const [item] =
      settled(rework, { ...world, ledger: { ...world.ledger, tasks } }).ledger.tasks.get('a')?.items ?? [];
    expect(item?.data).toBe('x.ts\n\nMerged since this was begun:\nc: Show tax\nb: Round half-even');
    expect(item?.text).toContain('git log HEAD..omnibus/shop -- <file>');
  });

  test('of checks is asked about with what they printed last, bounded', () => {
    const tail = Array.from({ length: 30 }, (_, index) => `${index} ${'x'.repeat(300)}`).join('\n');
    const checks = [
      { name: 'lint', verdict: 'passed', ms: 1, tail: 'fine' },
      { name: 'test', verdict: 'failed', ms: 1, tail },
    ] as const;
    const world = settled(rework, done({ gate: verdict({ verdict: 'failed', checks }), gateFailures: 3 }));
    const evidence = [...world.ledger.questions.values()][0]?.evidence ?? [];
    expect(evidence.map(({ says }) => says)).toEqual([
      `failed: test at head1 on ${INTEGRATION_TIP.slice(0, 8)}`,
      'test printed last:',
    ]);
    const lines = evidence[1]?.lines ?? [];
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)?.startsWith('29 xxx')).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBe(200);
  });

  test.each([
    [['src/cart.ts'], 'conflicts in src/cart.ts, again and again', undefined],
    [['a', 'b', 'c', 'd'], 'conflicts in a, b, c and 1 more, again and again', ['a', 'b', 'c', 'd']],
  ])('of a conflict in %j is asked about with the files', (conflicts, text, lines) => {
    const world = settled(
      rework,
      done({ gate: verdict({ verdict: 'conflict', conflicts }), conflictCount: 3 }),
    );
    const [asked] = world.ledger.questions.values();
    expect(asked?.text).toBe(text);
    expect(asked?.evidence[0]?.lines).toEqual(lines);
  });

  test('about a head that moved is none', () => {
    expect(rework(done({ gate: { ...failed, head: 'old' } })).notes).toEqual([]);
  });
});

describe('the integration branch', () => {
  const kindsOf = (world: World) => (integration(world).actions ?? []).map(({ kind }) => kind);
  test('is opened at the base, and set up again where it was', () => {
    const fresh = aWorld({ integration: { tip: null }, world: { integrationTip: known(null, NOON) } });
    expect(integration(fresh).actions).toMatchObject([{ kind: 'open-integration', base: 'base0' }]);
    const gone = aWorld({ world: { integrationTip: known(null, NOON) } });
    expect(integration(gone).actions).toMatchObject([{ kind: 'open-integration', base: INTEGRATION_TIP }]);
  });

  test('follows the base, unless the config says otherwise', () => {
    const world = { baseTip: known('base1', NOON) };
    expect(kindsOf(aWorld({ world }))).toEqual(['follow-base']);
    const off = aPolicy({ merge: { ...aPolicy().merge, followBase: false } });
    expect(kindsOf(aWorld({ world, policy: off }))).toEqual([]);
  });

  test.each<[string, number | null, string]>([
    ['moved by somebody else counts', null, 'else'],
    ['seen before its own last move says nothing', NOON, INTEGRATION_TIP],
  ])('%s', (_what, movedAt, tip) => {
    const world = aWorld({ integration: { movedAt }, world: { integrationTip: known('else', NOON) } });
    expect(settled(integration, world).ledger.integration.tip).toBe(tip);
  });
});

describe('the omnibus', () => {
  const auto = aPolicy({ merge: { ...aPolicy().merge, omnibus: 'auto' } });
  const merged = aTask('a', { stage: 'merged' });
  const world = (of: OmnibusState | null, parts: WorldParts = {}) =>
    aWorld({ tasks: [merged], integration: { omnibus: of, merges: 1 }, ...parts });
  const plan = (at: World) => (omnibus(at).actions ?? []).map(({ kind }) => kind);

  test.each<[string, World, readonly string[]]>([
    ['does not open before the first merge', aWorld({ tasks: [aTask('a')] }), []],
    ['opens at the first merge', world(null), ['describe-omnibus']],
    ['is kept current', world(anOmnibus({ describes: 'old' })), ['describe-omnibus']],
    ['is made ready when all is merged', world(anOmnibus({ draft: true })), ['describe-omnibus']],
    [
      'is a draft again with new work',
      world(anOmnibus(), { tasks: [merged, aTask('b')] }),
      ['describe-omnibus'],
    ],
    ['waits for a human by default', world(anOmnibus()), []],
    ['is merged when asked', world(anOmnibus({ asked: true })), ['merge-omnibus']],
    ['is merged when auto', world(anOmnibus(), { policy: auto }), ['merge-omnibus']],
    ['is not merged again when refused', world(anOmnibus({ refused: 'x' }), { policy: auto }), []],
    [
      'is not merged without the present base',
      world(anOmnibus({ asked: true }), { world: { baseTip: known('base1', NOON) } }),
      [],
    ],
    [
      'is over when merged',
      world(anOmnibus({ merged: { sha: 's', at: 1 } }), {
        integration: { merges: 0, omnibus: anOmnibus({ merged: { sha: 's', at: 1 } }) },
      }),
      [],
    ],
  ])('%s', (_what, at, expected) => {
    expect(plan(at)).toEqual(expected);
  });

  test('tells new statuses too, but not more often than every five seconds', () => {
    const told = (agoMs: number) =>
      world(anOmnibus({ tells: { statusChanges: 3, at: NOON - agoMs } }), { ledger: { statusChanges: 4 } });
    expect(plan(told(5_000))).toEqual(['describe-omnibus']);
    expect(plan(told(4_000))).toEqual([]);
    expect(omnibus(told(4_000)).wakeAt).toBe(NOON + 1_000);
    expect(isSettled(told(4_000))).toBe(false);
    const asked = world(anOmnibus({ asked: true, tells: { statusChanges: 3, at: NOON } }), {
      ledger: { statusChanges: 4 },
    });
    expect(plan(asked)).toEqual(['merge-omnibus']);
  });

  test.each<[string, Fact, number]>([
    [
      'a task in another stage',
      { type: 'task.stage', task: 'a', stage: 'failed', phase: null, because: 'x' },
      1,
    ],
    [
      'the same stage again',
      { type: 'task.stage', task: 'a', stage: 'merged', phase: null, because: 'x' },
      0,
    ],
    [
      'a question that parks a task',
      { type: 'question.asked', question: aQuestion('stuck', { task: 'a', holds: 'task' }) },
      1,
    ],
    [
      'any other question',
      { type: 'question.asked', question: aQuestion('quarantined', { holds: 'none' }) },
      0,
    ],
  ])('counts %s as a change of status', (_what, fact, changes) => {
    expect(afterFacts(world(anOmnibus()), fact).ledger.statusChanges).toBe(changes);
  });

  test('opens as a draft while work is missing', () => {
    expect(omnibus(world(null, { tasks: [merged, aTask('b')] })).actions).toMatchObject([{ draft: true }]);
    expect(omnibus(world(null)).actions).toMatchObject([{ draft: false }]);
  });

  test('begins a new round when work is merged after it', () => {
    const after = settled(omnibus, world(anOmnibus({ merged: { sha: 's', at: 1 } })));
    expect(after.ledger.integration).toMatchObject({ omnibus: null, rounds: 1 });
    expect(needsDescribing(after)).toBe(true);
  });

  test('that was refused is asked about once, and merged when a human says so', () => {
    const asked = settled(omnibus, world(anOmnibus({ refused: 'checked out' })));
    expect([...asked.ledger.questions.values()]).toMatchObject([{ topic: 'omnibus-refused' }]);
    expect(plan(afterFacts(asked, { type: 'omnibus.asked' }))).toEqual(['merge-omnibus']);
  });

  const settledCases: readonly [string, World, boolean][] = [
    ['nothing was to be done', aWorld({ tasks: [aTask('a', { stage: 'cancelled' })] }), true],
    ['it is ready and manual', world(anOmnibus()), true],
    ['it is to be merged', world(anOmnibus(), { policy: auto }), false],
    ['it was refused', world(anOmnibus({ refused: 'x' }), { policy: auto }), true],
    ['it is to be described', world(anOmnibus({ draft: true }), { policy: auto }), false],
    ['a task can begin', world(anOmnibus(), { tasks: [merged, aTask('b')] }), false],
    ['a task is in gates', done(), false],
    [
      'a task waits for a human',
      done({}, { questions: [aQuestion('conflicts', { task: 'a', holds: 'task' })] }),
      true,
    ],
    ['a task passed, and humans merge', done({ gate: verdict() }, { policy: byHand }), true],
    [
      'a task passed, and a human asked for its merge',
      done({ gate: verdict(), mergeAsked: 'head1' }, { policy: byHand }),
      false,
    ],
    ['a pull request is to be closed', done({ stage: 'cancelled', phase: null }), false],
  ];
  test.each(settledCases)('whether all is settled when %s', (_what, at, expected) => {
    expect(isSettled(at)).toBe(expected);
  });
});
