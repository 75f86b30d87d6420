import { describe, expect, test } from 'vitest';
import { explainMerging, merging } from '../../../../src/decide/merging.ts';
import { anAttempt, aPullRequest, aTask, aWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const takeHead = {
  ...planned,
  kind: 'take-head',
  lane: 'repo-admin',
  task: 'a',
  attempt: 1,
  number: 4,
  head: 'head1',
} as const;

/** Finished work at `head1`, which Czar pushed; its pull request was last seen at `seen`, and the remote has `there`. */
function pushedOver(there: string, seen = 'foreign'): Stage {
  const attempt = anAttempt({ judged: 'head1', tip: 'head1' });
  const stage = aStage(
    aWorld({
      tasks: [aTask('a', { stage: 'complete', phase: 'gating', pullRequest: 4, attempt })],
      pullRequests: [aPullRequest(4, { task: 'a', headSha: seen })],
      workers: [
        aWorker('w1', { worktree: { path: '/w1', gitDir: '/w1/.git', branch: null, setupHash: 's' } }),
      ],
      ledger: { pushed: new Map([['feat/shop-a', ['head1']]]) },
      world: { forge: 'github' },
    }),
  );
  const { git, forge } = stage;
  forge.kind = 'github';
  forge.all.set(4, aPullRequest(4, { task: 'a', headSha: seen }));
  git.tips.set('feat/shop-a', 'head1');
  git.parents.set('foreign', ['head1']);
  git.fetches = { fetched: true, tip: there };
  return stage;
}

describe('What somebody pushed on top of finished work', () => {
  test('is taken in before anything else is done with its pull request, and why says so', () => {
    const { world } = pushedOver('foreign');
    expect(merging(world).actions).toMatchObject([
      { kind: 'take-head', lane: 'repo-admin', number: 4, head: 'head1' },
    ]);
    expect(explainMerging(world, 'a')).toBe(
      '#4 has commits that somebody else pushed; they are taken in and judged anew',
    );
  });

  test('moves the branch of the task, and counts as pushed by Czar from then on', async () => {
    const stage = pushedOver('foreign');
    await stage.run(takeHead);
    expect(stage.git.tips.get('feat/shop-a')).toBe('foreign');
    const { ledger } = stage.world;
    expect(ledger.pushed.get('feat/shop-a')).toEqual(['foreign']);
    expect(ledger.pullRequests.get(4)).toMatchObject({ headSha: 'foreign' });
    expect(stage.git.pushed).toEqual([]);
  });

  test('moves it in the worktree that it is checked out in', async () => {
    const stage = pushedOver('foreign');
    const { worktree } = stage.world.ledger.workers.get('w1') ?? {};
    expect(worktree).toBeDefined();
    await stage.run({ ...takeHead, worker: 'w1', lane: 'tree:w1' });
    expect(stage.git.tips.get('feat/shop-a')).toBe('foreign');
  });

  test('that is found as done after a crash is known as pushed, and no more', async () => {
    const stage = pushedOver('foreign');
    stage.git.tips.set('feat/shop-a', 'foreign');
    await stage.run(takeHead);
    expect(stage.world.ledger.pushed.get('feat/shop-a')).toEqual(['foreign']);
  });

  test('waits while the branch goes on here too', async () => {
    const stage = pushedOver('foreign');
    stage.git.tips.set('feat/shop-a', 'head2');
    await expect(stage.run(takeHead)).rejects.toMatchObject({ facts: { transient: true } });
    expect(stage.world.ledger.pushed.get('feat/shop-a')).toEqual(['head1']);
  });

  test('that is nothing, as the forge was slow to see a push, is known to be nothing', async () => {
    const stage = pushedOver('head1', 'head0');
    await stage.run(takeHead);
    expect(stage.git.tips.get('feat/shop-a')).toBe('head1');
    expect(stage.world.ledger.pullRequests.get(4)).toMatchObject({ headSha: 'head1' });
    expect(merging(stage.world).actions).toMatchObject([{ kind: 'gate' }]);
  });

  test('and wrote over it is left as it is, for a human', async () => {
    const stage = pushedOver('rewritten');
    stage.git.pushes = { pushed: false, by: 'others', because: 'which Czar did not put there', help: 'look' };
    await expect(stage.run(takeHead)).rejects.toMatchObject({
      facts: { code: 'git-refused', because: 'which Czar did not put there' },
    });
    expect(stage.git.tips.get('feat/shop-a')).toBe('head1');
    expect(stage.git.pushed).toMatchObject([{ to: 'head1', ours: ['head1'], keeps: false }]);
  });

  test('and that a kill left between the branch and the journal is told as pushed', () => {
    const stage = pushedOver('foreign');
    const attempt = anAttempt({ judged: 'foreign', tip: 'foreign' });
    const task = aTask('a', { stage: 'complete', phase: 'gating', pullRequest: 4, attempt });
    const { ledger } = stage.world;
    const world = { ...stage.world, ledger: { ...ledger, tasks: new Map([['a', task]]) } };
    expect(merging(world).actions).toMatchObject([{ kind: 'update-pr', head: 'foreign' }, { kind: 'gate' }]);
  });
});
