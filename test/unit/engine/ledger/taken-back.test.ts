import { expect, test } from 'vitest';
import type { CommitView } from '../../../../src/domain/commit.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aRunningTask, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const world = aWorld({
  tasks: [aRunningTask('a', { attempt: anAttempt({ startSha: 'start' }) })],
  workers: [aSeatedWorker('w1')],
});

function commit(sha: string, says: 'complete' | null): CommitView {
  return {
    sha,
    at: world.now,
    subject: sha,
    marker: says === null ? null : { says, task: null },
    tree: `tree of ${sha}`,
  };
}

function seen(rewound: boolean, ...commits: readonly CommitView[]) {
  const tip = commits.at(-1)?.sha ?? 'start';
  return { type: 'commits.seen', task: 'a', attempt: 1, tip, startSha: 'start', rewound, commits } as const;
}

const done = commit('done', 'complete');
const judged = { type: 'task.judged', task: 'a', attempt: 1, head: 'done' } as const;

test('a branch that is taken back to what was judged does not say again that it is complete', () => {
  const { ledger } = afterFacts(
    world,
    seen(false, commit('part', null), done),
    judged,
    seen(false, commit('more', null)),
    seen(true, commit('part', null), done, commit('anew', null)),
  );
  expect(ledger.tasks.get('a')?.attempt).toMatchObject({ tip: 'anew', marker: null });
});

test('what it says anew counts', () => {
  const { ledger } = afterFacts(
    world,
    seen(false, done),
    judged,
    seen(true, commit('done otherwise', 'complete')),
  );
  expect(ledger.tasks.get('a')?.attempt?.marker?.sha).toBe('done otherwise');
});

test('what nothing came of yet counts after it is taken back too', () => {
  const { ledger } = afterFacts(world, seen(false, done, commit('more', null)), seen(true, done));
  expect(ledger.tasks.get('a')?.attempt?.marker?.sha).toBe('done');
});
