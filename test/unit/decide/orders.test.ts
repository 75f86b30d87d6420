import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainOrders, orders } from '../../../src/decide/orders.ts';
import type { Order } from '../../../src/domain/request.ts';
import { known } from '../../../src/domain/seen.ts';
import { folded, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aQuestion,
  aRunningTask,
  aSeatedWorker,
  aTask,
  NOON,
  anOmnibus,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

type Ask = Order extends infer O ? (O extends Order ? Omit<O, 'id' | 'at'> : never) : never;

function ordered(ask: Ask, parts: WorldParts = {}) {
  const order: Order = { id: 'o-1', at: NOON - 10, ...ask };
  return aWorld({ ...parts, ledger: { orders: [order], ...parts.ledger } });
}

/** The sentence that the person gets. */
function says(ask: Ask, parts: WorldParts = {}): string {
  const facts = (orders(ordered(ask, parts)).notes ?? []).flatMap((note) => note.facts);
  return facts.flatMap((fact) => (fact.type === 'order.done' ? [fact.because] : []))[0] ?? '';
}

function after(ask: Ask, parts: WorldParts = {}) {
  return settled(orders, ordered(ask, parts)).ledger;
}

const busy = aSeatedWorker('w1', { task: 'a', agent: anAgent({ activity: 'busy' }) });
type WorkerChanges = Partial<typeof busy>;
const out = { quarantined: { at: NOON, because: '3 crashes' } };
const nudged = { do: 'nudge', worker: 'w1', text: 'hurry' } as const;
const running: WorldParts = { tasks: [aRunningTask('a')], workers: [busy] };
const merged = aTask('a', { stage: 'merged', merged: { sha: 'm', head: 'h', at: 1, note: null } });
const omnibus = anOmnibus({ draft: true });

describe('orders are carried out', () => {
  test('a nudge waits for the next idle of its worker', () => {
    expect(says({ do: 'nudge', worker: 'w1', text: 'hurry' }, running)).toBe('queued for its next idle');
    expect(
      after({ do: 'nudge', worker: 'w1', text: 'hurry' }, running).workers.get('w1')?.inbox,
    ).toMatchObject([{ id: 'o-1', kind: 'notice', from: 'human', text: 'hurry' }]);
  });

  test.each<[Ask, WorkerChanges, string]>([
    [nudged, out, 'w1 is out of service: 3 crashes; it gets this once it is released (czar restart w1)'],
    [nudged, { paused: true }, 'w1 is paused; it gets this once it is resumed (czar resume w1)'],
    [
      { do: 'inject', worker: 'w1', text: 'new', name: 'n' },
      out,
      'new text for a: w1 is out of service: 3 crashes; it gets this once it is released (czar restart w1)',
    ],
    [
      { do: 'pause', workers: ['w1'] },
      out,
      'w1 paused; w1 is out of service: 3 crashes; this counts once it is released',
    ],
    [
      { do: 'resume', workers: ['w1'] },
      out,
      'w1 resumed; w1 is out of service: 3 crashes; this counts once it is released',
    ],
  ])('%j for a worker that takes nothing now (%j) says so', (ask, changes, said) => {
    expect(says(ask, { ...running, workers: [{ ...busy, ...changes }] })).toBe(said);
  });

  test('an injected text goes to the current task', () => {
    const ledger = after({ do: 'inject', worker: 'w1', text: 'new', name: 'n' }, running);
    expect(ledger.tasks.get('a')?.items).toMatchObject([
      { id: 'o-1', kind: 'text', from: 'human', text: 'new' },
    ]);
  });

  test('an assignment takes effect at the next attempt', () => {
    const ledger = after({ do: 'assign', task: 'a', worker: 'w2', now: false }, running);
    expect(ledger.tasks.get('a')).toMatchObject({ stage: 'running', worker: 'w1', moveTo: null });
  });

  test('an assignment now ends the attempt and moves the task', () => {
    const ledger = after({ do: 'assign', task: 'a', worker: 'w2', now: true }, running);
    expect(ledger.tasks.get('a')).toMatchObject({ stage: 'pending', moveTo: 'w2' });
    expect(ledger.workers.get('w1')?.task).toBeNull();
  });

  test('what a human still had to tell is kept for the next attempt', () => {
    const item = { id: 'i', kind: 'answer', from: 'human', text: 'yes', data: null, at: 1 } as const;
    const told = { ...item, id: 'r', kind: 'rework', from: 'gate' } as const;
    const tasks = [aRunningTask('a', { items: [item, told] })];
    const ledger = after({ do: 'retry', task: 'a', fresh: false }, { ...running, tasks });
    expect(ledger.tasks.get('a')?.items.map(({ id }) => id)).toEqual(['i']);
  });

  test.each([
    ['running', aRunningTask('a')],
    ['complete', aTask('a', { stage: 'complete', phase: 'rework', attempt: anAttempt() })],
    ['before Czar merged', aTask('a', { ...merged, beforeCzar: true })],
    ['failed', aTask('a', { stage: 'failed', attempt: anAttempt() })],
    ['cancelled', aTask('a', { stage: 'cancelled' })],
  ])('a %s task can be tried again, also fresh', (_stage, task) => {
    const ledger = after({ do: 'retry', task: 'a', fresh: true }, { tasks: [task] });
    expect(ledger.tasks.get('a')).toMatchObject({ stage: 'pending', fresh: true, failedAttempts: 0 });
  });

  test('a cancelled task leaves its seat', () => {
    const ledger = after({ do: 'cancel', task: 'a' }, running);
    expect(ledger.tasks.get('a')?.stage).toBe('cancelled');
    expect(ledger.workers.get('w1')?.task).toBeNull();
  });

  test('everything, or one worker, can be paused and resumed', () => {
    expect(after({ do: 'pause', workers: [] }).pausedAll).toBe(true);
    expect(after({ do: 'pause', workers: ['w2'] }).workers.get('w2')?.paused).toBe(true);
    expect(after({ do: 'resume', workers: [] }, { ledger: { pausedAll: true } }).pausedAll).toBe(false);
  });

  test('a restart brings a quarantined worker back', () => {
    const worker = aSeatedWorker('w1', { quarantined: { at: 1, because: 'crashes' } });
    const ledger = after({ do: 'restart', worker: 'w1' }, { workers: [worker] });
    expect(ledger.workers.get('w1')).toMatchObject({ quarantined: null, restartNotBefore: NOON });
  });

  test('the omnibus can be made ready and merged by hand', () => {
    const parts = { integration: { omnibus } };
    expect(after({ do: 'merge-omnibus' }, parts).integration.omnibus?.asked).toBe(true);
    expect(after({ do: 'ready-omnibus' }, parts).integration.omnibus?.forcedReady).toBe(true);
  });

  test('what ends an attempt says how many uncommitted files are put aside, and where', () => {
    const worktree = { path: '/w', gitDir: '/g', branch: 'feat/shop-a', setupHash: null };
    const worker = aSeatedWorker('w1', { task: 'a', worktree });
    const tasks = [aRunningTask('a', { attempt: anAttempt({ branch: 'feat/shop-a' }) })];
    const heads = new Map([['w1', known({ branch: 'feat/shop-a', sha: 'tip0' }, NOON)]]);
    const uncommitted = new Map([['w1', { files: known(3, NOON), head: 'tip0' }]]);
    const parts = { tasks, workers: [worker], world: { heads, uncommitted } };
    for (const ask of [
      { do: 'retry', task: 'a', fresh: true },
      { do: 'cancel', task: 'a' },
    ] as const)
      expect(says(ask, parts)).toMatch(
        /; 3 uncommitted files in the worktree of w1 are put aside under refs\/czar\/[^/]+\/saved\/a\/1 before/,
      );
  });

  test('the omnibus is merged by hand without what is missing, and that is said', () => {
    const integration = { omnibus };
    expect(says({ do: 'merge-omnibus' }, { integration, tasks: [merged] })).toMatch(/ will be merged$/);
    expect(
      says({ do: 'merge-omnibus' }, { integration, tasks: [merged, aRunningTask('b'), aTask('c')] }),
    ).toMatch(/ will be merged, although 2 tasks are not in it$/);
  });

  test.each([
    ['ready', { ...omnibus, draft: false }],
    ['ready', { ...omnibus, forcedReady: true }],
    ['merged', { ...omnibus, merged: { sha: 's', at: 1 } }],
  ])('an omnibus that is %s already is no reason to refuse', (state, of) => {
    const ask = { do: 'ready-omnibus' } as const;
    expect(says(ask, { integration: { omnibus: of } })).toBe(`the omnibus #9 exists and is ${state} already`);
    expect(after(ask, { integration: { omnibus: of } }).integration.omnibus).toEqual(of);
  });

  test('an answer does what it says and closes its question', () => {
    const questions = [aQuestion('stuck', { task: 'a', choices: [{ key: 'cancel', says: 'cancel' }] })];
    const ledger = after({ do: 'answer', question: 'q-1', answer: 'cancel' }, { ...running, questions });
    expect(ledger.tasks.get('a')?.stage).toBe('cancelled');
    expect(ledger.questions.size).toBe(0);
  });
});

describe('impossible orders are refused with the reason, and nothing changes', () => {
  test.each<[string, Ask, WorldParts, string]>([
    [
      'an unknown worker',
      { do: 'nudge', worker: 'x', text: 't' },
      {},
      'there is no worker x; there are w1, w2',
    ],
    ['an unknown worker', { do: 'inject', worker: 'x', text: 't', name: 'n' }, {}, 'there is no worker x'],
    [
      'a worker whose task is over',
      { do: 'inject', worker: 'w2', text: 't', name: 'n' },
      {},
      'no task by now',
    ],
    ['an unknown worker', { do: 'pause', workers: ['w1', 'x'] }, {}, 'there is no worker x'],
    ['an unknown worker', { do: 'restart', worker: 'x' }, {}, 'there is no worker x'],
    ['an unknown task', { do: 'cancel', task: 'x' }, {}, 'there is no task x'],
    ['an unknown task', { do: 'retry', task: 'x', fresh: false }, {}, 'there is no task x'],
    ['a task not begun', { do: 'retry', task: 'a', fresh: false }, { tasks: [aTask('a')] }, 'not begun'],
    ['merged work', { do: 'retry', task: 'a', fresh: false }, { tasks: [merged] }, 'add a follow-up task'],
    ['merged work', { do: 'cancel', task: 'a' }, { tasks: [merged] }, 'merged already'],
    ['merged work', { do: 'assign', task: 'a', worker: 'w1', now: true }, { tasks: [merged] }, 'is merged'],
    ['a move to nobody', { do: 'assign', task: 'a', worker: null, now: true }, running, 'which worker'],
    ['a move to itself', { do: 'assign', task: 'a', worker: 'w1', now: true }, running, 'on a already'],
    ['no such question', { do: 'answer', question: 'q-7', answer: 'yes' }, {}, 'no open question q-7'],
    ['a paused worker', { do: 'restart', worker: 'w1' }, { ledger: { pausedAll: true } }, 'is paused'],
    ['one of all paused', { do: 'resume', workers: ['w1'] }, { ledger: { pausedAll: true } }, 'everything'],
    ['work not finished', { do: 'merge', task: 'a' }, running, 'no open pull request of finished work'],
    ['merged work', { do: 'merge', task: 'a' }, { tasks: [merged] }, 'merged already'],
    ['an unknown task', { do: 'merge', task: 'x' }, {}, 'there is no task x'],
    ['no omnibus', { do: 'merge-omnibus' }, {}, 'no omnibus'],
    ['no omnibus', { do: 'ready-omnibus' }, {}, 'no omnibus'],
  ])('%s: %j', (_what, ask, parts, reason) => {
    const before = ordered(ask, parts);
    const ledger = settled(orders, before).ledger;
    expect(says(ask, parts)).toContain(`refused: `);
    expect(says(ask, parts)).toContain(reason);
    expect(ledger.orders).toEqual([]);
    expect(ledger.tasks).toEqual(before.ledger.tasks);
    expect(ledger.workers).toEqual(before.ledger.workers);
  });
});

test.each<[string, Ask, WorldParts, number]>([
  ['what can never be done', { do: 'retry', task: 'a', fresh: false }, { tasks: [merged] }, 2],
  ['a task not begun', { do: 'retry', task: 'a', fresh: false }, { tasks: [aTask('a')] }, 2],
  ['no such thing', { do: 'restart', worker: 'x' }, {}, 3],
  ['what stands in the way now', { do: 'restart', worker: 'w1' }, { ledger: { pausedAll: true } }, 1],
])('the verb of a refused order ends with what it means: %s', (_what, ask, parts, exit) => {
  const facts = (orders(ordered(ask, parts)).notes ?? []).flatMap((note) => note.facts);
  expect(facts.at(-1)).toMatchObject({ type: 'order.done', refused: true, exit });
});

test('a waiting order is named as the reason', () => {
  const world = ordered({ do: 'cancel', task: 'a' }, running);
  expect(explainOrders(world, 'a')).toBe('you asked: cancel');
  expect(explainOrders(world, 'w1')).toBeNull();
});

test('orders are carried out one after another, each on what the last one left', () => {
  const verbs = fc.constantFrom<Ask>(
    { do: 'cancel', task: 'a' },
    { do: 'retry', task: 'a', fresh: false },
    { do: 'assign', task: 'a', worker: 'w2', now: true },
    { do: 'pause', workers: ['w1'] },
    { do: 'resume', workers: ['w1'] },
    { do: 'restart', worker: 'w1' },
  );
  fc.assert(
    fc.property(fc.array(verbs, { maxLength: 8 }), (asks) => {
      const given = asks.map((ask, n): Order => ({ id: `o-${n}`, at: NOON + n, ...ask }));
      let world = aWorld({ ...running, ledger: { orders: given } });
      for (const order of given) {
        const notes = orders(world).notes ?? [];
        expect(notes.flatMap(({ facts }) => facts).at(-1)).toMatchObject({
          type: 'order.done',
          id: order.id,
        });
        world = folded(world, notes);
      }
      expect(world.ledger.orders).toEqual([]);
    }),
  );
});
