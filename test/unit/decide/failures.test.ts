import { expect, test } from 'vitest';
import { failures, unwanted } from '../../../src/decide/failures.ts';
import { standing } from '../../../src/decide/standing.ts';
import { type Action, failureKey } from '../../../src/domain/plan.ts';
import { known } from '../../../src/domain/seen.ts';
import { settled } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aRunningTask, INTEGRATION_TIP } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const planned = { lane: 'integrate', rule: 'merge', why: '', evidence: [] } as const;
const merge = {
  ...planned,
  kind: 'merge',
  task: 'a',
  attempt: 1,
  head: 'head1',
  tip: INTEGRATION_TIP,
  merge: 'merge1',
  number: 4,
} as const;

test.each([
  [false, 'effect-failing'],
  [true, 'merge-ambiguous'],
] as const)('a merge that fails again and again (for good: %s) asks %s', (lasting, topic) => {
  const task = aRunningTask('a', { stage: 'complete', attempt: anAttempt({ judged: 'head1' }) });
  const world = aWorld({ tasks: [task] });
  const failure = { count: 5, lastAt: 1, nextTryAt: 2, message: 'no network', lasting, evidence: [] };
  const { notes = [] } = failures({
    ...world,
    ledger: { ...world.ledger, failures: new Map([[failureKey(merge), failure]]) },
  });
  expect(notes.flatMap(({ facts }) => facts)).toMatchObject([
    { type: 'question.asked', question: { topic } },
  ]);
});

test.each([
  [false, 'effect-failing'],
  [true, 'base-conflict'],
] as const)('a base that cannot be taken in (for good: %s) is asked about as %s', (lasting, topic) => {
  const follow: Action = { ...planned, kind: 'follow-base', tip: INTEGRATION_TIP, base: 'base1' };
  const failure = { count: 5, lastAt: 1, nextTryAt: 2, message: 'no network', lasting, evidence: [] };
  const world = aWorld({
    ledger: { failures: new Map([[failureKey(follow), failure]]) },
    world: { baseTip: known('base1', 1) },
  });
  expect((failures(world).notes ?? []).flatMap(({ facts }) => facts)).toMatchObject([
    { type: 'question.asked', question: { topic } },
  ]);
});

test.each([
  ['open', 1],
  ['merged', 0],
  ['closed', 0],
] as const)('an update of a pull request that is %s by now is wanted %i times', (state, wanted) => {
  const task = aRunningTask('a', { stage: 'merged', pullRequest: 4 });
  const world = aWorld({ tasks: [task], pullRequests: [aPullRequest(4, { task: 'a', state })] });
  const failure = { count: 1, lastAt: 1, nextTryAt: 2, message: '502', lasting: false, evidence: [] };
  const after = settled(failures, {
    ...world,
    ledger: { ...world.ledger, failures: new Map([['update-pr task=a', failure]]) },
  });
  expect(after.ledger.failures.size).toBe(wanted);
});

test.each([
  ['head0', 1],
  ['head1', 0],
] as const)(
  'an update that failed, of a pull request that is seen at %s, is wanted %i times',
  (headSha, wanted) => {
    const attempt = anAttempt({ judged: 'head1' });
    const task = aRunningTask('a', { stage: 'complete', pullRequest: 4, attempt });
    const world = aWorld({ tasks: [task], pullRequests: [aPullRequest(4, { task: 'a', headSha })] });
    const failure = { count: 1, lastAt: 1, nextTryAt: 2, message: '502', lasting: false, evidence: [] };
    const after = settled(failures, {
      ...world,
      ledger: { ...world.ledger, failures: new Map([['update-pr task=a head=head1', failure]]) },
    });
    expect(after.ledger.failures.size).toBe(wanted);
  },
);

test.each(['merged', 'cancelled'] as const)(
  'what fails for good about a task that is %s is asked once, and stands',
  (stage) => {
    const task = aRunningTask('a', { stage, attempt: anAttempt({ judged: 'head1' }) });
    const world = aWorld({ tasks: [task] });
    const failure = { count: 1, lastAt: 1, nextTryAt: 2, message: 'refused', lasting: true, evidence: [] };
    const after = settled(
      (now) => ({ notes: [...(failures(now).notes ?? []), ...(standing(now).notes ?? [])] }),
      {
        ...world,
        ledger: { ...world.ledger, failures: new Map([['restore-branch task=a', failure]]) },
      },
    );
    expect([...after.ledger.questions.values()]).toMatchObject([{ topic: 'effect-failing', task: 'a' }]);
  },
);

const MINUTE = 60_000;

test.each([
  ['is wanted', [merge], 10 * MINUTE, 0],
  ['is not wanted, since a minute', [], MINUTE, 0],
  ['is not wanted, since ten minutes', [], 10 * MINUTE, 1],
] as const)('the failure of what %s is forgotten in its time', (_, wanted, afterMs, times) => {
  const world = aWorld({});
  const nextTryAt = world.now - afterMs;
  const failure = { count: 1, lastAt: 1, nextTryAt, message: '502', lasting: false, evidence: [] };
  const { notes = [] } = unwanted(
    { ...world, ledger: { ...world.ledger, failures: new Map([[failureKey(merge), failure]]) } },
    wanted,
  );
  expect(notes.flatMap(({ facts }) => facts)).toHaveLength(times);
});

test('what failed for good is not forgotten, wanted or not', () => {
  const world = aWorld({});
  const failure = { count: 1, lastAt: 1, nextTryAt: 2, message: 'refused', lasting: true, evidence: [] };
  const failed = { ...world, ledger: { ...world.ledger, failures: new Map([[failureKey(merge), failure]]) } };
  expect(unwanted(failed, [])).toEqual({});
});
