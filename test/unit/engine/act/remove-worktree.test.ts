import { expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { aGeneration, aWorker } from '../../../support/ledger-parts.ts';
import { afterFacts } from '../../../support/folded.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const remove: ActionOf<'remove-worktree'> = {
  ...planned,
  kind: 'remove-worktree',
  lane: 'tree:w9',
  worker: 'w9',
};
const worktree = { path: '/w/w9', gitDir: '/g/w9', branch: null, setupHash: 's' };

function stageWith(files: number): Stage {
  const stage = aStage(aWorld({ workers: [aWorker('w9', { worktree })] }));
  stage.git.worktrees.set(worktree.path, { branch: null, files });
  stage.git.tips.set(`HEAD of ${worktree.path}`, 'head9');
  return stage;
}

test('what lies in it is saved, durably, before it goes', async () => {
  const stage = stageWith(2);
  await stage.run(remove);
  expect(stage.steps).toMatchObject([
    { type: 'work.saved', worker: 'w9', task: 'w9', attempt: 0 },
    { type: 'tree.leaving', worker: 'w9' },
  ]);
  expect(stage.git.worktrees.has(worktree.path)).toBe(false);
  expect(stage.world.ledger.workers.get('w9')?.worktree).toBeNull();
});

test('what brings it back is kept: where it was, its branch, its commit, what was uncommitted', async () => {
  const stage = stageWith(2);
  await stage.run(remove);
  expect(stage.world.ledger.goneTrees?.get('w9')).toMatchObject({
    path: '/w/w9',
    branch: null,
    head: 'head9',
    saved: 'refs/czar/a1b2c3d4e5f6/saved/w9/0/1',
  });
});

const restore = { ...planned, kind: 'restore-worktree', lane: 'tree:w9', worker: 'w9' } as const;

async function removed(branch: string | null = null): Promise<Stage> {
  const stage = stageWith(2);
  stage.git.worktrees.set(worktree.path, { branch, files: 2 });
  await stage.run(remove);
  stage.world = afterFacts(stage.world, { type: 'tree.wanted', worker: 'w9' });
  return stage;
}

test('a kill after the work was saved and before the worktree went loses no sight of that work', async () => {
  const stage = stageWith(2);
  stage.git.meanwhileRemoving = () => {
    throw new Error('killed');
  };
  await expect(stage.run(remove)).rejects.toThrow('killed');
  stage.git.meanwhileRemoving = () => undefined;
  await stage.run(remove);
  expect(stage.world.ledger.goneTrees?.get('w9')?.saved).toBe('refs/czar/a1b2c3d4e5f6/saved/w9/0/1');
});

test('one that a human wants back is there again, on its branch, with what was uncommitted, and stays', async () => {
  const stage = await removed('feat/shop-a');
  stage.git.tips.set('feat/shop-a', 'head9');
  await stage.run(restore);
  expect(stage.git.worktrees.get(worktree.path)).toEqual({ branch: 'feat/shop-a', files: 1 });
  expect(stage.git.brought).toEqual(['refs/czar/a1b2c3d4e5f6/saved/w9/0/1']);
  expect(stage.git.tips.get(`HEAD of ${worktree.path}`)).toBe('head9');
  const { workers, goneTrees } = stage.world.ledger;
  expect(workers.get('w9')).toMatchObject({
    worktree: { branch: 'feat/shop-a' },
    treeKept: 'you wanted it back',
  });
  expect(goneTrees?.size).toBe(0);
  await stage.run(restore);
  expect(stage.git.brought).toHaveLength(1);
});

test('a branch that moved, or that somebody else stands on, is left: the worktree is on none', async () => {
  for (const elsewhere of [true, false]) {
    const stage = await removed('feat/shop-a');
    stage.git.tips.set('feat/shop-a', elsewhere ? 'head9' : 'moved');
    if (elsewhere) stage.git.worktrees.set('/w/other', { branch: 'feat/shop-a', files: 0 });
    expect((await stage.run(restore)).says).toContain('not on feat/shop-a, which is elsewhere');
    expect(stage.git.worktrees.get(worktree.path)).toEqual({ branch: null, files: 1 });
  }
});

test('where another worktree is by now nothing is touched, and it is said where the work is', async () => {
  const stage = await removed();
  stage.world = afterFacts(stage.world, { type: 'worktree.ready', worker: 'w9', ...worktree, branch: 'b' });
  expect((await stage.run(restore)).says).toBe(
    'the worktree of w9 is not put back: w9 has one by now; what was uncommitted is in refs/czar/a1b2c3d4e5f6/saved/w9/0/1',
  );
  expect(stage.git.brought).toEqual([]);
  expect(stage.world.ledger.goneTrees?.get('w9')?.wanted).toBe(false);
});

test('one that is used by now stays', async () => {
  const stage = stageWith(0);
  const generation = aGeneration('w9');
  stage.world = aWorld({ workers: [aWorker('w9', { worktree, generation })] });
  await expect(stage.run(remove)).rejects.toMatchObject({ facts: { code: 'not-now' } });
  expect(stage.git.worktrees.has(worktree.path)).toBe(true);
});
