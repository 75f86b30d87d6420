import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { merging } from '../../../src/decide/merging.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import type { GateVerdict } from '../../../src/domain/pull-request.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask, INTEGRATION_TIP, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const gate: GateVerdict = {
  head: 'head1',
  tip: INTEGRATION_TIP,
  merge: 'merge1',
  verdict: 'passed',
  checks: [],
  conflicts: [],
  protected: ['.github/ci.yml', 'evil\n\u001b[31m.github/x'],
  at: NOON - 1,
  ms: 10,
};

function passed(over: Partial<TaskState> = {}): World {
  const attempt = anAttempt({ branch: 'feat/shop-a', tip: 'head1', judged: 'head1', judgedAt: NOON - 9 });
  const task = aTask('a', {
    stage: 'complete',
    phase: 'gating',
    worker: 'w1',
    attempt,
    pullRequest: 1,
    gate,
    ...over,
  });
  return aWorld({ tasks: [task], pullRequests: [aPullRequest(1, { task: 'a', head: 'feat/shop-a' })] });
}

function asked(world: World): Question {
  const [fact] = (merging(world).notes ?? []).flatMap(({ facts }) => facts);
  if (fact?.type !== 'question.asked') throw new Error('nothing was asked');
  return fact.question;
}

const withQuestion = (world: World): World =>
  afterFacts(world, { type: 'question.asked', question: asked(world) });

const kinds = (world: World): readonly string[] => (merging(world).actions ?? []).map(({ kind }) => kind);

describe('A passed change of protected paths', () => {
  test('is not merged, and asks for a human with its files, in which nothing acts', () => {
    const world = passed();
    expect(kinds(world)).not.toContain('merge');
    expect(asked(world)).toMatchObject({
      topic: 'protected-paths',
      task: 'a',
      about: 'head1',
      holds: 'task',
    });
    expect(asked(world).text).toContain('.github/ci.yml');
    expect(asked(world).text).not.toMatch(/[\n\u001b]/);
    expect(merging(withQuestion(world)).notes).toEqual([]);
  });

  test('is merged once it was let pass', () => {
    const world = withQuestion(passed());
    const answered = decideAnswer(world, { question: asked(passed()), text: 'allow', order: 'o1' });
    if (!answered.ok) throw new Error(answered.because);
    const after = afterFacts(world, ...answered.facts, {
      type: 'question.closed',
      id: 'q-1',
      answer: 'allow',
      because: 'answered',
    });
    expect(kinds(after)).toEqual(['merge']);
  });

  test('at another head is asked about anew', () => {
    expect(asked(passed({ protectedAllowed: 'head0' })).about).toBe('head1');
    const attempt = anAttempt({ branch: 'feat/shop-a', tip: 'head2', judged: 'head2' });
    const moved = withQuestion(passed());
    const task = moved.ledger.tasks.get('a');
    if (task === undefined) throw new Error('no task');
    const world = { ...moved, ledger: { ...moved.ledger, tasks: new Map([['a', { ...task, attempt }]]) } };
    expect((standing(world).notes ?? []).flatMap(({ facts }) => facts)).toMatchObject([
      { type: 'question.closed', because: 'it was another head' },
    ]);
  });

  test('goes back to its worker with any other word', () => {
    const world = withQuestion(passed());
    const answered = decideAnswer(world, { question: asked(passed()), text: 'leave CI alone', order: 'o1' });
    if (!answered.ok) throw new Error(answered.because);
    const task = afterFacts(world, ...answered.facts).ledger.tasks.get('a');
    expect(task).toMatchObject({ phase: 'rework', items: [{ kind: 'answer', text: 'leave CI alone' }] });
  });
});
