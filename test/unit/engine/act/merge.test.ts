import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import {
  aForgeCheck,
  anAttempt,
  aPullRequest,
  aRunningTask,
  aTask,
  someEvidence,
  NOON,
} from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld, type WorldParts } from '../../../support/world.ts';
import { aStage, followBase, mergeOmnibus, planned, type Stage } from './effects.ts';

const passed = {
  head: 'head1',
  tip: 'tip0',
  merge: 'merge1',
  verdict: 'passed',
  checks: [],
  conflicts: [],
  at: 1,
  ms: 1,
} as const;
const judged = aRunningTask('a', {
  stage: 'complete',
  phase: 'gating',
  attempt: anAttempt({ judged: 'head1' }),
  gate: passed,
  pullRequest: 4,
});

function stageWith(parts: WorldParts = {}): Stage {
  const pr = aPullRequest(4, { task: 'a' });
  const stage = aStage(aWorld({ tasks: [judged], pullRequests: [pr], ...parts }));
  stage.forge.all.set(4, pr);
  stage.git.parents.set('merge1', ['tip0', 'head1']);
  return stage;
}

describe('a merge', () => {
  const merge: ActionOf<'merge'> = {
    ...planned,
    kind: 'merge',
    lane: 'integrate',
    task: 'a',
    attempt: 1,
    head: 'head1',
    tip: 'tip0',
    merge: 'merge1',
    number: 4,
  };

  test('moves the branch to the commit that was tested, durably before the forge is told', async () => {
    const stage = stageWith();
    await stage.run(merge);
    expect(stage.git.tips.get('omnibus/shop')).toBe('merge1');
    expect(stage.steps.map(({ type }) => type)).toEqual(['integration.moved', 'task.merged']);
    const { ledger } = stage.world;
    expect(ledger.tasks.get('a')).toMatchObject({
      stage: 'merged',
      merged: { sha: 'merge1', head: 'head1' },
    });
    expect(ledger.integration).toMatchObject({ tip: 'merge1', baseTip: 'base0' });
    expect(ledger.pullRequests.get(4)).toMatchObject({ state: 'merged', mergedSha: 'merge1' });
  });

  test('whose outcome was lost is found in the branch, also below later commits', async () => {
    const stage = stageWith();
    stage.git.parents.set('later', ['merge1']);
    stage.git.tips.set('omnibus/shop', 'later');
    await stage.run(merge);
    expect(stage.git.tips.get('omnibus/shop')).toBe('later');
    expect(stage.world.ledger.tasks.get('a')).toMatchObject({ stage: 'merged', merged: { sha: 'merge1' } });
    expect(stage.world.ledger.integration.tip).toBe('later');
    await stage.run(merge);
    expect(stage.steps).toHaveLength(2);
  });

  test('looks at a remote forge once more: what turned red, or is asked for, is not merged', async () => {
    const passing = aForgeCheck('passed');
    const review = {
      id: 1,
      by: 'anna',
      at: 1,
      verdict: 'changes-requested',
      head: 'head1',
      text: '',
    } as const;
    for (const now of [
      { checks: [{ ...passing, state: 'failed' as const }] },
      { checks: [passing], reviews: [{ ...review, comments: [] }] },
      { checks: [passing], base: 'main' },
    ]) {
      const stage = stageWith({ world: { forge: 'github' } });
      stage.forge.reports = async () => [someEvidence(4, now)];
      await stage.run(merge);
      expect(stage.git.tips.get('omnibus/shop')).not.toBe('merge1');
      expect(stage.world.ledger.pullRequests.get(4)?.atForge).toMatchObject(now);
      stage.forge.reports = async () => [someEvidence(4, { checks: [passing] })];
      await stage.run(merge);
      expect(stage.git.tips.get('omnibus/shop')).toBe('merge1');
    }
  });

  test('does not happen when the pull request is not open at that head any more', async () => {
    const stage = stageWith({ world: { forge: 'github' } });
    stage.forge.all.set(4, aPullRequest(4, { task: 'a', headSha: 'head2' }));
    stage.forge.reports = async () => [];
    await stage.run(merge);
    expect(stage.git.tips.get('omnibus/shop')).not.toBe('merge1');
    expect(stage.world.ledger.pullRequests.get(4)).toMatchObject({ headSha: 'head2' });
  });

  test('does not happen on a tip that it was not tested on', async () => {
    const stage = stageWith();
    stage.git.tips.set('omnibus/shop', 'other');
    await stage.run(merge);
    expect(stage.git.tips.get('omnibus/shop')).toBe('other');
    expect(stage.world.ledger.tasks.get('a')?.stage).toBe('complete');
    expect(stage.world.ledger.integration.tip).toBe('other');
    const late = stageWith();
    late.git.meanwhile = () => late.git.tips.set('omnibus/shop', 'other');
    await late.run(merge);
    expect(late.git.tips.get('omnibus/shop')).toBe('other');
    expect(late.world.ledger.tasks.get('a')?.stage).toBe('complete');
  });

  test.each([
    ['was cancelled', { ...judged, stage: 'cancelled', phase: null }],
    ['has a new head', { ...judged, attempt: anAttempt({ judged: 'head2' }) }],
    ['has no passed gate', { ...judged, gate: { ...passed, verdict: 'failed' } }],
  ] as const)('does not happen when the task %s meanwhile', async (_what, task) => {
    const stage = stageWith({ tasks: [task] });
    expect(await stage.run(merge)).toMatchObject({ facts: [] });
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  });

  test('is pushed before the branch moves here, where the forge sees the remote', async () => {
    const stage = stageWith();
    stage.forge.kind = 'github';
    stage.git.pushes = { pushed: false, because: 'foreign commits', help: 'look' };
    await expect(stage.run(merge)).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
    stage.git.pushes = { pushed: true };
    await stage.run(merge);
    expect(stage.git.pushed.at(-1)).toMatchObject({ branch: 'omnibus/shop', to: 'merge1', keeps: true });
    expect(stage.git.tips.get('omnibus/shop')).toBe('merge1');
  });

  test('counts when the forge cannot be told', async () => {
    const stage = stageWith();
    stage.forge.broken = true;
    await stage.run(merge);
    expect(stage.world.ledger.tasks.get('a')?.stage).toBe('merged');
    expect(stage.warnings).toHaveLength(1);
  });
});

describe('the integration branch', () => {
  const open = { ...planned, kind: 'open-integration', lane: 'integrate', base: 'base0' } as const;
  const policy = aPolicy({ checks: [{ name: 'test', run: 'true', timeoutMs: 1 }] });

  test('begins at the base', async () => {
    const stage = stageWith({ integration: { tip: null, baseTip: null } });
    stage.git.tips.delete('omnibus/shop');
    await stage.run(open);
    expect(stage.git.tips.get('omnibus/shop')).toBe('base0');
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'base0', baseTip: 'base0' });
  });

  test('is taken up where it is, with the base that it contains', async () => {
    const stage = stageWith({ integration: { tip: null, baseTip: null } });
    await stage.run(open);
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0', baseTip: 'base0' });
    await stage.run({ ...open, base: 'base9' });
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0', baseTip: 'root' });
  });

  test('follows the base through the checks', async () => {
    const stage = stageWith({ policy });
    stage.git.checks = [{ name: 'test', verdict: 'passed', ms: 1, tail: '' }];
    await stage.run(followBase);
    expect(stage.git.tested).toEqual([{ commit: 'tip0+base1', checks: ['test'] }]);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0+base1');
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0+base1', baseTip: 'base1' });
  });

  test('stays where it is when the base conflicts or breaks the checks, which needs a human', async () => {
    const stage = stageWith({ policy });
    stage.git.checks = [{ name: 'test', verdict: 'failed', ms: 1, tail: '' }];
    const fault = { facts: { code: 'git-refused' } };
    await expect(stage.run(followBase)).rejects.toMatchObject(fault);
    stage.git.merges = () => ({ result: 'conflict', files: ['a.ts', 'b.ts'] });
    await expect(stage.run(followBase)).rejects.toThrow('conflicts in a.ts, b.ts');
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  });

  test('takes in a base that dropped what it holds only when a human said so', async () => {
    const stage = stageWith({ policy: aPolicy({ checks: [] }) });
    stage.git.parents.delete('base1');
    await stage.run(followBase);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
    const rewritten = { tip: 'base1', held: 'base0', accepted: false };
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0', baseTip: 'base0', rewritten });
    const accepted = stageWith({ integration: { rewritten: { ...rewritten, accepted: true } } });
    accepted.git.parents.delete('base1');
    await accepted.run(followBase);
    expect(accepted.world.ledger.integration).toMatchObject({ tip: 'tip0+base1', baseTip: 'base1' });
  });

  test('joins a base that has the same in other commits, as after a squashed omnibus', async () => {
    const stage = stageWith({ policy });
    stage.git.merges = ({ tip, head, evenIfSame }) =>
      evenIfSame === true ? { result: 'merge', commit: `${tip}+${head}` } : { result: 'no-change' };
    await stage.run(followBase);
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0+base1', baseTip: 'base1' });
    expect(stage.git.tested).toEqual([]);
  });

  test('knows that it holds a base that changes nothing, and that somebody else moved it', async () => {
    const stage = stageWith({ policy });
    stage.git.merges = () => ({ result: 'no-change' });
    await stage.run(followBase);
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0', baseTip: 'base1' });
    stage.git.tips.set('omnibus/shop', 'other');
    await stage.run(followBase);
    expect(stage.world.ledger.integration.tip).toBe('other');
  });
});

describe('the omnibus', () => {
  const describeIt: ActionOf<'describe-omnibus'> = {
    ...planned,
    kind: 'describe-omnibus',
    lane: 'forge',
    tip: 'tip0',
    draft: true,
    number: null,
  };

  async function described(parts: WorldParts = {}, draft = true): Promise<Stage> {
    const stage = aStage(aWorld({ tasks: [aTask('a', { stage: 'merged' }), aTask('b')], ...parts }));
    await stage.run({ ...describeIt, draft });
    return stage;
  }

  const passing = aForgeCheck('passed');
  const wanted: WorldParts = {
    tasks: [aTask('a', { stage: 'merged' })],
    policy: aPolicy({ merge: { ...aPolicy().merge, omnibus: 'auto' } }),
  };

  test('opens as a draft, is brought up to date, and opens once', async () => {
    const stage = await described();
    expect(stage.forge.all.get(1)).toMatchObject({
      task: null,
      head: 'omnibus/shop',
      base: 'main',
      draft: true,
    });
    expect(stage.forge.all.get(1)?.body).toContain('missing: b');
    stage.git.tips.set('omnibus/shop', 'tip1');
    await stage.run({ ...describeIt, tip: 'tip1', draft: false });
    expect(stage.forge.all.size).toBe(1);
    expect(stage.forge.all.get(1)).toMatchObject({ draft: false, headSha: 'tip1' });
    expect(stage.world.ledger.integration.omnibus).toMatchObject({
      number: 1,
      draft: false,
      describes: 'tip1',
    });
  });

  test('measures to the second, until the last merge once it is ready, whatever is waited for after that', async () => {
    const merged = { sha: 'merge1', head: 'head1', at: NOON - 3_600_000 + 190_500, note: null };
    const tasks = [aTask('a', { stage: 'merged', merged, workMs: 381_000 })];
    const ready = await described({ tasks }, false);
    const body = 'Measured: 3m10s side by side, 6m21s one after another: 2.0 times as fast.';
    expect(ready.forge.all.get(1)?.body).toContain(body);
    const draft = await described({ tasks: [...tasks, aTask('b')] });
    expect(draft.forge.all.get(1)?.body).toContain('Measured: 1h00m side by side');
  });

  test('takes over no pull request of somebody else', async () => {
    const stage = aStage(aWorld());
    stage.forge.all.set(1, aPullRequest(1, { head: 'omnibus/shop', body: 'mine' }));
    await expect(stage.run(describeIt)).rejects.toMatchObject({ facts: { code: 'forge-failed' } });
  });

  test('is merged as one commit, after which the integration branch holds the base', async () => {
    const stage = await described();
    await stage.run(mergeOmnibus);
    expect(stage.git.tips.get('main')).toBe('sealed');
    const { integration, pullRequests } = stage.world.ledger;
    expect(integration).toMatchObject({
      tip: 'tip0',
      baseTip: 'sealed',
      omnibus: { merged: { sha: 'sealed' } },
    });
    expect(pullRequests.get(1)).toMatchObject({ state: 'merged', mergedSha: 'sealed' });
  });

  test('whose outcome was lost is found in the base', async () => {
    const stage = await described();
    stage.git.parents.set('sealed-before', ['base0', 'tip0']);
    stage.git.tips.set('main', 'sealed-before');
    await stage.run(mergeOmnibus);
    expect(stage.git.tips.get('main')).toBe('sealed-before');
    expect(stage.world.ledger.integration.omnibus?.merged?.sha).toBe('sealed-before');
  });

  test('that cannot be published says why and what helps', async () => {
    const stage = await described();
    stage.git.publishes = {
      published: false,
      moved: false,
      because: 'main is checked out',
      help: 'git merge',
    };
    await stage.run(mergeOmnibus);
    expect(stage.world.ledger.integration.omnibus?.refused).toBe('main is checked out (git merge)');
    expect(stage.git.tips.get('main')).toBe('base0');
  });

  test.each([
    ['whose check turned red', { checks: [aForgeCheck('failed')] }],
    ['that was pointed elsewhere', { base: 'release' }],
  ] as const)('%s a moment ago is not merged', async (_what, now) => {
    const stage = await described({ world: { forge: 'github' }, ...wanted }, false);
    const report = someEvidence(1, { head: 'tip0', base: 'main', ...now });
    stage.forge.reports = async () => [report];
    expect(await stage.run(mergeOmnibus)).toMatchObject({ facts: [] });
    expect(stage.git.tips.get('main')).toBe('base0');
    expect(stage.world.ledger.pullRequests.get(1)?.atForge).toMatchObject(now);
    stage.forge.reports = async () => [someEvidence(1, { head: 'tip0', base: 'main', checks: [passing] })];
    await stage.run(mergeOmnibus);
    expect(stage.git.tips.get('main')).toBe('sealed');
  });

  test('that moved or was merged at the forge a moment ago is not merged', async () => {
    for (const seen of [{ headSha: 'theirs' }, { state: 'merged', mergedSha: 'button' }] as const) {
      const stage = await described({ world: { forge: 'github' }, ...wanted }, false);
      const [pr] = [...stage.forge.all.values()];
      if (pr !== undefined) stage.forge.all.set(1, { ...pr, ...seen });
      stage.forge.reports = async () => [];
      await stage.run(mergeOmnibus);
      expect(stage.git.tips.get('main')).toBe('base0');
      expect(stage.world.ledger.pullRequests.get(1)).toMatchObject(seen);
      expect(stage.world.ledger.integration.omnibus?.merged?.sha ?? null).toBe(
        'mergedSha' in seen ? 'button' : null,
      );
    }
  });

  test('in which a rule finds what may not be is refused with the place, and never merged', async () => {
    const stage = await described(wanted, false);
    const hunks = `@@ -0,0 +1 @@\n+key = "AKIA${'QWERTZUIOPASDFGH'}"`;
    const file = { path: 'a.ts', from: null, kind: 'added', mode: '100644', isBinary: false, hunks } as const;
    stage.git.patch = { files: [file], isWhole: true };
    await stage.run(mergeOmnibus);
    expect(stage.git.tips.get('main')).toBe('base0');
    expect(stage.world.ledger.integration.omnibus?.refused).toMatch(/^rules\/secrets: a\.ts:1: /);
    stage.git.patch = { files: [], isWhole: true };
    stage.git.added = null;
    await stage.run(mergeOmnibus);
    expect(stage.git.tips.get('main')).toBe('base0');
  });

  test('never takes back what is in the base and not in it', async () => {
    const moved = await described();
    moved.git.tips.set('main', 'base9');
    expect(await moved.run(mergeOmnibus)).toMatchObject({ facts: [] });
    const behind = await described({ integration: { baseTip: 'older' } });
    behind.git.parents.set('tip0', []);
    expect(await behind.run(mergeOmnibus)).toMatchObject({ facts: [] });
    expect(behind.git.tips.get('main')).toBe('base0');
  });
});
