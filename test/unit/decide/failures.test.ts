import { expect, test } from 'vitest';
import { failures } from '../../../src/decide/failures.ts';
import { failureKey } from '../../../src/domain/plan.ts';
import { anAttempt, aRunningTask, INTEGRATION_TIP } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const merge = {
  kind: 'merge',
  lane: 'integrate',
  rule: 'merge',
  why: '',
  evidence: [],
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
