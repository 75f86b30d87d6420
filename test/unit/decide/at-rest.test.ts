import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberQuestions } from '../../../src/decide/questions.ts';
import { nudges } from '../../../src/decide/nudges.ts';
import { orders } from '../../../src/decide/orders.ts';
import { recovery } from '../../../src/decide/recovery.ts';
import { sessions } from '../../../src/decide/sessions.ts';
import { sessionsEnd } from '../../../src/decide/sessions-end.ts';
import { standing } from '../../../src/decide/standing.ts';
import { sync } from '../../../src/decide/sync.ts';
import { textChanges } from '../../../src/decide/text-changes.ts';
import type { Order } from '../../../src/domain/request.ts';
import type { World } from '../../../src/domain/world.ts';
import { folded } from '../../support/folded.ts';
import {
  aGeneration,
  anAgent,
  anAttempt,
  aPane,
  aSeatedWorker,
  aTask,
  aWish,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld, stoodStill } from '../../support/world.ts';

const RULES = [sync, orders, textChanges, recovery, sessions, sessionsEnd, nudges, standing];
const IDS = ['a', 'b', 'c'] as const;
const MOST_ROUNDS = 20;

const status = fc.constantFrom(
  'pending',
  'ready',
  'in_progress',
  'complete',
  'merged',
  'failed',
  'blocked',
  'needs_human',
  'cancelled',
);
const stage = fc.constantFrom('pending', 'running', 'complete', 'merged', 'failed', 'cancelled');

const anyTask = (id: string) =>
  fc
    .record({ stage, was: status, commits: fc.nat(2), failed: fc.nat(3), beforeCzar: fc.boolean() })
    .map((t) =>
      aTask(id, {
        stage: t.stage,
        worker: t.stage === 'running' ? 'w1' : null,
        phase: t.stage === 'complete' ? 'gating' : null,
        beforeCzar: t.stage === 'merged' && t.beforeCzar,
        attempt: anAttempt({ commits: t.commits }),
        failedAttempts: t.failed,
        textHash: 'old',
        synced: { status: t.was, assignee: null, waitingSince: null, notified: [] },
      }),
    );

const anyWish = (id: string) =>
  fc.record({
    status,
    hold: fc.boolean(),
    textFile: fc.constantFrom(null, 'tasks/x.md'),
    after: fc.subarray(IDS.filter((other) => other < id)),
  });

const anyOrder = fc.constantFrom<Order>(
  { id: 'o1', at: NOON, do: 'cancel', task: 'a' },
  { id: 'o2', at: NOON, do: 'retry', task: 'b', fresh: true },
  { id: 'o3', at: NOON, do: 'assign', task: 'a', worker: 'w2', now: true },
  { id: 'o4', at: NOON, do: 'answer', question: 'q-1', answer: 'apply' },
  { id: 'o5', at: NOON, do: 'answer', question: 'q-1', answer: 'keep' },
  { id: 'o6', at: NOON, do: 'answer', question: 'q-1', answer: 'cancel' },
  { id: 'o7', at: NOON, do: 'restart', worker: 'w1' },
  { id: 'o8', at: NOON, do: 'pause', workers: [] },
);

const anyWorker = fc.record({
  task: fc.constantFrom('a', null),
  agent: fc.constantFrom(
    anAgent(),
    anAgent({ activity: 'busy' }),
    anAgent({ activity: 'asks', asks: 'sure?', lastEvent: 'permission' }),
  ),
  generation: fc.constantFrom(null, aGeneration('w1')),
  lastEnd: fc.constantFrom(null, {
    how: 'lost',
    status: null,
    signal: null,
    at: NOON - 9,
    number: 1,
  } as const),
  crashes: fc.array(fc.constant(NOON - 5), { maxLength: 6 }),
});

const anyWorld = fc
  .record({
    tasks: fc.tuple(...IDS.map(anyTask)),
    wishes: fc.tuple(...IDS.map(anyWish)),
    gone: fc.subarray([...IDS]),
    known: fc.subarray([...IDS], { minLength: 1 }),
    given: fc.uniqueArray(anyOrder, { selector: ({ id }) => id }),
    worker: anyWorker,
    pane: fc.constantFrom([], [aPane('w1')], [aPane('w1', { dead: true, deadStatus: 1 })]),
    quietMs: fc.constantFrom(0, 4e6, 9e9),
    stopping: fc.constantFrom('no', 'leave-sessions', 'end-sessions'),
  })
  .map((parts) => {
    const wishes = parts.wishes.flatMap((over, n) => {
      const id = IDS[n] ?? 'a';
      return parts.gone.includes(id) ? [] : [aWish(id, over)];
    });
    return aWorld({
      tasks: parts.tasks.filter(({ id }) => parts.known.some((name) => name === id)),
      wishes,
      unwished: parts.gone,
      workers: [aSeatedWorker('w1', parts.worker)],
      panes: parts.pane,
      ledger: { orders: parts.given },
      world: {
        ...stoodStill({ w1: parts.quietMs }),
        stopping: parts.stopping,
        textHashes: new Map(IDS.map((id) => [id, 'new'])),
      },
    });
  });

function notesOf(world: World) {
  return numberQuestions(
    RULES.flatMap((rule) => rule(world).notes ?? []),
    world.ledger,
  );
}

test('all these rules together come to rest in every world, and leave no order and no doubled question', () => {
  fc.assert(
    fc.property(anyWorld, (first) => {
      let world = first;
      let rounds = 0;
      for (; rounds < MOST_ROUNDS && notesOf(world).length > 0; rounds += 1)
        world = folded(world, notesOf(world));
      expect(notesOf(world)).toEqual([]);
      expect(world.ledger.orders).toEqual([]);
      const subjects = [...world.ledger.questions.values()].map(({ topic, task, worker, about }) =>
        JSON.stringify([topic, task, worker, about]),
      );
      expect(new Set(subjects).size).toBe(subjects.length);
    }),
    { numRuns: 500 },
  );
});

test('merged work is lost only on an explicit order or answer of a human', () => {
  fc.assert(
    fc.property(anyWorld, (any) => {
      let world: World = { ...any, ledger: { ...any.ledger, orders: [] } };
      const merged = [...world.ledger.tasks.values()].filter((t) => t.stage === 'merged' && !t.beforeCzar);
      for (let round = 0; round < MOST_ROUNDS; round += 1) world = folded(world, notesOf(world));
      for (const { id } of merged) expect(world.ledger.tasks.get(id)?.stage ?? 'merged').toBe('merged');
    }),
  );
});
