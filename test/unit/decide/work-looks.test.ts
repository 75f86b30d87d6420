import { expect, test } from 'vitest';
import { liveWork } from '../../../src/decide/live-work.ts';
import { type LastLook, nextLookAt } from '../../../src/decide/work-looks.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aRunningTask,
  aSeatedWorker,
  aTask,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;

function atWork(lastOutputAt: number, sha = 'head1', branch = 'feat/shop-a'): World {
  return aWorld({
    tasks: [aRunningTask('a'), aTask('b')],
    workers: [aSeatedWorker('w1', { task: 'a', agent: anAgent({ lastEventAt: null }) })],
    panes: [aPane('w1', { lastOutputAt })],
    world: { heads: new Map([['w1', known({ branch, sha }, NOON)]]) },
  });
}

function isDue(world: World, last: Partial<LastLook> | null, isWatched = false): boolean {
  const [work] = liveWork(world);
  if (work === undefined || work.seat === null) return false;
  const at = nextLookAt(world, work.seat, {
    last: last === null ? null : { at: NOON, tookMs: 10, head: 'head1', failed: 0, ...last },
    isWatched,
  });
  return at !== null && at <= world.now;
}

test('work is live from its beginning until it is merged, and lies where its branch is checked out', () => {
  const attempt = anAttempt({ branch: 'feat/shop-b', worker: 'w2' });
  const world = aWorld({
    tasks: [
      aRunningTask('a'),
      aTask('b', { stage: 'complete', attempt }),
      aTask('c', { stage: 'merged', attempt }),
    ],
    workers: [aSeatedWorker('w1', { task: 'a' })],
    ledger: { active: new Set(['a', 'b', 'c']) },
    world: { heads: new Map([['w1', known({ branch: 'feat/shop-a', sha: 'head1' }, NOON)]]) },
  });
  expect(liveWork(world).map(({ task, seat }) => [task, seat?.name])).toEqual([
    ['a', 'w1'],
    ['b', undefined],
  ]);
  expect(liveWork(atWork(0, 'head1', 'feat/shop-other'))).toMatchObject([{ task: 'a', seat: null }]);
});

test('a worktree is looked at first, and at once when its head moved', () => {
  expect(isDue(atWork(0), null)).toBe(true);
  expect(isDue(atWork(0), {})).toBe(false);
  expect(isDue(atWork(0, 'head2'), {})).toBe(true);
});

test('uncommitted work is looked at every half minute at most, and only while its agent moves', () => {
  const agoMs = (ms: number): Partial<LastLook> => ({ at: NOON - ms });
  expect(isDue(atWork(NOON), agoMs(29_000))).toBe(false);
  expect(isDue(atWork(NOON), agoMs(30_000))).toBe(true);
  expect(isDue(atWork(NOON - MINUTE_MS), agoMs(30_000))).toBe(false);
  expect(isDue(atWork(NOON - 31_000), agoMs(30_000))).toBe(true);
  expect(isDue(atWork(NOON), { at: NOON - 30_000, tookMs: 2_000 })).toBe(false);
  expect(isDue(atWork(NOON), { at: NOON - 100_000, tookMs: 2_000 })).toBe(true);
});

test('the worktree of an agent at rest is looked at once a minute, while somebody watches', () => {
  const agoMs = (ms: number): Partial<LastLook> => ({ at: NOON - ms });
  expect(isDue(atWork(0), agoMs(59_000), true)).toBe(false);
  expect(isDue(atWork(0), agoMs(60_000), true)).toBe(true);
  expect(isDue(atWork(0), { at: NOON - 90_000, tookMs: 2_000 }, true)).toBe(false);
  expect(isDue(atWork(0), agoMs(10 * MINUTE_MS))).toBe(false);
});

test('files that are seen to change while an agent is silent are a reason to look again', () => {
  const seen = (at: number): World => ({
    ...atWork(0),
    vitals: new Map([
      [
        'w1',
        {
          generation: 1,
          lookedAt: at,
          transcriptAt: null,
          processes: null,
          tree: { readAt: at, changedAt: at, states: [{ state: 'other', at }] },
        },
      ],
    ]),
  });
  expect(isDue(seen(NOON - 10_000), { at: NOON - MINUTE_MS })).toBe(true);
  expect(isDue(seen(NOON - 2 * MINUTE_MS), { at: NOON - MINUTE_MS })).toBe(false);
});

test('a look that fails is tried again, less and less often', () => {
  expect(isDue(atWork(0), { at: NOON - 30_000, failed: 1, head: null })).toBe(false);
  expect(isDue(atWork(0), { at: NOON - MINUTE_MS, failed: 1, head: null })).toBe(true);
  expect(isDue(atWork(0), { at: NOON - 10 * MINUTE_MS, failed: 9, head: null })).toBe(false);
  expect(isDue(atWork(0), { at: NOON - 16 * MINUTE_MS, failed: 9, head: null })).toBe(true);
});
