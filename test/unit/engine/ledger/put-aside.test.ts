import { expect, test } from 'vitest';
import { withPutAside } from '../../../../src/decide/put-aside.ts';
import type { FactOf } from '../../../../src/domain/facts.ts';
import { known } from '../../../../src/domain/seen.ts';
import type { World } from '../../../../src/domain/world.ts';
import { whyOf } from '../../../../src/engine/picture/why.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aRunningTask, aSeatedWorker, aTask, NOON } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const ref = 'refs/czar/a1b2c3d4e5f6/saved/a/1';

function saved(more: Partial<FactOf<'work.saved'>> = {}): FactOf<'work.saved'> {
  return { type: 'work.saved', worker: 'w1', task: 'a', attempt: 1, ref, sha: 'f00', files: 2, ...more };
}

function world(): World {
  return aWorld({ tasks: [aTask('a', { attempt: anAttempt() })], workers: [aSeatedWorker('w1')] });
}

test('what was put aside of a task is remembered with its ref and count, the newest of it', () => {
  const after = afterFacts(world(), saved(), saved({ attempt: 2, ref: `${ref}/2`, files: 1 }));
  expect(after.ledger.tasks.get('a')?.putAside).toEqual({ ref: `${ref}/2`, files: 1, attempt: 2 });
  expect(after.ledger.workers.get('w1')?.saved).toMatchObject({ task: 'a', attempt: 2 });
});

test('where there was nothing to save nothing is remembered, and what was before stays', () => {
  const before = afterFacts(world(), saved());
  for (const nothing of [saved({ ref: null, sha: null, files: 0 }), saved({ files: 0 })])
    expect(afterFacts(before, nothing).ledger.tasks.get('a')?.putAside).toEqual({
      ref,
      files: 2,
      attempt: 1,
    });
});

test('why tells how to get it back, in one sentence for one file too', () => {
  const why = (files: number): string => whyOf(afterFacts(world(), saved({ files })), 'a').join('\n');
  expect(why(2)).toContain(
    `2 uncommitted files of attempt 1 were put aside as ${ref}; in a worktree this brings`,
  );
  expect(why(1)).toContain(
    `1 uncommitted file of attempt 1 was put aside as ${ref}; in a worktree this brings`,
  );
});

test('an order that ends an attempt says what is put aside, and where; one that does not says nothing', () => {
  const heads = new Map([['w1', known({ branch: 'feat/shop-a', sha: 'head1' }, NOON)]]);
  const uncommitted = new Map([['w1', { head: 'head1', files: known(2, NOON) }]]);
  const at = aWorld({
    tasks: [aRunningTask('a', { worker: 'w1', attempt: anAttempt({ worker: 'w1', branch: 'feat/shop-a' }) })],
    workers: [
      aSeatedWorker('w1', {
        task: 'a',
        worktree: { path: '/w1', gitDir: '/g', branch: 'feat/shop-a', setupHash: null },
      }),
    ],
    world: { heads, uncommitted },
  });
  const says = withPutAside(at, 'a is begun again', [{ type: 'task.retried', task: 'a', fresh: false }]);
  expect(says).toContain(`2 uncommitted files in the worktree of w1 are put aside under ${ref}`);
  expect(withPutAside(at, 'a is moved', [{ type: 'task.moved', task: 'a', to: null }])).toBe('a is moved');
});
