import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unsafeActions } from '../../../src/decide/assert-safe.ts';
import { isDue } from '../../../src/decide/due.ts';
import { decide } from '../../../src/decide/plan.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { widthOf } from '../../../src/decide/width.ts';
import type { Action, Plan } from '../../../src/domain/plan.ts';
import type { World } from '../../../src/domain/world.ts';
import { anyWorld } from '../../support/any-world.ts';
import { folded } from '../../support/folded.ts';
import { aPane, aSeatedWorker, aTask, INTEGRATION_TIP, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const MOST_ROUNDS = 60;

/** What the engine comes to before it does anything: decided and folded until there is nothing left to note. */
function atRest(first: World): { readonly world: World; readonly plan: Plan } {
  let world = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = decide(world);
    if (plan.notes.length === 0) return { world, plan };
    expect(plan.actions).toEqual([]);
    world = folded(world, plan.notes);
  }
  throw new Error(
    `never at rest: ${decide(world)
      .notes.map(({ rule, why }) => `${rule}: ${why}`)
      .join('; ')}`,
  );
}

function ofKind<K extends Action['kind']>(
  { actions }: Plan,
  kind: K,
): readonly Extract<Action, { kind: K }>[] {
  return actions.filter((action): action is Extract<Action, { kind: K }> => action.kind === kind);
}

function always(holds: (at: { readonly world: World; readonly plan: Plan }) => void): void {
  fc.assert(
    fc.property(anyWorld, (world) => {
      holds(atRest(world));
    }),
    { numRuns: 400 },
  );
}

describe('in every world', () => {
  test('notes run out', () => always(({ plan }) => expect(plan.notes).toEqual([])));

  test('no plan is unsafe', () =>
    always(({ world, plan }) => expect(unsafeActions(world, plan).size).toBe(0)));

  test('no task is given to two workers, and none that has a seat', () =>
    always(({ world, plan }) => {
      const given = [...ofKind(plan, 'begin-attempt'), ...ofKind(plan, 'return-to-branch')];
      const tasks = given.map(({ task }) => task);
      expect(new Set(tasks).size).toBe(tasks.length);
      expect(new Set(given.map(({ worker }) => worker)).size).toBe(given.length);
      const seats = [...world.ledger.workers.values()].flatMap(({ task }) => task ?? []);
      expect(tasks.filter((task) => seats.includes(task))).toEqual([]);
      expect(new Set(seats).size).toBe(seats.length);
    }));

  test('no more tasks are begun than may run at once', () =>
    always(({ world, plan }) => {
      const given = [...ofKind(plan, 'begin-attempt'), ...ofKind(plan, 'return-to-branch')].length;
      const seats = [...world.ledger.workers.values()].filter(({ task }) => task !== null).length;
      expect(given).toBeLessThanOrEqual(Math.max(0, widthOf(world) - seats));
    }));

  test('a worker is told one thing, and nothing while a text before it is not settled', () =>
    always(({ world, plan }) => {
      const told = ofKind(plan, 'deliver');
      expect(new Set(told.map(({ worker }) => worker)).size).toBe(told.length);
      for (const { worker, generation } of told) {
        const pending = [...world.ledger.receipts.values()].filter(
          (receipt) =>
            receipt.worker === worker &&
            receipt.generation === generation &&
            (receipt.verdict === 'open' || receipt.verdict === 'unverified'),
        );
        expect(pending).toEqual([]);
      }
    }));

  test('a full text goes to no generation that had it', () =>
    always(({ world, plan }) => {
      for (const { task, generation, as, worker } of ofKind(plan, 'deliver')) {
        if (as !== 'opening' && as !== 'continuation') continue;
        const attempt = world.ledger.tasks.get(task ?? '')?.attempt;
        expect(attempt?.worker === worker && attempt.openedIn.includes(generation)).toBe(false);
      }
    }));

  test('only what was tested is merged, on the tip that it was tested on', () =>
    always(({ world, plan }) => {
      for (const { task, head, tip, merge } of ofKind(plan, 'merge')) {
        const state = world.ledger.tasks.get(task);
        expect(state).toMatchObject({ stage: 'complete', attempt: { judged: head, tip: head } });
        expect(state?.gate).toMatchObject({ head, tip, merge, verdict: 'passed' });
        expect(tip).toBe(world.ledger.integration.tip);
      }
    }));

  test('nothing that failed is tried before its time', () =>
    always(({ world, plan }) => expect(plan.actions.filter((action) => !isDue(world, action))).toEqual([])));

  test('a settled world has nothing to do for a task', () =>
    always(({ world, plan }) => {
      if (world.stopping !== 'no' || !isSettled(world)) return;
      expect([...ofKind(plan, 'begin-attempt'), ...ofKind(plan, 'merge')]).toEqual([]);
    }));

  test('deciding changes nothing', () =>
    always(({ world }) => expect(JSON.stringify(decide(world))).toBe(JSON.stringify(decide(world)))));
});

describe('the second look', () => {
  const world = aWorld({
    tasks: [aTask('a')],
    workers: [aSeatedWorker('w1')],
    panes: [aPane('w1', { humanKeyAt: NOON - 1, attachedClients: 1 })],
  });
  const common = { rule: 'test', why: 'test', evidence: [], worker: 'w1' } as const;
  const keys = { ...common, lane: 'keys:w1', generation: 1 } as const;
  const says = { task: 'a', attempt: 1, as: 'opening', item: null, delivery: 'd' } as const;
  const begin = {
    ...common,
    kind: 'begin-attempt',
    lane: 'tree:w1',
    task: 'a',
    attempt: 1,
    branch: 'feat/shop-a',
    branchNumber: 1,
    from: INTEGRATION_TIP,
    previous: null,
  } as const;

  test.each<[string, readonly Action[], World, number]>([
    ['typing where a human types', [{ ...keys, ...says, kind: 'deliver' }], world, 1],
    ['an Enter where a human types', [{ ...keys, kind: 'settle-delivery', delivery: 'd' }], world, 1],
    [
      'ending what cannot be seen',
      [{ ...keys, kind: 'end-session' }],
      { ...world, terminal: { known: false, reason: 'no answer', since: NOON } },
      1,
    ],
    ['one task for two workers', [begin, { ...begin, worker: 'w2', lane: 'tree:w2' }], world, 1],
    ['one task for one worker', [begin], world, 0],
  ])('refuses %s', (_what, actions, at, refused) => {
    expect(unsafeActions(at, { notes: [], actions, wakeAt: null }).size).toBe(refused);
  });
});
