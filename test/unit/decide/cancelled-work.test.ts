import { describe, expect, test } from 'vitest';
import { cancelledWork, explainCancelled } from '../../../src/decide/cancelled-work.ts';
import { folded } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

/** Task `a` with pull request 4, as the fold leaves them. */
function world(stage: 'cancelled' | 'merged' | 'complete', state: 'open' | 'closed') {
  return folded(
    aWorld({
      tasks: [aTask('a', { stage, pullRequest: 4, attempt: anAttempt() })],
      pullRequests: [aPullRequest(4, { task: 'a', state })],
    }),
  );
}

test('the open pull request of a cancelled task is closed with a comment', () => {
  const cancelled = world('cancelled', 'open');
  expect(cancelledWork(cancelled).actions).toMatchObject([
    { kind: 'close-pr', lane: 'forge', task: 'a', number: 4 },
  ]);
  expect(explainCancelled(cancelled, 'a')).toBe(
    'its pull request #4 is being closed: a was cancelled; czar retry a takes it up again',
  );
});

test.each([
  ['cancelled', 'closed'],
  ['complete', 'open'],
  ['merged', 'closed'],
] as const)('a %s task with its pull request %s is left alone', (stage, state) => {
  expect(cancelledWork(world(stage, state)).actions).toEqual([]);
});

describe('the open pull request of merged work', () => {
  const merged = { sha: 'merge1', head: 'head1', at: 1, note: null };
  const parts = {
    tasks: [aTask('a', { stage: 'merged', pullRequest: 4, attempt: anAttempt(), merged })],
    pullRequests: [aPullRequest(4, { task: 'a', headSha: 'head1' })],
  } as const;

  test('is brought in step: the forge was not told, or did not see it yet', () => {
    expect(cancelledWork(folded(aWorld(parts))).actions).toMatchObject([
      { kind: 'update-pr', lane: 'forge', task: 'a', number: 4, head: 'head1' },
    ]);
  });

  test('is closed with a comment when somebody pushed to it since: what was pushed is not merged', () => {
    const pushed = { 'feat/shop-a': ['head1'] };
    const world = folded(
      aWorld({
        ...parts,
        pullRequests: [aPullRequest(4, { task: 'a', headSha: 'foreign' })],
        ledger: { pushed: new Map(Object.entries(pushed)) },
        world: { forge: 'github' },
      }),
    );
    const [action, ...more] = cancelledWork(world).actions ?? [];
    expect(more).toEqual([]);
    expect(action).toMatchObject({ kind: 'close-pr', number: 4 });
    expect(action).toHaveProperty(
      'comment',
      'a is merged at head1, without what somebody else pushed since. Its branch feat/shop-a is kept.',
    );
  });

  test('is left to the merge while that is under way', () => {
    const action = {
      kind: 'merge',
      lane: 'integrate',
      rule: 'merge',
      why: '',
      evidence: [],
      task: 'a',
      attempt: 1,
      head: 'head1',
      tip: 'tip0',
      merge: 'merge1',
      number: 4,
    } as const;
    const world = folded(aWorld(parts));
    const open = new Map([['m', { key: 'm', action, at: 1, epoch: 1, processes: [] }]]);
    expect(cancelledWork({ ...world, ledger: { ...world.ledger, open } }).actions).toEqual([]);
  });
});
