import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAttempt, aTask, aWorker, NOON } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const branch = 'feat/shop-a';
const trash = 'refs/czar/a1b2c3d4e5f6/trash/a/1';
const remove: ActionOf<'remove-branch'> = {
  ...planned,
  kind: 'remove-branch',
  lane: 'repo-admin',
  task: 'a',
  attempt: 1,
};
const worktree = { path: '/w/engineer1', gitDir: '/g/engineer1', branch, setupHash: 's' };

function merged(): Stage {
  const task = aTask('a', {
    stage: 'merged',
    attempt: anAttempt({ branch, judged: 'head1', tip: 'head1' }),
    merged: { sha: 'tip0', head: 'head1', at: NOON, note: null },
    tidy: 'here',
  });
  const stage = aStage(aWorld({ tasks: [task], workers: [aWorker('engineer1', { worktree })] }));
  stage.git.tips.set(branch, 'head1');
  stage.git.parents.set('tip0', ['base0', 'head1']);
  stage.git.worktrees.set(worktree.path, { branch: null, files: 0 });
  return stage;
}

test('the branch of merged work goes, and is kept under a ref', async () => {
  const stage = merged();
  const { says } = await stage.run(remove);
  expect(says).toBe('feat/shop-a is removed: all of it is in tip0; czar undo a.1 puts it back');
  expect(stage.git.tips.has(branch)).toBe(false);
  expect(stage.git.tips.get(trash)).toBe(`${branch} head1`);
  expect(stage.world.ledger.trash?.get(trash)).toMatchObject({ task: 'a', branch, tip: 'head1', at: NOON });
  expect(stage.world.ledger.tasks.get('a')?.tidy).toBeNull();
  expect(stage.git.letGo).toEqual([{ names: ['a', 'a.start'], head: 'head1', into: 'tip0' }]);
});

test('a removal whose outcome was lost is found as done', async () => {
  const stage = merged();
  stage.git.tips.delete(branch);
  stage.git.tips.set(trash, `${branch} head1`);
  await stage.run(remove);
  expect(stage.world.ledger.trash?.get(trash)).toMatchObject({ branch });
  const byHand = merged();
  byHand.git.tips.delete(branch);
  await byHand.run(remove);
  expect(byHand.world.ledger.trash?.size).toBe(0);
  expect(byHand.world.ledger.tasks.get('a')?.tidy).toBeNull();
});

test('one that holds more than what was merged stays, and is not looked at again', async () => {
  const stage = merged();
  stage.git.tips.set(branch, 'later');
  stage.git.parents.set('later', ['head1']);
  expect((await stage.run(remove)).says).toContain('holds commits that are not merged');
  expect(stage.git.tips.get(branch)).toBe('later');
  expect(stage.git.letGo).toEqual([]);
  expect(stage.world.ledger.tasks.get('a')?.tidy).toBeNull();
});

test('one that is checked out stays', async () => {
  const stage = merged();
  stage.git.worktrees.set('/home/ann/shop', { branch, files: 0 });
  expect((await stage.run(remove)).says).toContain('is checked out somewhere');
  expect(stage.git.tips.get(branch)).toBe('head1');
});

test('a worktree leaves the branch, unless files in it are uncommitted', async () => {
  const leave: ActionOf<'leave-branch'> = {
    ...planned,
    kind: 'leave-branch',
    lane: 'tree:engineer1',
    worker: 'engineer1',
    task: 'a',
  };
  const stage = merged();
  stage.git.worktrees.set(worktree.path, { branch, files: 0 });
  await stage.run(leave);
  expect(stage.git.worktrees.get(worktree.path)?.branch).toBeNull();
  expect(stage.world.ledger.workers.get('engineer1')?.worktree?.branch).toBeNull();
  const dirty = merged();
  dirty.git.worktrees.set(worktree.path, { branch, files: 2 });
  await dirty.run(leave);
  expect(dirty.git.worktrees.get(worktree.path)?.branch).toBe(branch);
  expect(dirty.world.ledger.tasks.get('a')?.tidy).toBe('once-left');
});

test('at the remote it is removed with it, and what somebody else put there stays without a question', async () => {
  const drop: ActionOf<'remove-remote-branch'> = {
    ...planned,
    kind: 'remove-remote-branch',
    lane: 'forge',
    task: 'a',
    attempt: 1,
  };
  const stage = merged();
  expect((await stage.run(drop)).says).toBe('feat/shop-a is removed at the remote');
  stage.git.pushes = { pushed: false, because: 'foreign', help: 'look' };
  expect((await stage.run(drop)).says).toBe('feat/shop-a stays at the remote: foreign');
  expect(stage.world.ledger.tasks.get('a')?.tidy).toBeNull();
});

test('what was removed long ago is let go', async () => {
  const stage = merged();
  await stage.run(remove);
  await stage.run({ ...planned, kind: 'empty-trash', lane: 'repo-admin', task: 'a', trash });
  expect([stage.git.tips.has(trash), stage.world.ledger.trash?.size]).toEqual([false, 0]);
});

describe('What was kept of a cancelled task for its gates', () => {
  const drop: ActionOf<'drop-merges'> = { ...remove, kind: 'drop-merges' };

  function cancelled(): Stage {
    const stage = merged();
    const task = aTask('a', { stage: 'cancelled', attempt: anAttempt({ branch }), tidy: 'merges' });
    stage.world = { ...stage.world, ledger: { ...stage.world.ledger, tasks: new Map([['a', task]]) } };
    return stage;
  }

  test('is let go of, as far as its branch and the integration branch hold it; its branch stays', async () => {
    const stage = cancelled();
    await stage.run(drop);
    expect(stage.git.letGo).toEqual([{ names: ['a', 'a.start'], head: 'head1', into: 'tip0' }]);
    expect(stage.git.tips.get(branch)).toBe('head1');
    expect(stage.world.ledger.tasks.get('a')?.tidy).toBeNull();
  });

  test('is held against the integration branch alone where its branch is gone', async () => {
    const stage = cancelled();
    stage.git.tips.delete(branch);
    await stage.run(drop);
    expect(stage.git.letGo).toEqual([{ names: ['a', 'a.start'], head: 'tip0', into: 'tip0' }]);
  });

  test('stays when it is taken up again meanwhile', async () => {
    const stage = merged();
    await stage.run(drop);
    expect(stage.git.letGo).toEqual([]);
  });
});
