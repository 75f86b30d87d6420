import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/domain/fault.ts';
import type { FilePatch, Patch } from '../../../../src/domain/patch.ts';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import type { ReviewAnswer, ReviewRequest } from '../../../../src/ports/reviewer.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aPullRequest, aRunningTask } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const review: ActionOf<'review'> = {
  ...planned,
  kind: 'review',
  lane: 'review:1',
  task: 'a',
  attempt: 1,
  head: 'head1',
};

const file = (path: string, lines: number): FilePatch => ({
  path,
  from: null,
  kind: 'added',
  mode: '100644',
  isBinary: false,
  hunks: [`@@ -0,0 +1,${lines} @@`, ...Array.from({ length: lines }, (_, at) => `+line ${at}`)].join('\n'),
});

const small: Patch = { files: [file('a.ts', 3)], isWhole: true };
/** Three requests. */
const large: Patch = { files: ['a.ts', 'b.ts', 'c.ts'].map((path) => file(path, 9_000)), isWhole: true };

const finding = (path: string, line = 1) =>
  ({ file: path, line, severity: 'major', reason: `wrong in ${path}` }) as const;
const approve: ReviewAnswer = { judgement: { verdict: 'approve', findings: [] }, by: 'model' };
const changes = (path: string): ReviewAnswer => ({
  judgement: { verdict: 'changes', findings: [finding(path)] },
  by: 'model',
});

function stageWith(
  patch: Patch,
  answer: (request: ReviewRequest, stage: Stage) => ReviewAnswer | Promise<ReviewAnswer>,
): { readonly stage: Stage; readonly asked: ReviewRequest[] } {
  const asked: ReviewRequest[] = [];
  const attempt = anAttempt({ judged: 'head1', tip: 'head1' });
  const task = aRunningTask('a', { stage: 'complete', phase: 'gating', attempt, pullRequest: 1 });
  const pr = aPullRequest(1, { task: 'a' });
  const policy = aPolicy({ review: { ...aPolicy().review, by: 'command', command: ['review'] } });
  const world = aWorld({ policy, tasks: [task], pullRequests: [pr] });
  const stage: Stage = aStage(world, {
    parts: {
      reviewer: {
        review: async (request) => {
          asked.push(request);
          return answer(request, stage);
        },
      },
    },
  });
  stage.git.patch = patch;
  stage.forge.all.set(1, pr);
  stage.texts.set('a', { text: '# Totals\n## Done when\nsums are right\n', hash: 'h', file: 'tasks/a.md' });
  return { stage, asked };
}

const taskOf = ({ world }: Stage) => world.ledger.tasks.get('a');

describe('A review', () => {
  test('shows the change, the task and what is asked for, and keeps what was said', async () => {
    const { stage, asked } = stageWith(small, () => changes('a.ts'));
    await stage.run(review);
    const [request] = asked;
    for (const part of ['| +line 2', '| # Totals', '| sums are right', '| I chose tabs.'])
      expect(request?.text).toContain(part);
    expect(request).toMatchObject({ commit: 'head1', about: { task: 'a', round: 1, part: 1, of: 1 } });
    expect(request?.text).toContain(request?.id);
    expect(taskOf(stage)).toMatchObject({
      review: { head: 'head1', verdict: 'changes', by: 'model', findings: [finding('a.ts')] },
      reviewRounds: 1,
    });
  });

  test('of a large change asks in parts, and one that asks for changes decides', async () => {
    const { stage, asked } = stageWith(large, ({ about }) =>
      about['part'] === 2 ? changes('b.ts') : approve,
    );
    await stage.run(review);
    expect(asked.map(({ about }) => about['part'])).toEqual([1, 2, 3]);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(taskOf(stage)).toMatchObject({
      review: { verdict: 'changes', findings: [finding('b.ts')] },
      reviewParts: [],
    });
  });

  test('does not ask again what was said before a kill', async () => {
    const { stage, asked } = stageWith(large, ({ about }) => {
      if (about['part'] === 3 && asked.length === 3) throw new Error('killed');
      return approve;
    });
    await expect(stage.run(review)).rejects.toThrow('killed');
    await stage.run(review);
    expect(asked.map(({ about }) => about['part'])).toEqual([1, 2, 3, 3]);
    expect(taskOf(stage)?.review).toMatchObject({ verdict: 'approve' });
  });

  test('that cannot be read, or is not asked for because of its size, approves nothing', async () => {
    const mute = stageWith(small, () => ({ judgement: null, because: 'no JSON', by: 'model' }));
    await mute.stage.run(review);
    expect(taskOf(mute.stage)).toMatchObject({
      review: { verdict: 'unreadable', because: 'the answer of model could not be read: no JSON' },
    });
    const huge = stageWith({ files: small.files, isWhole: false }, () => approve);
    await huge.stage.run(review);
    expect(huge.asked).toEqual([]);
    expect(taskOf(huge.stage)?.review?.verdict).toBe('too-large');
    expect(taskOf(huge.stage)?.reviewRounds).toBe(0);
  });

  test('fails when its service does', async () => {
    const fault = new Fault({
      code: 'review-failed',
      what: 'review',
      on: 'x',
      because: '503',
      transient: true,
    });
    const { stage } = stageWith(small, () => Promise.reject(fault));
    await expect(stage.run(review)).rejects.toBe(fault);
    expect(taskOf(stage)?.review).toBeUndefined();
  });

  test('is called off when the head moves, and says nothing of it', async () => {
    const { stage } = stageWith(small, async (_request, now) => {
      now.world = afterFacts(now.world, { type: 'task.judged', task: 'a', attempt: 1, head: 'head2' });
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('it was ended');
    });
    const done = await stage.run(review);
    expect(done.says).toContain('called off');
    expect(taskOf(stage)?.review).toBeUndefined();
  });

  test('shows no secret to anybody, and records none', async () => {
    const token = `ghp_${'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zC0fRgH7j'}`;
    const leak = { ...file('a.env', 1), hunks: `@@ -0,0 +1 @@\n+${token}` };
    const said = {
      judgement: { verdict: 'changes', findings: [{ ...finding('a.env'), reason: `it holds ${token}` }] },
      by: 'm',
    } as const;
    const { stage, asked } = stageWith({ files: [leak], isWhole: true }, () => said);
    await stage.run(review);
    expect(JSON.stringify([asked, taskOf(stage)])).not.toContain(token);
  });
});

describe('The forge', () => {
  const post: ActionOf<'post-review'> = {
    ...planned,
    kind: 'post-review',
    lane: 'forge',
    task: 'a',
    number: 1,
    head: 'head1',
  };

  test('is told what was said, on the lines that are shown, once', async () => {
    const { stage } = stageWith(small, () => changes('a.ts'));
    await stage.run(review);
    await stage.run(post);
    await stage.run(post);
    const [note, ...more] = stage.forge.all.get(1)?.reviews ?? [];
    expect(more).toEqual([]);
    expect(note).toMatchObject({ verdict: 'changes-requested' });
    expect(note?.text).toContain('<!-- czar-review:a1b2c3d4e5f6/a/head1 -->');
    expect(taskOf(stage)).toMatchObject({ reviewPosted: 'head1' });
    expect(stage.world.ledger.pullRequests.get(1)?.reviews).toHaveLength(1);
  });

  test('that cannot be told is told later', async () => {
    const { stage } = stageWith(small, () => approve);
    await stage.run(review);
    stage.forge.broken = true;
    await expect(stage.run(post)).rejects.toMatchObject({ facts: { code: 'forge-failed' } });
    expect(taskOf(stage)?.reviewPosted).toBeUndefined();
  });
});
