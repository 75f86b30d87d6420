import { describe, expect, test } from 'vitest';
import { merging } from '../../../../src/decide/merging.ts';
import { explainMergedElsewhere, mergedElsewhere } from '../../../../src/decide/merged-elsewhere.ts';
import { decideAnswer } from '../../../../src/decide/answers.ts';
import type { TaskState } from '../../../../src/domain/ledger.ts';
import type { PullRequest } from '../../../../src/domain/pull-request.ts';
import { afterFacts, factsOf } from '../../../support/folded.ts';
import { anAttempt, aPullRequest, aTask } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const takeIn = {
  ...planned,
  kind: 'take-in',
  lane: 'integrate',
  task: 'a',
  number: 4,
  mergedHead: 'head1',
  merge: 'button',
} as const;

/** Pull request 4 of finished task `a` was merged by the button; the remote is at `there`. */
function pressed(
  there: string,
  { task, pr }: { readonly task?: Partial<TaskState>; readonly pr?: Partial<PullRequest> } = {},
): Stage {
  const attempt = anAttempt({ judged: 'head1', tip: 'head1' });
  const stage = aStage(
    aWorld({
      tasks: [aTask('a', { stage: 'complete', phase: 'gating', pullRequest: 4, attempt, ...task })],
      pullRequests: [aPullRequest(4, { task: 'a', state: 'merged', mergedSha: 'button', ...pr })],
      world: { forge: 'github' },
    }),
  );
  stage.git.parents.set('button', ['tip0', 'head1']);
  stage.git.parents.set('later', ['button']);
  stage.git.fetches = { fetched: true, tip: there };
  return stage;
}

describe('What somebody merged by the button', () => {
  test('is planned to be taken in, and nothing else is done with it meanwhile', () => {
    const { world } = pressed('button');
    expect(mergedElsewhere(world).actions).toMatchObject([{ kind: 'take-in', task: 'a', merge: 'button' }]);
    expect(merging(world).actions).toEqual([]);
    expect(explainMergedElsewhere(world, 'a')).toBe('#4 was merged at GitHub, and is taken in');
  });

  test('is taken in with what else was merged there, and its work counts as merged', async () => {
    const stage = pressed('later');
    await stage.run(takeIn);
    expect(stage.git.tips.get('omnibus/shop')).toBe('later');
    const { ledger } = stage.world;
    expect(ledger.tasks.get('a')).toMatchObject({
      stage: 'merged',
      merged: { sha: 'button', head: 'head1', note: 'merged at GitHub' },
    });
    expect(ledger.integration).toMatchObject({ tip: 'later', merges: 1 });
    expect(ledger.pushed.get('omnibus/shop')).toEqual(['later']);
  });

  test('is found as taken in when the outcome was lost', async () => {
    const stage = pressed('later');
    stage.git.tips.set('omnibus/shop', 'later');
    await stage.run(takeIn);
    expect(stage.world.ledger.tasks.get('a')?.stage).toBe('merged');
    expect(stage.world.ledger.integration.tip).toBe('later');
  });

  test('squashed, counts when its work would change nothing any more', async () => {
    const stage = pressed('button');
    stage.git.parents.set('button', ['tip0']);
    stage.git.merges = () => ({ result: 'no-change' });
    await stage.run(takeIn);
    expect(stage.world.ledger.tasks.get('a')).toMatchObject({ stage: 'merged', merged: { sha: 'button' } });
  });

  test.each<[string, Partial<TaskState>]>([
    ['when its worker is at work again', { stage: 'running', phase: null }],
    ['when its branch went on', { attempt: anAttempt({ judged: 'head1', tip: 'head2' }) }],
    ['when another head was merged', { attempt: anAttempt({ judged: 'head2', tip: 'head2' }) }],
  ])('is taken in and asked about %s', async (_, task) => {
    const stage = pressed('button', { task });
    await stage.run(takeIn);
    expect(stage.git.tips.get('omnibus/shop')).toBe('button');
    expect(mergedElsewhere(stage.world).actions).toEqual([]);
    const asked = factsOf(mergedElsewhere, stage.world);
    expect(asked).toMatchObject([{ type: 'question.asked', question: { topic: 'pr-merged', task: 'a' } }]);
    const world = afterFacts(stage.world, ...asked);
    const [question] = world.ledger.questions.values();
    if (question === undefined) throw new Error('nothing was asked');
    const answered = (text: string) => decideAnswer(world, { question, text, order: 'o1' });
    expect(answered('merged')).toMatchObject({
      facts: [{ type: 'task.merged', sha: 'button', head: 'head1' }],
    });
    expect(answered('again')).toMatchObject({ facts: [{ type: 'pr.given-up' }] });
  });

  test('into another branch is asked about', () => {
    const { world } = pressed('button', { pr: { base: 'main' } });
    expect(mergedElsewhere(world).actions).toEqual([]);
    const detail = '#4 was merged at GitHub into main at head1: is that all of it?';
    expect(factsOf(mergedElsewhere, world)).toMatchObject([{ question: { text: detail } }]);
  });

  test('is merged with what Czar has besides, through the checks', async () => {
    const stage = pressed('button');
    stage.git.tips.set('omnibus/shop', 'mine');
    stage.git.parents.set('mine', ['tip0']);
    await stage.run(takeIn);
    expect(stage.git.tips.get('omnibus/shop')).toBe('mine+button');
    expect(stage.world.ledger.tasks.get('a')?.stage).toBe('merged');
    expect(stage.world.ledger.pushed.get('omnibus/shop')).toEqual(['button']);
  });

  test('is not taken in where it conflicts with that, or is not there', async () => {
    const stage = pressed('button');
    stage.git.tips.set('omnibus/shop', 'mine');
    stage.git.parents.set('mine', ['tip0']);
    stage.git.merges = () => ({ result: 'conflict', files: ['a.ts'] });
    await expect(stage.run(takeIn)).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    expect(stage.git.tips.get('omnibus/shop')).toBe('mine');
    await expect(pressed('tip0').run(takeIn)).rejects.toMatchObject({ facts: { code: 'git-refused' } });
  });

  test('waits for a remote that cannot be reached', async () => {
    const stage = pressed('button');
    stage.git.fetches = { fetched: false, because: 'no route' };
    await expect(stage.run(takeIn)).rejects.toMatchObject({ facts: { transient: true } });
  });
});
