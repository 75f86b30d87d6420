import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { aCommit, anAttempt, aPullRequest, aRunningTask, aTask } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld, type WorldParts } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const MARK = '<!-- czar:a1b2c3d4e5f6/a -->';
const open: ActionOf<'open-pr'> = {
  ...planned,
  kind: 'open-pr',
  lane: 'forge',
  task: 'a',
  attempt: 1,
  head: 'head1',
};
const update = { ...planned, kind: 'update-pr', lane: 'forge', task: 'a', number: 1, head: 'head2' } as const;
const complete = aRunningTask('a', {
  stage: 'complete',
  phase: 'gating',
  title: 'Add totals',
  attempt: anAttempt({ judged: 'head1', commits: 1, recent: [aCommit('c1', { subject: 'Add totals' })] }),
});
const checks = [{ name: 'test', run: 'node --test', timeoutMs: 1_000 }];

function stageWith(parts: WorldParts = {}): Stage {
  const stage = aStage(aWorld({ tasks: [complete], policy: aPolicy({ checks }), ...parts }));
  stage.texts.set('a', { text: '# Totals\n## Done when\nsums are right\n', hash: 'h', file: 'tasks/a.md' });
  return stage;
}

describe('finished work', () => {
  test('gets a pull request that carries our mark', async () => {
    const stage = stageWith();
    await stage.run(open);
    const pr = stage.forge.all.get(1);
    expect(pr).toMatchObject({
      task: 'a',
      head: 'feat/shop-a',
      base: 'omnibus/shop',
      headSha: 'head1',
      labels: ['worker-generated'],
      state: 'open',
    });
    expect(pr?.body).toContain(MARK);
    expect(pr?.body).toContain('sums are right');
    expect(stage.world.ledger.tasks.get('a')?.pullRequest).toBe(1);
    expect(stage.world.ledger.pullRequests.get(1)).toEqual(pr);
  });

  test('finds the one that a dead supervisor opened, and opens no second', async () => {
    const stage = stageWith();
    stage.forge.all.set(1, aPullRequest(1, { body: MARK, headSha: 'old' }));
    await stage.run(open);
    expect(stage.forge.all.size).toBe(1);
    expect(stage.forge.all.get(1)).toMatchObject({ headSha: 'head1', attempt: 1 });
  });

  test('takes over no pull request of somebody else', async () => {
    const stage = stageWith();
    stage.forge.all.set(1, aPullRequest(1, { body: 'mine', headSha: 'old' }));
    await expect(stage.run(open)).rejects.toMatchObject({ facts: { code: 'forge-failed' } });
    expect(stage.forge.all.get(1)?.headSha).toBe('old');
  });

  test('that changes nothing gets none', async () => {
    const stage = stageWith();
    stage.git.merges = () => ({ result: 'no-change' });
    await stage.run(open);
    expect(stage.forge.all.size).toBe(0);
    expect(stage.world.ledger.tasks.get('a')?.gate).toMatchObject({ verdict: 'no-change', tip: 'tip0' });
  });
});

describe('a pull request', () => {
  test('follows the head', async () => {
    const stage = stageWith();
    stage.forge.all.set(1, aPullRequest(1, { body: MARK, task: 'a' }));
    await stage.run(update);
    expect(stage.world.ledger.pullRequests.get(1)).toMatchObject({ headSha: 'head2', state: 'open' });
  });

  test('of work that is merged is merged', async () => {
    const merged = { sha: 'merge1', head: 'head1', at: 1, note: null };
    const stage = stageWith({ tasks: [{ ...complete, stage: 'merged', merged }] });
    stage.forge.all.set(1, aPullRequest(1, { body: MARK, task: 'a' }));
    await stage.run(update);
    expect(stage.world.ledger.pullRequests.get(1)).toMatchObject({ state: 'merged', mergedSha: 'merge1' });
  });

  test('of work that is merged is not waited for when somebody pushed to it since: it is never shown as merged', async () => {
    const merged = { sha: 'merge1', head: 'head1', at: 1, note: null };
    const stage = stageWith({ tasks: [{ ...complete, stage: 'merged', merged }] });
    const pr = aPullRequest(1, { body: MARK, task: 'a' });
    stage.forge.kind = 'github';
    stage.forge.all.set(1, pr);
    stage.git.remote.set(pr.head, 'foreign');
    await stage.run(update);
    expect(stage.world.ledger.pullRequests.get(1)).toMatchObject({ state: 'open', headSha: 'foreign' });
    expect(stage.forge.all.get(1)?.state).toBe('open');
  });

  test('is closed with one comment, however often it is asked', async () => {
    const stage = stageWith({ tasks: [aTask('a', { stage: 'cancelled' })] });
    stage.forge.all.set(1, aPullRequest(1, { body: MARK, task: 'a' }));
    const close = { ...update, kind: 'close-pr', comment: 'cancelled' } as const;
    await stage.run(close);
    await stage.run(close);
    expect(stage.forge.comments).toEqual(['cancelled']);
    expect(stage.world.ledger.pullRequests.get(1)?.state).toBe('closed');
  });
});

describe('a gate', () => {
  const gate: ActionOf<'gate'> = { ...open, kind: 'gate', lane: 'gate:1', tip: 'tip0' };
  const result = { name: 'test', verdict: 'passed', ms: 5, tail: '' } as const;

  function gated(): Stage {
    const stage = stageWith({ tasks: [{ ...complete, pullRequest: 4 }], pullRequests: [aPullRequest(4)] });
    stage.forge.all.set(4, aPullRequest(4));
    stage.git.checks = [result];
    return stage;
  }

  test('tests exactly what would be merged, which carries its trailers', async () => {
    const stage = gated();
    await stage.run(gate);
    expect(stage.git.tested).toEqual([{ commit: 'tip0+head1', checks: ['test'] }]);
    expect(stage.git.computed[0]?.message).toBe(
      'Merge a (#4)\n\nCzar-Project: a1b2c3d4e5f6\nCzar-Task: a\nCzar-PR: 4\nCzar-Attempt: 1\nCzar-Head: head1\n',
    );
    expect(stage.world.ledger.tasks.get('a')?.gate).toMatchObject({ verdict: 'passed', merge: 'tip0+head1' });
    expect(stage.world.ledger.pullRequests.get(4)?.checks).toEqual([result]);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  });

  test.each([
    ['failed', 'failed', 1],
    ['timed-out', 'failed', 1],
    ['flaky', 'passed', 0],
  ] as const)('says of a check that is %s: %s', async (verdict, says, failures) => {
    const stage = gated();
    stage.git.checks = [{ ...result, verdict }];
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')).toMatchObject({
      gate: { verdict: says },
      gateFailures: failures,
    });
  });

  test('finds conflicts and what changes nothing without a test', async () => {
    const stage = gated();
    stage.git.merges = () => ({ result: 'conflict', files: ['a.ts'] });
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')?.gate).toMatchObject({
      verdict: 'conflict',
      conflicts: ['a.ts'],
    });
    stage.git.merges = () => ({ result: 'no-change' });
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')?.gate?.verdict).toBe('no-change');
    expect(stage.git.tested).toEqual([]);
  });

  test('says nothing about a tip or a head that is not there any more', async () => {
    const stage = gated();
    stage.git.tips.set('omnibus/shop', 'tip9');
    expect(await stage.run(gate)).toMatchObject({ facts: [] });
    const moved = gated();
    expect(await moved.run({ ...gate, head: 'head9' })).toMatchObject({ facts: [] });
    expect(moved.world.ledger.tasks.get('a')?.gate).toBeNull();
  });

  test('keeps its verdict when the forge cannot be told', async () => {
    const stage = gated();
    stage.forge.broken = true;
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')?.gate?.verdict).toBe('passed');
    expect(stage.warnings).toHaveLength(1);
  });
});

describe('a branch with a secret, where pull requests live elsewhere,', () => {
  const token = `ghp_${'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zC0fRgH7j'}`;
  const remote = (): Stage => {
    const stage = stageWith();
    const added = { commit: 'c'.repeat(40), path: 'a.env', lines: [{ line: 1, text: token, isAdded: true }] };
    stage.git.added = [added];
    Object.assign(stage.forge, { kind: 'github' });
    return stage;
  };

  test('is not pushed, and goes back', async () => {
    for (const action of [open, { ...update, head: 'head1' }]) {
      const stage = remote();
      if (action.kind === 'update-pr') stage.forge.all.set(1, aPullRequest(1, { body: MARK }));
      const done = await stage.run(action);
      expect(done.says).not.toContain(token);
      expect(stage.git.pushed).toEqual([]);
      expect(stage.world.ledger.tasks.get('a')).toMatchObject({
        gate: { verdict: 'failed', head: 'head1', tip: 'tip0', checks: [{ name: 'rules/secrets' }] },
        gateFailures: 1,
      });
    }
  });

  test('is pushed where the config does not block it', async () => {
    const stage = remote();
    const { policy } = stage.world;
    stage.world = { ...stage.world, policy: { ...policy, rules: { ...policy.rules, secrets: 'warn' } } };
    await stage.run(open);
    expect(stage.git.pushed.map(({ to }) => to)).toContain('head1');
  });
});
