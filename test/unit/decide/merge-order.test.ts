import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgedTasks } from '../../../src/decide/judged.ts';
import { explainMerging } from '../../../src/decide/merging.ts';
import { type Conflict, conflictKey } from '../../../src/domain/conflict.ts';
import type { World } from '../../../src/domain/world.ts';
import { anAttempt, aPullRequest, aTask, aWish, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
type Pair = readonly [string, string];

/** All are finished, in their order; these pairs conflict. */
function finished(pairs: readonly Pair[], priorities: Readonly<Record<string, number>> = {}): World {
  const side = (task: string) => ({ task, attempt: 1, worker: `w-${task}` });
  const conflicts = pairs.map(([one, other]): [string, Conflict] => {
    const [a, b] = [side(one), side(other)];
    const key = conflictKey(a, b);
    return [key, { key, a, b, files: ['x'], count: 1, since: NOON, told: [] }];
  });
  return aWorld({
    tasks: NAMES.map((id, at) => {
      const branch = `feat/shop-${id}`;
      const attempt = anAttempt({ branch, tip: id, judged: id, judgedAt: NOON - 100 + at });
      return aTask(id, { stage: 'complete', phase: 'gating', attempt, pullRequest: at + 1 });
    }),
    wishes: NAMES.map((id) => aWish(id, { priority: priorities[id] ?? 5 })),
    pullRequests: NAMES.map((id, at) =>
      aPullRequest(at + 1, { task: id, head: `feat/shop-${id}`, headSha: id }),
    ),
    ledger: { conflicts: new Map(conflicts) },
  });
}

function order(world: World): string {
  return judgedTasks(world)
    .map(({ task }) => task.id)
    .join('');
}

/** How many are sent back when all are merged in this order. */
function sentBack(sequence: string, pairs: readonly Pair[]): number {
  const merged: string[] = [];
  for (const id of sequence)
    if (!pairs.some((pair) => pair.includes(id) && merged.some((other) => pair.includes(other))))
      merged.push(id);
  return sequence.length - merged.length;
}

test('what conflicts with many others is merged after them, so that one is sent back and not all', () => {
  const star: readonly Pair[] = [
    ['a', 'b'],
    ['a', 'c'],
    ['d', 'a'],
  ];
  expect(order(finished([]))).toBe('abcde');
  expect(order(finished(star))).toBe('ebcda');
  expect([sentBack('abcde', star), sentBack('ebcda', star)]).toEqual([3, 1]);
  expect(explainMerging(finished(star), 'a')).toBe(
    '#1 waits for the gates; others are before it, as it conflicts with b, c, d, and what conflicts with fewer is merged first',
  );
  expect(explainMerging(finished(star), 'e')).toBe('#5 waits for the gates; others are before it');
});

test('urgency goes before conflicts', () => {
  expect(order(finished([['a', 'b']], { a: 1 }))).toBe('acdeb');
});

test('the order never sends back more than the order of completion where conflicts form a star or do not touch', () => {
  const star = fc.subarray(['b', 'c', 'd', 'e']).map((rest) => rest.map((other): Pair => ['a', other]));
  const apart = fc.constantFrom<readonly Pair[]>(
    [],
    [['a', 'b']],
    [
      ['a', 'e'],
      ['b', 'd'],
    ],
    [
      ['c', 'd'],
      ['a', 'b'],
    ],
  );
  fc.assert(
    fc.property(fc.oneof(star, apart), (pairs) => {
      expect(sentBack(order(finished(pairs)), pairs)).toBeLessThanOrEqual(sentBack('abcde', pairs));
    }),
  );
});
