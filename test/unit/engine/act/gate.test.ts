import { describe, expect, test } from 'vitest';
import type { OpenEffect } from '../../../../src/domain/ledger.ts';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import type { Patch } from '../../../../src/domain/patch.ts';
import type { RulesPolicy } from '../../../../src/domain/policy.ts';
import type { CheckResult } from '../../../../src/domain/pull-request.ts';
import type { TestMerge } from '../../../../src/ports/repository.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aPullRequest, aRunningTask } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const gateOf = (task: string, tip: string): ActionOf<'gate'> => ({
  ...planned,
  kind: 'gate',
  lane: 'gate:1',
  task,
  attempt: 1,
  head: 'head1',
  tip,
});

/** `a` is in a gate on the tip, and its merge is `m1`; `b` is complete too. */
function stageWith(
  test: (request: TestMerge, stage: () => Stage) => Promise<readonly CheckResult[]>,
  patch: Patch = { files: [], isWhole: true },
): Stage {
  const finished = (id: string, number: number) =>
    aRunningTask(id, {
      stage: 'complete',
      phase: 'gating',
      attempt: anAttempt({ judged: 'head1', tip: 'head1' }),
      pullRequest: number,
    });
  const running: OpenEffect = {
    key: 'a',
    decision: null,
    action: gateOf('a', 'tip0'),
    at: 1,
    epoch: 1,
    processes: [],
  };
  const world = aWorld({
    policy: aPolicy({ checks: [{ name: 'test', run: 'test', timeoutMs: 1_000 }] }),
    tasks: [{ ...finished('a', 1), testing: { head: 'head1', tip: 'tip0', merge: 'm1' } }, finished('b', 2)],
    pullRequests: [aPullRequest(1), aPullRequest(2)],
    integration: { tip: 'tip0' },
    ledger: { open: new Map([['a', running]]) },
  });
  const base = aStage(world);
  const { repository } = base.git;
  const merges = { ...repository.merges, test: (request: TestMerge) => test(request, () => stage) };
  const stage: Stage = aStage(world, { parts: { repository: { ...repository, merges } } });
  base.git.tips.set('omnibus/shop', 'tip0');
  base.git.patch = patch;
  return stage;
}

const passed: readonly CheckResult[] = [{ name: 'test', verdict: 'passed', ms: 1, tail: '' }];

describe('a gate on an expected merge', () => {
  test('says before it tests what it tests, and gives its verdict on that', async () => {
    let seenAt: unknown = null;
    const stage = stageWith(async (_request, now) => {
      seenAt = now().world.ledger.tasks.get('b')?.testing;
      return passed;
    });
    await stage.run(gateOf('b', 'm1'));
    expect(seenAt).toEqual({ head: 'head1', tip: 'm1', merge: 'm1+head1' });
    expect(stage.world.ledger.tasks.get('b')).toMatchObject({
      testing: null,
      gate: { verdict: 'passed', tip: 'm1', merge: 'm1+head1' },
    });
  });

  test('is called off when that merge will not come, and says nothing of the task', async () => {
    const stage = stageWith(async ({ signal }, now) => {
      now().world = afterFacts(now().world, {
        type: 'task.stage',
        task: 'a',
        stage: 'complete',
        phase: 'rework',
        because: 'failed',
      });
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      throw new Error('it was ended');
    });
    const done = await stage.run(gateOf('b', 'm1'));
    expect(done.says).toContain('called off');
    expect(stage.world.ledger.tasks.get('b')?.gate).toBeNull();
  });

  test('that is called off for no reason has failed', async () => {
    const stage = stageWith(() => Promise.reject(new Error('no disk')));
    await expect(stage.run(gateOf('b', 'm1'))).rejects.toThrow('no disk');
  });

  test('does not begin on a merge that nobody expects', async () => {
    const stage = stageWith(() => Promise.reject(new Error('it began')));
    expect(await stage.run(gateOf('b', 'm7'))).toMatchObject({ facts: [] });
    expect(stage.steps).toEqual([]);
  });
});

describe('a gate on a change that the rules know', () => {
  const token = `ghp_${'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zC0fRgH7j'}`;
  const adds = (path: string, line: string): Patch => ({
    files: [
      { path, from: null, kind: 'added', mode: '100644', isBinary: false, hunks: `@@ -0,0 +1 @@\n+${line}` },
    ],
    isWhole: true,
  });
  const gated = async (patch: Patch, checks: readonly CheckResult[], rules: Partial<RulesPolicy> = {}) => {
    let ran = 0;
    const stage = stageWith(() => {
      ran += 1;
      return Promise.resolve(checks);
    }, patch);
    const { policy } = stage.world;
    stage.world = { ...stage.world, policy: { ...policy, rules: { ...policy.rules, ...rules } } };
    for (const number of [1, 2]) stage.forge.all.set(number, aPullRequest(number));
    await stage.run(gateOf('b', 'm1'));
    return { stage, ran, gate: stage.world.ledger.tasks.get('b')?.gate };
  };

  test('runs no check where a secret blocks it', async () => {
    const { gate, ran, stage } = await gated(adds('a.env', token), passed);
    expect(gate).toMatchObject({ verdict: 'failed', checks: [{ name: 'rules/secrets', verdict: 'failed' }] });
    expect(ran).toBe(0);
    expect(JSON.stringify([stage.world.ledger.tasks.get('b'), stage.steps])).not.toContain(token);
  });

  test('notes what is only warned of, once, and takes secrets out of what checks print', async () => {
    const printed: readonly CheckResult[] = [
      { name: 'test', verdict: 'flaky', ms: 1, tail: `it is ${token}` },
    ];
    const { gate, stage } = await gated(adds('a.env', token), printed, { secrets: 'warn' });
    expect(gate).toMatchObject({
      verdict: 'passed',
      checks: [{ name: 'rules/secrets', verdict: 'warned' }, { tail: 'it is [token of GitHub]' }],
    });
    expect(stage.forge.comments).toHaveLength(1);
    expect(JSON.stringify(stage.forge.comments)).toContain('a.env:1');
    expect(JSON.stringify(stage.forge.comments)).not.toContain(token);
  });

  test('says which protected paths were changed', async () => {
    const { gate } = await gated(adds('.github/workflows/ci.yml', 'x'), passed);
    expect(gate).toMatchObject({ verdict: 'passed', protected: ['.github/workflows/ci.yml'] });
  });
});
