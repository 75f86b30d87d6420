import { describe, expect, test } from 'vitest';
import { failures } from '../../../src/decide/failures.ts';
import { merging } from '../../../src/decide/merging.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import { settled } from '../../support/folded.ts';
import { aCommit, anAttempt, aPullRequest, aTask, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const KEY = 'take-head task=a attempt=1 head=head1';

/** Finished work of which a pull request was seen at `seen`; taking that in failed once. */
function left(seen: string, over: Partial<TaskState> = {}): readonly string[] {
  const attempt = anAttempt({ judged: 'head1', tip: 'head1' });
  const failure = { count: 1, lastAt: 1, nextTryAt: NOON, message: '502', lasting: false, evidence: [] };
  const world = aWorld({
    tasks: [aTask('a', { stage: 'complete', phase: 'gating', pullRequest: 4, attempt, ...over })],
    pullRequests: [aPullRequest(4, { task: 'a', headSha: seen })],
    ledger: { pushed: new Map([['feat/shop-a', ['head1']]]), failures: new Map([[KEY, failure]]) },
    world: { forge: 'github' },
  });
  return [...settled(failures, world).ledger.failures.keys()];
}

test('An older head of its own is what a slow forge shows: it is told the present one', () => {
  const older = aCommit('head0');
  const attempt = anAttempt({ judged: 'head1', tip: 'head1', recent: [older, aCommit('head1')] });
  const parts = {
    tasks: [aTask('a', { stage: 'complete', phase: 'gating', pullRequest: 4, attempt })],
    ledger: { pushed: new Map([['feat/shop-a', ['head1']]]) },
    world: { forge: 'github' },
  } as const;
  const kinds = (headSha: string): readonly string[] =>
    (
      merging(aWorld({ ...parts, pullRequests: [aPullRequest(4, { task: 'a', headSha })] })).actions ?? []
    ).map(({ kind }) => kind);
  expect(kinds('head0')).toEqual(['update-pr']);
  expect(kinds('foreign')).toEqual(['take-head']);
});

describe('What somebody pushed, and could not be taken in,', () => {
  test('is tried again while it is there', () => {
    expect(left('foreign')).toEqual([KEY]);
  });

  test('is forgotten when it turned out to be nothing', () => {
    expect(left('head1')).toEqual([]);
  });

  test('is forgotten when the work goes back to its worker', () => {
    expect(left('foreign', { phase: 'rework' })).toEqual([]);
  });
});
