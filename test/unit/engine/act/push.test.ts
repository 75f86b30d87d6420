import { describe, expect, test } from 'vitest';
import { pullRequestMark } from '../../../../src/domain/names.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aPullRequest, aRunningTask } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const open = { ...planned, kind: 'open-pr', lane: 'forge', task: 'a', attempt: 1, head: 'head1' } as const;
const update = { ...planned, kind: 'update-pr', lane: 'forge', task: 'a', number: 1, head: 'head2' } as const;

function onGitHub(): Stage {
  const task = aRunningTask('a', { stage: 'complete', attempt: anAttempt({ judged: 'head1' }) });
  const stage = aStage(aWorld({ tasks: [task] }));
  stage.forge.kind = 'github';
  return stage;
}

describe('With a forge that sees the remote', () => {
  test('the integration branch and that of the task are pushed before it is asked, and journaled before that', async () => {
    const stage = onGitHub();
    await stage.run(open);
    const { branch, tip } = stage.world.ledger.integration;
    expect(stage.git.pushed).toEqual([
      { branch, to: tip, ours: [], keeps: true },
      { branch: 'feat/shop-a', to: 'head1', ours: [], keeps: false },
    ]);
    expect(stage.steps).toEqual([
      { type: 'branch.pushed', branch, tip, sure: false },
      { type: 'branch.pushed', branch, tip, sure: true },
      { type: 'branch.pushed', branch: 'feat/shop-a', tip: 'head1', sure: false },
      { type: 'branch.pushed', branch: 'feat/shop-a', tip: 'head1', sure: true },
    ]);
    expect(stage.forge.all.size).toBe(1);
  });

  test('what was pushed, or may have been, is known as our own the next time', async () => {
    const stage = onGitHub();
    await stage.run(open);
    const body = pullRequestMark(stage.world.projectId, 'a');
    stage.forge.all.set(1, aPullRequest(1, { body, task: 'a' }));
    stage.git.pushes = { pushed: false, because: 'no', help: 'help' };
    await expect(stage.run(update)).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    expect(stage.world.ledger.pushed.get('feat/shop-a')).toEqual(['head1', 'head2']);
    stage.git.pushes = { pushed: true };
    await stage.run(update);
    expect(stage.git.pushed.at(-1)).toMatchObject({ to: 'head2', ours: ['head1', 'head2'] });
    expect(stage.world.ledger.pushed.get('feat/shop-a')).toEqual(['head2']);
  });

  test('a branch with commits of somebody else opens no pull request, and says what helps', async () => {
    const stage = onGitHub();
    stage.git.pushes = { pushed: false, because: 'foreign commits', help: 'look' };
    await expect(stage.run(open)).rejects.toMatchObject({
      facts: { code: 'git-refused', because: 'foreign commits', help: 'look' },
    });
    expect(stage.forge.all.size).toBe(0);
  });

  test('an integration branch that is there as it is, is not pushed again', async () => {
    const stage = onGitHub();
    await stage.run(open);
    await stage.run(open);
    expect(stage.git.pushed.filter(({ keeps }) => keeps)).toHaveLength(1);
  });

  test('an integration branch that may not have come there is pushed again, also when it is the first', async () => {
    const stage = onGitHub();
    stage.git.pushes = { pushed: false, because: 'no', help: 'help' };
    await expect(stage.run(open)).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    stage.git.pushes = { pushed: true };
    await stage.run(open);
    expect(stage.git.pushed.filter(({ keeps }) => keeps)).toHaveLength(2);
  });

  test('what a merge beside it has put there meanwhile holds the integration branch already', async () => {
    const stage = onGitHub();
    const { branch, tip } = stage.world.ledger.integration;
    stage.world = afterFacts(stage.world, { type: 'branch.pushed', branch, tip: 'merge1', sure: true });
    stage.git.parents.set('merge1', [tip ?? '']);
    stage.git.remote.set(branch, 'merge1');
    stage.git.pushes = { pushed: false, by: 'others', because: 'others are there', help: 'look' };
    // It goes on to the branch of the task.
    await expect(stage.run(open)).rejects.toMatchObject({ facts: { on: 'feat/shop-a' } });
    stage.git.remote.set(branch, 'foreign1');
    await expect(stage.run(open)).rejects.toMatchObject({ facts: { on: branch } });
  });
});

test('A forge that sees this repository itself needs no push', async () => {
  const stage = onGitHub();
  stage.forge.kind = 'local';
  await stage.run(open);
  expect(stage.git.pushed).toEqual([]);
});
