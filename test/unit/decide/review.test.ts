import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { explainMerging, merging } from '../../../src/decide/merging.ts';
import { reviewing, whyReviewIsOver } from '../../../src/decide/review.ts';
import { reviewStanding } from '../../../src/decide/reviewed.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { OpenEffect, TaskState } from '../../../src/domain/ledger.ts';
import type { Action, ActionOf } from '../../../src/domain/plan.ts';
import type { ReviewPolicy } from '../../../src/domain/policy.ts';
import type { GateVerdict } from '../../../src/domain/pull-request.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { Review } from '../../../src/domain/review.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask, INTEGRATION_TIP, NOON } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const policyOf = (over: Partial<ReviewPolicy> = {}) =>
  aPolicy({ review: { ...aPolicy().review, by: 'command', ...over } });

function gate(over: Partial<GateVerdict> = {}): GateVerdict {
  const passed = { head: 'head1', tip: INTEGRATION_TIP, merge: 'merge1', verdict: 'passed' } as const;
  return { ...passed, checks: [], conflicts: [], at: NOON - 1, ms: 10, ...over };
}

const finding = { file: 'a.ts', line: 3, severity: 'major', reason: 'off by one' } as const;

function review(over: Partial<Review> = {}): Review {
  return {
    head: 'head1',
    verdict: 'approve',
    findings: [],
    because: null,
    by: 'model',
    at: NOON - 1,
    ms: 5,
    ...over,
  };
}

const changes = (over: Partial<Review> = {}): Review =>
  review({ verdict: 'changes', findings: [finding], ...over });

function finished(id: string, over: Partial<TaskState> = {}, number = 1): TaskState {
  const branch = `feat/shop-${id}`;
  const attempt = anAttempt({ branch, tip: 'head1', judged: 'head1', judgedAt: NOON - 100 + number });
  const common = { stage: 'complete', phase: 'gating', worker: 'w1', attempt, pullRequest: number } as const;
  return aTask(id, { ...common, gate: gate(), ...over });
}

function done(over: Partial<TaskState> = {}, parts: WorldParts = {}): World {
  const pullRequests = [aPullRequest(1, { task: 'a', head: 'feat/shop-a' })];
  return aWorld({ policy: policyOf(), tasks: [finished('a', over)], pullRequests, ...parts });
}

const named = (actions: readonly Action[] = []): readonly string[] =>
  actions.map((action) => ('task' in action ? `${action.kind} ${action.task}` : action.kind));
const reviews = (world: World): readonly string[] => named(reviewing(world).actions);
const merges = (world: World): readonly string[] => named(merging(world).actions);
const factsOf = (world: World) => (reviewing(world).notes ?? []).flatMap(({ facts }) => facts);

const told = { reviewPosted: 'head1' } as const;

const running: OpenEffect = {
  key: 'r',
  decision: null,
  at: 1,
  epoch: 1,
  processes: [],
  action: {
    kind: 'review',
    lane: 'review:1',
    rule: 'review',
    why: 'x',
    evidence: [],
    task: 'a',
    attempt: 1,
    head: 'head1',
  },
};

describe('Finished work', () => {
  test.each<[string, World, readonly string[], readonly string[]]>([
    ['is gated before anybody reads it', done({ gate: null }), [], ['gate a']],
    ['is reviewed when it has passed, and not merged', done(), ['review a'], []],
    [
      'is not gated again at another tip before it is reviewed',
      done({ gate: gate({ tip: 'old' }) }),
      ['review a'],
      [],
    ],
    ['is told to the forge before it is merged', done({ review: review() }), ['post-review a'], []],
    ['is merged when it is approved', done({ review: review(), ...told }), [], ['merge a']],
    [
      'keeps its approval when the tip moves',
      done({ review: review(), ...told, gate: gate({ tip: 'old' }) }),
      [],
      ['gate a'],
    ],
    ['is reviewed anew at another head', done({ review: review({ head: 'old' }) }), ['review a'], []],
    ['is merged unread where nobody reviews', done({}, { policy: aPolicy() }), [], ['merge a']],
    [
      'is merged when a human wants it whatever was said',
      done({ review: changes(), reviewWaived: 'head1', ...told }),
      [],
      ['merge a'],
    ],
    [
      'is not merged because a human wanted another head',
      done({ review: changes(), reviewWaived: 'old', ...told }),
      [],
      [],
    ],
    [
      'is not reviewed while it is being reviewed',
      done({}, { ledger: { open: new Map([['r', running]]) } }),
      [],
      [],
    ],
    ['is not reviewed when it failed', done({ gate: gate({ verdict: 'failed' }) }), [], []],
    [
      'is not reviewed before it may change what it changes',
      done({ gate: gate({ protected: ['.github/x'] }) }),
      [],
      [],
    ],
    ['is not reviewed while everything is paused', done({}, { ledger: { pausedAll: true } }), [], []],
  ])('%s', (_what, world, asks, then) => {
    expect(reviews(world)).toEqual(asks);
    expect(merges(world)).toEqual(then);
  });

  test.each([
    ['is told again before it is merged where an answer was lost', { count: 1, lasting: false }, []],
    ['is told once more', { count: 2, lasting: false }, []],
    ['is merged although the forge could not be told', { count: 3, lasting: false }, ['merge a']],
    ['is merged where the forge will never be told', { count: 1, lasting: true }, ['merge a']],
  ])('%s', (_what, failed, then) => {
    const failure = { lastAt: NOON, nextTryAt: NOON + 1_000, message: 'x', evidence: [], ...failed };
    const failures = new Map([['post-review task=a head=head1', failure]]);
    const world = done({ review: review() }, { ledger: { failures } });
    expect(reviews(world)).toEqual([]);
    expect(merges(world)).toEqual(then);
    const due = failed.lasting ? [] : ['post-review a'];
    expect(reviews({ ...world, now: NOON + 1_000 })).toEqual(due);
  });

  test('is in no line while it is read: the next is tested on the tip itself', () => {
    const tasks = [finished('a'), finished('b', { gate: null }, 2)];
    const pullRequests = [1, 2].map((n) =>
      aPullRequest(n, { task: n === 1 ? 'a' : 'b', head: `feat/shop-${n === 1 ? 'a' : 'b'}` }),
    );
    const world = aWorld({ policy: policyOf(), tasks, pullRequests });
    expect(merging(world).actions).toMatchObject([{ kind: 'gate', task: 'b', tip: INTEGRATION_TIP }]);
  });

  test('of several is reviewed at once, as many as gates run', () => {
    const ids = ['a', 'b', 'c'];
    const policy = { ...policyOf(), limits: { ...aPolicy().limits, gates: 2 } };
    const tasks = ids.map((id, at) => finished(id, {}, at + 1));
    const pullRequests = ids.map((id, at) => aPullRequest(at + 1, { task: id, head: `feat/shop-${id}` }));
    const actions = (reviewing(aWorld({ policy, tasks, pullRequests })).actions ??
      []) as readonly ActionOf<'review'>[];
    expect(actions.map(({ lane, task }) => `${lane} ${task}`)).toEqual(['review:1 a', 'review:2 b']);
  });

  test('that waits for a review is not settled, also where a human merges', () => {
    const policy = { ...policyOf(), merge: { ...aPolicy().merge, auto: false } };
    expect(isSettled(done({}, { policy }))).toBe(false);
    expect(merging(done({}, { policy })).notes).toEqual([]);
  });

  test('says where it stands', () => {
    expect(explainMerging(done(), 'a')).toBe('#1 passed and waits for its review');
    expect(explainMerging(done({}, { ledger: { open: new Map([['r', running]]) } }), 'a')).toBe(
      '#1 passed and is being reviewed',
    );
  });
});

describe('What a reviewer found', () => {
  test('goes back as one message, and is counted', () => {
    const world = done({ review: changes(), reviewRounds: 1 });
    const facts = factsOf(world);
    expect(facts).toMatchObject([
      {
        type: 'item.added',
        item: { id: 'review-head1', kind: 'rework', from: 'review', data: 'a.ts:3: major: off by one' },
      },
      { type: 'task.stage', stage: 'complete', phase: 'rework' },
    ]);
    const after = afterFacts(world, ...facts);
    expect(factsOf(after)).toEqual([]);
    expect(after.ledger.tasks.get('a')?.items).toHaveLength(1);
    expect(reviews(after)).toEqual(['post-review a']);
  });

  test('is cut to what an agent can take', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({
      ...finding,
      line: at + 1,
      reason: 'x'.repeat(900),
    }));
    const [fact] = factsOf(done({ review: changes({ findings: many }), reviewRounds: 1 }));
    const data = fact?.type === 'item.added' ? (fact.item.data ?? '') : '';
    expect(data.length).toBeLessThan(8_000);
    expect(data).toMatch(/and \d+ more$/);
  });

  test('beside an approval holds nothing back', () => {
    expect(factsOf(done({ review: review({ findings: [finding] }) }))).toEqual([]);
  });

  test('rounds are those of the attempt: a new one begins anew', () => {
    const began = afterFacts(done({ review: changes(), reviewRounds: 3, moreRounds: 1 }), {
      type: 'attempt.began',
      task: 'a',
      attempt: 2,
      worker: 'w1',
      branch: 'feat/shop-a',
      branchNumber: 1,
      startSha: 'x',
      tip: 'x',
    });
    expect(began.ledger.tasks.get('a')).toMatchObject({ review: null, reviewRounds: 0, moreRounds: 0 });
  });
});

function asked(world: World): Question {
  const [fact] = factsOf(world);
  if (fact?.type !== 'question.asked') throw new Error('nothing was asked');
  return fact.question;
}

function answered(world: World, text: string): World {
  const question = asked(world);
  const open = afterFacts(world, { type: 'question.asked', question });
  const decided = decideAnswer(open, { question, text, order: 'o1' });
  if (!decided.ok) throw new Error(decided.because);
  return afterFacts(open, ...decided.facts, {
    type: 'question.closed',
    id: question.id,
    answer: text,
    because: 'x',
  });
}

describe('A human is asked', () => {
  const often = (): World => done({ review: changes(), reviewRounds: 3, ...told });

  test('with the open points, after as many rounds as the config allows, once', () => {
    expect(asked(often())).toMatchObject({ topic: 'review-open', about: 'head1', holds: 'task' });
    expect(asked(often()).text).toContain('a.ts:3: major: off by one');
    const open = afterFacts(often(), { type: 'question.asked', question: asked(often()) });
    expect(factsOf(open)).toEqual([]);
    expect(merges(open)).toEqual([]);
  });

  test('and merges all the same', () => {
    expect(merges(answered(often(), 'merge'))).toEqual(['merge a']);
  });

  test('and allows another round', () => {
    const world = answered(often(), 'again');
    expect(world.ledger.tasks.get('a')).toMatchObject({
      phase: 'rework',
      moreRounds: 1,
      items: [{ from: 'review' }],
    });
    const fourth = afterFacts(world, { type: 'task.judged', task: 'a', attempt: 1, head: 'head2' });
    expect(fourth.ledger.tasks.get('a')?.items).toEqual([]);
  });

  test('and says something of their own', () => {
    const world = answered(often(), 'leave it as it is, but name it well');
    expect(world.ledger.tasks.get('a')).toMatchObject({
      phase: 'rework',
      items: [{ kind: 'answer', from: 'human' }],
    });
  });

  test('when no answer could be read or the change is too large, and may have it reviewed once more', () => {
    for (const verdict of ['unreadable', 'too-large'] as const) {
      const world = done({ review: review({ verdict, because: 'so it is' }), reviewRounds: 0 });
      expect(asked(world).text).toContain('so it is');
      expect(merges(world)).toEqual([]);
      expect(reviews(answered(world, 'again'))).toEqual(['review a']);
      expect(reviews(answered(world, 'merge'))).toEqual([]);
    }
  });

  test('no more when the head is another one', () => {
    const open = afterFacts(often(), { type: 'question.asked', question: asked(often()) });
    const task = open.ledger.tasks.get('a');
    if (task?.attempt === null || task === undefined) throw new Error('no attempt');
    const moved = { ...task, attempt: { ...task.attempt, judged: 'head2', tip: 'head2' } };
    const world = { ...open, ledger: { ...open.ledger, tasks: new Map([['a', moved]]) } };
    expect((standing(world).notes ?? []).flatMap(({ facts }) => facts)).toMatchObject([
      { type: 'question.closed', because: 'it was another head' },
    ]);
  });
});

test('A review that runs is over when its head moved, or nobody wants it any more', () => {
  const of = { task: 'a', attempt: 1, head: 'head1' };
  expect(whyReviewIsOver(done(), of)).toBeNull();
  expect(whyReviewIsOver(done(), { ...of, head: 'old' })).toContain('another head');
  expect(whyReviewIsOver(done(), { ...of, attempt: 2 })).toContain('complete by now');
  expect(whyReviewIsOver(done({ stage: 'cancelled' }), of)).toContain('cancelled');
  expect(whyReviewIsOver(done({ phase: 'rework' }), of)).toContain('goes back');
  expect(whyReviewIsOver(done({}, { policy: aPolicy() }), of)).toContain('need not');
});

test.each<[string, Partial<TaskState>, string]>([
  ['that nobody read', {}, 'not read yet'],
  ['after the one that was read', { review: review({ head: 'older' }) }, 'not read yet at this head'],
  ['that is approved', { review: review() }, 'approved by model'],
  ['that is not good yet', { review: changes() }, 'model asks for changes'],
  [
    'of which nobody can say',
    { review: review({ verdict: 'too-large', because: 'too large' }) },
    'none: too large',
  ],
  ['that a human wants', { review: changes(), reviewWaived: 'head1' }, 'you want it merged as it is'],
])('where the review of a head stands %s', (_what, over, says) => {
  expect(reviewStanding({ policy: policyOf() }, finished('a', over), 'head1')).toBe(says);
  expect(reviewStanding({ policy: policyOf({ by: 'none' }) }, finished('a', over), 'head1')).toBeNull();
});
