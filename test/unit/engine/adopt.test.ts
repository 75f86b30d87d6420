import { describe, expect, test } from 'vitest';
import { mergeMessage } from '../../../src/domain/merge-message.ts';
import { adopt } from '../../../src/engine/adopt.ts';
import { restorePullRequests } from '../../../src/engine/lost-pull-requests.ts';
import { aCore, type CoreBench } from './core-parts.ts';

/** `a` is merged into the integration branch, and `b` was begun. */
function leaveWork({ world, core }: CoreBench): { readonly merge: string; readonly begun: string } {
  const { objects } = world.store;
  const base = objects.refs.get('refs/heads/main') ?? '';
  const commit = (parents: readonly string[], message: string): string =>
    objects.commit({ parents, tree: objects.get(base).tree, message, at: world.scheduler.now });
  const head = commit([base], 'a: done\n\nTASK_COMPLETE');
  const { projectId } = core.parts;
  const message = mergeMessage({ projectId, task: 'a', title: 'a', attempt: 1, head, number: 1 });
  const merge = commit([base, head], message);
  const begun = commit([base], 'b: begun');
  const { integration, branchPrefix } = world.policy.git;
  objects.move(`refs/heads/${integration}`, merge);
  objects.move(`refs/heads/${branchPrefix}b`, begun);
  return { merge, begun };
}

describe('a journal that is new', () => {
  test('is begun without a word where there is nothing', async () => {
    const { core, during } = await aCore();
    expect(await during(adopt(core))).toBeNull();
    expect(core.book.ledger.tasks.size).toBe(0);
  });

  test('is not begun over the work of an earlier one: what lies there is listed', async () => {
    const bench = await aCore();
    const { merge } = leaveWork(bench);
    const says = await bench.during(adopt(bench.core));
    expect(says).toContain('branch feat/shop-b');
    expect(says).toContain(`merge of a as ${merge.slice(0, 8)}`);
    expect(says).toContain('czar start --adopt');
    expect(bench.core.book.ledger.tasks.size).toBe(0);
  });

  test('takes merges from git, and goes on with what was begun, when a human says so', async () => {
    const bench = await aCore({ adopt: true });
    const { merge } = leaveWork(bench);
    expect(await bench.during(adopt(bench.core))).toBeNull();
    const { tasks } = bench.core.book.ledger;
    expect(tasks.get('a')).toMatchObject({ stage: 'merged', beforeCzar: false, merged: { sha: merge } });
    expect(tasks.get('b')).toMatchObject({ stage: 'running', attempt: { branch: 'feat/shop-b', number: 1 } });
    expect(bench.core.world().graph.ready.size).toBe(0);
    const rebuilt = { number: 1, task: 'a', state: 'merged', mergedSha: merge };
    expect([...bench.core.book.ledger.pullRequests.values()]).toMatchObject([rebuilt]);
    await bench.during(restorePullRequests(bench.core));
    expect(await bench.during(bench.core.parts.forge.list())).toMatchObject([rebuilt]);
  });
});

describe('a journal that is damaged', () => {
  const synced = { status: 'pending', assignee: null, waitingSince: null, notified: [] } as const;
  /** The task `a` is known from before the damage. */
  async function damaged(how: { readonly adopt?: boolean } = {}): Promise<CoreBench> {
    const bench = await aCore(how);
    await bench.observed({
      type: 'tasks.known',
      tasks: [{ task: 'a', beforeCzar: false, synced, title: 'a' }],
    });
    bench.core.remembered.fresh = false;
    bench.core.remembered.damage = ['line 7 is broken'];
    return bench;
  }

  test('is not gone on with: what is broken, what is known and what was found is said', async () => {
    const bench = await damaged();
    leaveWork(bench);
    const says = await bench.during(adopt(bench.core));
    expect(says).toMatch(
      /line 7 is broken[^]*a pending[^]*branch feat\/shop-b[^]*merge of a[^]*czar start --adopt/,
    );
    expect(bench.core.book.ledger.tasks.get('a')?.stage).toBe('pending');
  });

  test('is gone on with when a human says so: what it does not say is read from git', async () => {
    const bench = await damaged({ adopt: true });
    const { merge } = leaveWork(bench);
    expect(await bench.during(adopt(bench.core))).toBeNull();
    const { tasks } = bench.core.book.ledger;
    expect(tasks.get('a')).toMatchObject({ stage: 'merged', merged: { sha: merge } });
    expect(tasks.get('b')).toMatchObject({ stage: 'running', attempt: { branch: 'feat/shop-b' } });
  });

  test('keeps what it says itself: a task that was begun again has another merge to come', async () => {
    const bench = await damaged({ adopt: true });
    leaveWork(bench);
    const began = { task: 'a', worker: 'w1', startSha: 'x', tip: 'x' } as const;
    await bench.observed(
      { type: 'attempt.began', ...began, attempt: 1, branch: 'feat/shop-a', branchNumber: 1 },
      { type: 'attempt.began', ...began, attempt: 2, branch: 'feat/shop-a.2', branchNumber: 2 },
    );
    expect(await bench.during(adopt(bench.core))).toBeNull();
    const { tasks, workers } = bench.core.book.ledger;
    expect(tasks.get('a')).toMatchObject({ stage: 'running', attempt: { number: 2 } });
    expect(workers.get('w1')?.task).toBe('a');
  });
});
