import { expect, test } from 'vitest';
import { whyOver } from '../../../src/decide/outdated-failure.ts';
import { explainWorktree, worktrees } from '../../../src/decide/worktrees.ts';
import { aPane, aSeatedWorker, aTask, anAgent } from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const OLD = { path: '/w', gitDir: '/g', branch: null, setupHash: null };
const KEY = 'prepare-worktree worker=w1';

function worldWith(over: Parameters<typeof aSeatedWorker>[1], parts: WorldParts = {}) {
  return aWorld({
    tasks: [aTask('a')],
    panes: [aPane('w1'), aPane('w2')],
    workers: [aSeatedWorker('w1', over), aSeatedWorker('w2')],
    ...parts,
  });
}

test('a worktree whose setup ran is left as it is', () => {
  const world = worldWith({});
  expect(worktrees(world).actions).toEqual([]);
  expect(whyOver(world, KEY)).toMatch('has its worktree');
});

test('one whose setup is old is prepared while nobody works there, and a failure of that counts', () => {
  const world = worldWith({ worktree: OLD });
  expect(worktrees(world).actions).toMatchObject([{ kind: 'prepare-worktree', worker: 'w1' }]);
  expect(explainWorktree(world, 'w1')).toBe('its worktree is being prepared');
  expect(whyOver(world, KEY)).toBeNull();
});

test.each([
  ['its agent is busy', { agent: anAgent({ activity: 'busy', lastEvent: 'busy' }) }],
  ['it is at work on a task', { task: 'a' }],
  ['it is paused', { paused: true }],
])('an old setup is not renewed while %s', (_what, over) => {
  expect(worktrees(worldWith({ worktree: OLD, ...over })).actions).toEqual([]);
});
