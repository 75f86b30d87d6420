import { expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { aGeneration, aWorker } from '../../../support/ledger-parts.ts';
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
  return stage;
}

test('what lies in it is saved, durably, before it goes', async () => {
  const stage = stageWith(2);
  await stage.run(remove);
  expect(stage.steps).toMatchObject([{ type: 'work.saved', worker: 'w9', task: 'w9', attempt: 0 }]);
  expect(stage.git.worktrees.has(worktree.path)).toBe(false);
  expect(stage.world.ledger.workers.get('w9')?.worktree).toBeNull();
});

test('one that is used by now stays', async () => {
  const stage = stageWith(0);
  const generation = aGeneration('w9');
  stage.world = aWorld({ workers: [aWorker('w9', { worktree, generation })] });
  await expect(stage.run(remove)).rejects.toMatchObject({ facts: { code: 'not-now' } });
  expect(stage.git.worktrees.has(worktree.path)).toBe(true);
});
