import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { known } from '../../../../src/domain/seen.ts';
import {
  NOON,
  aPane,
  aRunningTask,
  aSeatedWorker,
  aTask,
  anAgent,
  anAttempt,
} from '../../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../../support/world.ts';
import { aStage, planned } from './effects.ts';

const W1 = '/project/.czar/worktrees/w1';
const W2 = '/project/.czar/worktrees/w2';

const begin: ActionOf<'begin-attempt'> = {
  ...planned,
  kind: 'begin-attempt',
  lane: 'tree:w1',
  worker: 'w1',
  task: 'a',
  attempt: 1,
  branch: 'feat/shop-a',
  branchNumber: 1,
  from: 'tip0',
  previous: null,
};

function stageWith(parts: WorldParts) {
  const workers = [aSeatedWorker('w1'), aSeatedWorker('w2')];
  return aStage(aWorld({ workers, panes: [aPane('w1'), aPane('w2')], ...parts }));
}

test('a worktree is prepared at the integration tip and known from then on', async () => {
  const stage = aStage(aWorld());
  await stage.run({ ...planned, kind: 'prepare-worktree', lane: 'tree:w1', worker: 'w1' });
  expect(stage.world.ledger.workers.get('w1')?.worktree).toMatchObject({ path: W1, setupHash: 'setup1' });
  expect(stage.git.tips.get(`HEAD of ${W1}`)).toBe('tip0');
});

describe('an attempt', () => {
  test('begins on a branch of its own at the integration tip', async () => {
    const stage = stageWith({ tasks: [aTask('a')] });
    await stage.run(begin);
    expect(stage.git.worktrees.get(W1)).toEqual({ branch: 'feat/shop-a', files: 0 });
    const { tasks, workers } = stage.world.ledger;
    expect(tasks.get('a')).toMatchObject({
      stage: 'running',
      worker: 'w1',
      attempt: { startSha: 'tip0', tip: 'tip0' },
    });
    expect(workers.get('w1')).toMatchObject({ task: 'a', worktree: { branch: 'feat/shop-a' } });
  });

  test('saves what the task before it left, durably, before anything is switched', async () => {
    const stage = stageWith({ tasks: [aTask('a')] });
    stage.git.worktrees.set(W1, { branch: 'feat/shop-b', files: 3 });
    await stage.run({ ...begin, previous: { task: 'b', attempt: 2 } });
    const ref = 'refs/czar/a1b2c3d4e5f6/saved/b/2';
    expect(stage.git.saved).toEqual([ref]);
    expect(stage.steps).toMatchObject([
      { type: 'work.saved', task: 'b', attempt: 2, ref: `${ref}/1`, files: 3 },
    ]);
  });

  test('that is a retry starts at the tip of its branch, also when another worktree had it', async () => {
    const away = aSeatedWorker('w2');
    const worktree = { path: W2, gitDir: 'g', branch: 'feat/shop-a', setupHash: 'setup1' };
    const task = aTask('a', { attempts: 1, branches: 1 });
    const stage = stageWith({ tasks: [task], workers: [aSeatedWorker('w1'), { ...away, worktree }] });
    stage.git.worktrees.set(W2, { branch: 'feat/shop-a', files: 1 });
    stage.git.tips.set('feat/shop-a', 'work1');
    await stage.run({ ...begin, attempt: 2, from: null });
    expect(stage.world.ledger.tasks.get('a')?.attempt).toMatchObject({
      number: 2,
      startSha: 'work1',
      tip: 'work1',
    });
    expect(stage.git.worktrees.get(W2)).toEqual({ branch: null, files: 0 });
    expect(stage.world.ledger.workers.get('w2')?.worktree?.branch).toBeNull();
    expect(stage.git.saved).toEqual(['refs/czar/a1b2c3d4e5f6/saved/a/2']);
  });

  test('takes no branch from a worktree where somebody is at work', async () => {
    const worktree = { path: W2, gitDir: 'g', branch: 'feat/shop-a', setupHash: 'setup1' };
    const busy = aSeatedWorker('w2', { worktree, agent: anAgent({ activity: 'busy', lastEvent: 'busy' }) });
    const stage = stageWith({ tasks: [aTask('a', { attempts: 1 })], workers: [aSeatedWorker('w1'), busy] });
    stage.git.worktrees.set(W2, { branch: 'feat/shop-a', files: 1 });
    const failed = stage.run({ ...begin, attempt: 2, from: null });
    await expect(failed).rejects.toMatchObject({ facts: { code: 'not-now', transient: true } });
    expect(stage.git.worktrees.get(W2)).toEqual({ branch: 'feat/shop-a', files: 1 });
  });

  test('leaves a worktree alone that its own worker is just changing', async () => {
    const worktree = { path: W2, gitDir: 'g', branch: 'feat/shop-a', setupHash: 'setup1' };
    const other = aSeatedWorker('w2', { worktree });
    const stage = stageWith({ tasks: [aTask('a'), aTask('b')], workers: [aSeatedWorker('w1'), other] });
    stage.git.worktrees.set(W2, { branch: 'feat/shop-a', files: 0 });
    const its = { ...begin, lane: 'tree:w2', worker: 'w2', task: 'b', branch: 'feat/shop-b' } as const;
    const open = { key: 'k', action: its, at: NOON, epoch: 1, processes: [] };
    stage.world = { ...stage.world, ledger: { ...stage.world.ledger, open: new Map([['k', open]]) } };
    await expect(stage.run(begin)).rejects.toMatchObject({ facts: { code: 'not-now', transient: true } });
    expect(stage.git.worktrees.get(W2)?.branch).toBe('feat/shop-a');
  });

  test('takes a branch back from a worktree of which only git knows that it stands there', async () => {
    const stage = stageWith({ tasks: [aTask('a')] });
    const heads = new Map([['w2', known({ branch: 'feat/shop-a', sha: 'tip0' }, NOON)]]);
    stage.world = { ...stage.world, heads };
    stage.git.worktrees.set(W2, { branch: 'feat/shop-a', files: 0 });
    await stage.run(begin);
    expect(stage.git.worktrees.get(W1)?.branch).toBe('feat/shop-a');
    expect(stage.git.worktrees.get(W2)?.branch).toBeNull();
  });

  test('waits for a new setup where the old one is not what it needs, and holds no branch meanwhile', async () => {
    const stage = stageWith({ tasks: [aTask('a')] });
    stage.git.setupHash = 'setup2';
    await stage.run(begin);
    expect(stage.git.worktrees.get(W1)?.branch).toBeNull();
    const { tasks, workers } = stage.world.ledger;
    expect(tasks.get('a')).toMatchObject({ stage: 'pending', attempts: 0 });
    expect(workers.get('w1')).toMatchObject({
      task: null,
      worktree: { path: W1, branch: null, setupHash: null },
    });
    await expect(stage.run(begin)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    await stage.run({ ...planned, kind: 'prepare-worktree', lane: 'tree:w1', worker: 'w1' });
    await stage.run(begin);
    expect(stage.world.ledger.tasks.get('a')?.stage).toBe('running');
  });

  test('is not begun twice, nor under a busy agent', async () => {
    const begun = stageWith({ tasks: [aRunningTask('a')] });
    expect(await begun.run(begin)).toMatchObject({ facts: [] });
    const agent = anAgent({ activity: 'busy', lastEvent: 'busy' });
    const busy = stageWith({ tasks: [aTask('a')], workers: [aSeatedWorker('w1', { agent })] });
    await expect(busy.run(begin)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    expect(busy.git.worktrees.size).toBe(0);
  });
});

test('a worker returns to the branch of work that was begun before, and is seated', async () => {
  const task = aRunningTask('a', { stage: 'complete', phase: 'rework' });
  const stage = stageWith({ tasks: [task] });
  stage.git.tips.set('feat/shop-a', 'work1');
  await stage.run({ ...begin, kind: 'return-to-branch', previous: { task: 'b', attempt: 1 } });
  expect(stage.git.worktrees.get(W1)?.branch).toBe('feat/shop-a');
  expect(stage.world.ledger.workers.get('w1')).toMatchObject({
    task: 'a',
    worktree: { branch: 'feat/shop-a' },
  });
});

test('a worker returns to no branch before the setup that it needs ran', async () => {
  const stage = stageWith({ tasks: [aRunningTask('a', { stage: 'complete', phase: 'rework' })] });
  stage.git.tips.set('feat/shop-a', 'work1');
  stage.git.setupHash = 'setup2';
  await stage.run({ ...begin, kind: 'return-to-branch', previous: null });
  expect(stage.world.ledger.workers.get('w1')).toMatchObject({ task: null, worktree: { setupHash: null } });
});

const save = {
  ...planned,
  kind: 'save-work',
  lane: 'tree:w1',
  worker: 'w1',
  task: 'a',
  attempt: 1,
} as const;

test('leftovers are saved, and it is known when there are none', async () => {
  const stage = stageWith({ tasks: [aTask('a')] });
  expect((await stage.run(save)).facts).toMatchObject([{ type: 'work.saved', ref: null }]);
  stage.git.worktrees.set(W1, { branch: null, files: 2 });
  expect((await stage.run(save)).facts).toMatchObject([{ files: 2, sha: 'saved1' }]);
  expect(stage.world.ledger.workers.get('w1')?.saved).toMatchObject({ task: 'a', attempt: 1 });
});

test('where the same attempt goes on, what is uncommitted is saved and stays, and both are said', async () => {
  const stage = stageWith({ tasks: [aTask('a')] });
  stage.git.worktrees.set(W1, { branch: null, files: 2 });
  const { says, facts } = await stage.run({ ...save, stays: true });
  expect(facts).toMatchObject([{ type: 'work.saved', files: 2, sha: 'saved1' }]);
  expect(says).toMatch(
    /^2 uncommitted files of a stay in the worktree, with a copy in refs\/czar\/.*\/saved\/a\/1\/1$/,
  );
  expect(stage.git.worktrees.get(W1)?.files).toBe(2);
});

test('a branch is moved forward to work that lies beside it', async () => {
  const stage = stageWith({ tasks: [aRunningTask('a', { attempt: anAttempt() })] });
  await stage.run({
    ...planned,
    kind: 'follow-branch',
    lane: 'tree:w1',
    worker: 'w1',
    task: 'a',
    branch: 'feat/shop-a',
    from: 'tip0',
    to: 'work2',
  });
  expect(stage.git.tips.get('feat/shop-a')).toBe('work2');
});
