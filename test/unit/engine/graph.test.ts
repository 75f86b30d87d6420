import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/domain/facts.ts';
import type { Graph } from '../../../src/domain/graph.ts';
import type { TaskWish } from '../../../src/domain/wish.ts';
import { type GraphIndex, indexGraph } from '../../../src/engine/graph.ts';
import { applyEntry } from '../../../src/engine/ledger/fold.ts';
import { emptyLedger, type MutableLedger } from '../../../src/engine/ledger/state.ts';
import { aQuestion, aWish, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const MOST = 5;
const id = (at: number): string => `t${at}`;

/** Tasks wait only for earlier ones; the last two are known to the ledger alone. */
const wishes = fc
  .array(
    fc.record({
      after: fc.uniqueArray(fc.nat(MOST), { maxLength: 3 }),
      priority: fc.integer({ min: 1, max: 3 }),
      assignee: fc.option(fc.constantFrom('w1', 'w2')),
      hold: fc.boolean(),
      hasText: fc.boolean(),
    }),
    { minLength: 1, maxLength: MOST },
  )
  .map((rows) =>
    rows.map(({ after, priority, assignee, hold, hasText }, at): TaskWish => {
      const edges = after.filter((on) => on < at).map(id);
      const textFile = hasText ? `tasks/${id(at)}.md` : null;
      return aWish(id(at), { after: edges, priority, assignee, hold, order: at, textFile });
    }),
  );

const tasks = fc.nat(MOST + 1).map(id);
const stages = fc.constantFrom('pending', 'running', 'complete', 'merged', 'failed', 'cancelled' as const);
const synced = { status: 'pending', assignee: null, waitingSince: null, notified: [] } as const;

function known(task: string): Fact {
  return { type: 'tasks.known', tasks: [{ task, beforeCzar: false, synced, title: task }] };
}

const facts: fc.Arbitrary<Fact> = fc.oneof(
  tasks.map(
    (task): Fact => ({
      type: 'tasks.known',
      tasks: [{ task, beforeCzar: false, synced, title: task }],
    }),
  ),
  fc
    .tuple(tasks, stages)
    .map(([task, stage]): Fact => ({ type: 'task.stage', task, stage, phase: null, because: 'test' })),
  tasks.map((task): Fact => ({ type: 'task.retried', task, fresh: false })),
  fc.tuple(tasks, tasks).map(([task, after]): Fact => ({ type: 'edge.dropped', task, after })),
  fc.tuple(tasks, fc.boolean()).map(
    ([task, isMet]): Fact => ({
      type: 'task.synced',
      task,
      synced: isMet ? synced : { ...synced, status: 'ready' },
    }),
  ),
  tasks.map(
    (task): Fact => ({
      type: 'question.asked',
      question: aQuestion('task-blocked', { id: `q-${task}`, task, holds: 'task' }),
    }),
  ),
  tasks.map((task): Fact => ({ type: 'question.closed', id: `q-${task}`, answer: null, because: 'test' })),
);

function apply(ledger: MutableLedger, fact: Fact): void {
  applyEntry(ledger, { type: 'observed', at: NOON, facts: [fact] }, 1);
}

function subjectOf(fact: Fact): string {
  if (fact.type === 'tasks.known') return fact.tasks[0]?.task ?? '';
  if (fact.type === 'question.asked') return fact.question.task ?? '';
  if (fact.type === 'question.closed') return fact.id.slice('q-'.length);
  return 'task' in fact ? (fact.task ?? '') : '';
}

/** As far as rules can see it. Ties in priority are broken by dependants as they were when the queue was read. */
function shape({ after, dependants, cycles, unsynced, ready, ...lists }: Graph) {
  const sorted = (names: Iterable<string>): readonly string[] => [...names].toSorted();
  return {
    after: [...after].map(([task, on]) => [task, sorted(on)]),
    dependants: [...dependants]
      .filter(([, others]) => others.length > 0)
      .map(([task, others]) => [task, sorted(others)])
      .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    cycles,
    unsynced: sorted(unsynced),
    unseen: sorted(lists.unseen),
    vanished: sorted(lists.vanished),
    lost: sorted(lists.lost),
    withoutText: sorted(lists.withoutText),
    ready: [ready.open, ready.own('w1'), ready.own('w2')].map(sorted),
    size: ready.size,
  };
}

describe('the graph', () => {
  test('kept up to date around what changed is the graph that is built anew', () => {
    fc.assert(
      fc.property(wishes, fc.array(facts, { maxLength: 30 }), (rows, history) => {
        const { wish } = aWorld({ wishes: rows });
        const ledger = emptyLedger('omnibus/shop');
        const index: GraphIndex = indexGraph(ledger, wish);
        const met = rows.map(({ id: task }) => known(task));
        for (const fact of [...met, ...history]) {
          apply(ledger, fact);
          index.touch([subjectOf(fact)]);
          expect(shape(index.graph)).toEqual(shape(indexGraph(ledger, wish).graph));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('forgets that a failed task is waited for when the last edge to it is dropped', () => {
    const { wish } = aWorld({ wishes: [aWish('t0'), aWish('t1', { after: ['t0'] })] });
    const ledger = emptyLedger('omnibus/shop');
    const index = indexGraph(ledger, wish);
    const history: readonly Fact[] = [
      known('t0'),
      known('t1'),
      { type: 'task.stage', task: 't0', stage: 'failed', phase: null, because: 'test' },
      { type: 'edge.dropped', task: 't1', after: 't0' },
    ];
    for (const fact of history) {
      apply(ledger, fact);
      index.touch([subjectOf(fact)]);
    }
    expect(index.graph).toMatchObject({ lost: [], ready: { open: ['t1'] } });
  });

  test('offers ready tasks by priority, then by how many wait for them, then in the order of the file', () => {
    const rows = [
      aWish('late', { priority: 2, order: 0 }),
      aWish('plain', { priority: 1, order: 1 }),
      aWish('wanted', { priority: 1, order: 2 }),
      aWish('second', { priority: 1, order: 3 }),
      aWish('waits', { priority: 1, order: 4, after: ['wanted'] }),
    ];
    const ledger = emptyLedger('omnibus/shop');
    const index = indexGraph(ledger, aWorld({ wishes: rows }).wish);
    for (const { id: task } of rows.toReversed()) {
      apply(ledger, known(task));
      index.touch([task]);
    }
    expect(index.graph.ready.open).toEqual(['wanted', 'plain', 'second', 'late']);
  });
});
