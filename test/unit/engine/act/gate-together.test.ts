import { describe, expect, test } from 'vitest';
import type { TaskState } from '../../../../src/domain/ledger.ts';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAttempt, aPullRequest, aTask } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const NAMES = ['a', 'b', 'c'];

function finished(id: string): TaskState {
  const attempt = anAttempt({ branch: `feat/shop-${id}`, tip: `${id}1`, judged: `${id}1` });
  return aTask(id, { stage: 'complete', phase: 'gating', attempt, pullRequest: NAMES.indexOf(id) + 1 });
}

const gate: ActionOf<'gate'> = {
  ...planned,
  kind: 'gate',
  lane: 'gate:1',
  task: 'a',
  attempt: 1,
  head: 'a1',
  tip: 'tip0',
  with: ['b', 'c'].map((task) => ({ task, attempt: 1, head: `${task}1` })),
};

function stageOf(verdict: 'passed' | 'failed'): Stage {
  const requests = NAMES.map((id, at) =>
    aPullRequest(at + 1, { task: id, head: `feat/shop-${id}`, headSha: `${id}1` }),
  );
  const stage = aStage(
    aWorld({
      policy: aPolicy({ checks: [{ name: 'test', run: 'npm test', timeoutMs: 1_000 }] }),
      tasks: NAMES.map(finished),
      pullRequests: requests,
    }),
  );
  for (const pr of requests) stage.forge.all.set(pr.number, pr);
  stage.git.checks = [{ name: 'test', verdict, ms: 5, tail: '' }];
  return stage;
}

function gateOf(stage: Stage, id: string) {
  return stage.world.ledger.tasks.get(id)?.gate ?? null;
}

describe('a gate of several', () => {
  test('tests only the last of the merges, which are made one on top of the other', async () => {
    const stage = stageOf('passed');
    await stage.run(gate);
    expect(stage.git.tested).toEqual([{ commit: 'tip0+a1+b1+c1', checks: ['test'] }]);
    expect(gateOf(stage, 'b')).toMatchObject({
      verdict: 'passed',
      tip: 'tip0',
      merge: 'tip0+a1+b1',
      batch: { tested: 'tip0+a1+b1+c1' },
      checks: [{ at: 'tip0+a1+b1+c1' }],
    });
  });

  test('that fails says nothing of any of them, but which they were', async () => {
    const stage = stageOf('failed');
    await stage.run(gate);
    expect(NAMES.map((id) => gateOf(stage, id))).toEqual([null, null, null]);
    expect(stage.world.ledger.tasks.get('c')?.suspicion?.suspects.map(({ task }) => task)).toEqual(NAMES);
  });

  test('leaves out what does not merge on top of the others, without a word about it', async () => {
    const stage = stageOf('passed');
    stage.git.merges = ({ tip, head }) =>
      head === 'b1' ? { result: 'conflict', files: ['x'] } : { result: 'merge', commit: `${tip}+${head}` };
    await stage.run(gate);
    expect(stage.git.tested.map(({ commit }) => commit)).toEqual(['tip0+a1+c1']);
    expect(gateOf(stage, 'b')).toBeNull();
    expect(gateOf(stage, 'c')).toMatchObject({ verdict: 'passed', merge: 'tip0+a1+c1' });
  });

  test('sends back what does not merge into the integration branch itself', async () => {
    const stage = stageOf('passed');
    stage.git.merges = ({ tip, head }) =>
      head === 'a1' ? { result: 'conflict', files: ['x'] } : { result: 'merge', commit: `${tip}+${head}` };
    await stage.run(gate);
    expect(gateOf(stage, 'a')).toMatchObject({ verdict: 'conflict', conflicts: ['x'] });
    expect(gateOf(stage, 'c')).toMatchObject({ verdict: 'passed', batch: { tested: 'tip0+b1+c1' } });
  });

  test('of which one is left is a gate of that one', async () => {
    const stage = stageOf('failed');
    stage.git.merges = ({ tip, head }) =>
      head === 'c1' ? { result: 'merge', commit: `${tip}+${head}` } : { result: 'conflict', files: ['x'] };
    await stage.run(gate);
    expect(gateOf(stage, 'c')).toMatchObject({ verdict: 'failed', merge: 'tip0+c1' });
    expect(gateOf(stage, 'c')?.batch).toBeUndefined();
  });
});

describe('the merge of several', () => {
  async function passedStage(): Promise<{ readonly stage: Stage; readonly merge: ActionOf<'merge'> }> {
    const stage = stageOf('passed');
    await stage.run(gate);
    const batch = gateOf(stage, 'a')?.batch;
    if (batch === undefined) throw new Error('they passed together');
    const what = { task: 'a', attempt: 1, head: 'a1', tip: 'tip0', merge: batch.tested, number: 1, batch };
    return { stage, merge: { ...planned, kind: 'merge', lane: 'integrate', ...what } };
  }

  test('moves the branch once, to what was tested, and takes all of them in', async () => {
    const { stage, merge } = await passedStage();
    await stage.run(merge);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0+a1+b1+c1');
    expect(NAMES.map((id) => stage.world.ledger.tasks.get(id)?.merged?.sha)).toEqual([
      'tip0+a1',
      'tip0+a1+b1',
      'tip0+a1+b1+c1',
    ]);
    expect(
      [...stage.forge.all.values()].map(({ state, mergedSha }) => `${state} ${mergedSha ?? ''}`),
    ).toEqual(['merged tip0+a1', 'merged tip0+a1+b1', 'merged tip0+a1+b1+c1']);
  });

  test('does not happen when one of them is taken back at the last moment', async () => {
    const { stage, merge } = await passedStage();
    const tasks = new Map(stage.world.ledger.tasks);
    tasks.set('c', { ...finished('c'), stage: 'cancelled' });
    stage.world = { ...stage.world, ledger: { ...stage.world.ledger, tasks } };
    expect((await stage.run(merge)).says).toBe('a is not merged: c: it is cancelled');
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  });

  test('whose outcome was lost is found in the branch', async () => {
    const { stage, merge } = await passedStage();
    stage.git.tips.set('omnibus/shop', 'tip0+a1+b1+c1');
    await stage.run(merge);
    expect(NAMES.map((id) => stage.world.ledger.tasks.get(id)?.stage)).toEqual([
      'merged',
      'merged',
      'merged',
    ]);
  });
});
