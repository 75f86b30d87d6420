import { describe, expect, test } from 'vitest';
import { undo, undoable } from '../../../src/decide/undo.ts';
import { orders } from '../../../src/decide/orders.ts';
import { cleanup } from '../../../src/decide/cleanup.ts';
import { leftTrees } from '../../../src/decide/left-trees.ts';
import { worktrees } from '../../../src/decide/worktrees.ts';
import type { Order } from '../../../src/domain/request.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask, aWorker, NOON } from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

type Body = Order extends infer O ? (O extends Order ? Omit<O, 'id' | 'at'> : never) : never;

/** The world after a person gave this order and it was carried out. */
function given(world: World, body: Body, id = 'o-11111111aaaa'): World {
  const order: Order = { ...body, id, at: NOON };
  return settled(orders, afterFacts(world, { type: 'order.given', order }));
}

function undone(world: World, what: string): World {
  return given(world, { do: 'undo', what }, 'o-22222222bbbb');
}

function whyNot(world: World, what: string): string | null {
  const undone = undo(world, what);
  return undone.ok ? null : undone.because;
}

const running = aTask('a', {
  stage: 'running',
  worker: 'w1',
  attempt: anAttempt({ branch: 'feat/shop-a', judged: null }),
  attempts: 1,
  branches: 1,
});

function worldWith(parts: WorldParts): World {
  return aWorld({ ...parts, ledger: { active: new Set(['a']), ...parts.ledger } });
}

function stageOf(world: World): string | undefined {
  return world.ledger.tasks.get('a')?.stage;
}

const complete = {
  ...running,
  stage: 'complete',
  phase: 'gating',
  pullRequest: 1,
  attempt: anAttempt({ branch: 'feat/shop-a', judged: 'head1', tip: 'head1' }),
} as const;

describe('a cancelled task', () => {
  test('that was under way goes on as a new attempt', () => {
    const world = given(worldWith({ tasks: [running] }), { do: 'cancel', task: 'a' });
    expect(stageOf(world)).toBe('cancelled');
    expect(undoable(world)).toMatchObject([
      { id: 'o-11111111', what: 'cancel a', at: NOON, keptUntil: null },
    ]);
    const back = undone(world, 'o-11111111');
    expect(stageOf(back)).toBe('pending');
    expect(undoable(back)).toEqual([]);
    expect(undo(back, 'o-11111111')).toMatchObject({ ok: false, because: 'it is undone already' });
  });

  test('that was finished goes to its checks again, with a new pull request when the old one was closed', () => {
    const pr = aPullRequest(1, { task: 'a', head: 'feat/shop-a', state: 'open' });
    const world = given(worldWith({ tasks: [complete], pullRequests: [pr] }), { do: 'cancel', task: 'a' });
    const closed = afterFacts(world, { type: 'pr.seen', pr: { ...pr, state: 'closed' } });
    const back = undone(closed, 'o-11111111');
    expect(back.ledger.tasks.get('a')).toMatchObject({
      stage: 'complete',
      phase: 'gating',
      pullRequest: null,
    });
    expect(undone(world, 'o-11111111').ledger.tasks.get('a')).toMatchObject({ pullRequest: 1 });
  });

  test('that was begun again meanwhile is left alone', () => {
    const cancelled = given(worldWith({ tasks: [running] }), { do: 'cancel', task: 'a' });
    const retried = given(cancelled, { do: 'retry', task: 'a', fresh: false }, 'o-33333333cccc');
    expect(undo(retried, 'o-11111111')).toMatchObject({ ok: false, because: 'a is pending by now' });
  });
});

describe('a retry', () => {
  const failed = { ...running, stage: 'failed' } as const;

  test('that has not begun is taken back', () => {
    const world = given(worldWith({ tasks: [failed] }), { do: 'retry', task: 'a', fresh: false });
    expect(stageOf(undone(world, 'o-11111111'))).toBe('failed');
  });

  test('that has begun, or that interrupted an attempt, is not', () => {
    const begun = given(worldWith({ tasks: [failed] }), { do: 'retry', task: 'a', fresh: false });
    const attempt = { task: 'a', attempt: 2, worker: 'w1', branch: 'feat/shop-a', branchNumber: 1 } as const;
    const after = afterFacts(begun, { type: 'attempt.began', ...attempt, startSha: 's', tip: 's' });
    expect(undo(after, 'o-11111111')).toMatchObject({
      because: 'its attempt 2 has begun: czar cancel a ends it',
    });
    const interrupted = given(worldWith({ tasks: [running] }), { do: 'retry', task: 'a', fresh: false });
    expect(undo(interrupted, 'o-11111111')).toMatchObject({ ok: false });
    expect(undoable(interrupted)).toEqual([]);
  });
});

test('a pause is undone by going on, for whom it still holds', () => {
  const workers = [aWorker('w1'), aWorker('w2')];
  const policy = aWorld({ workers }).policy;
  const names = [...policy.workers.keys()];
  const world = given(aWorld(), { do: 'pause', workers: names });
  expect(world.ledger.workers.get(names[0] ?? '')?.paused).toBe(true);
  const back = undone(world, 'o-11111111');
  expect([...back.ledger.workers.values()].some(({ paused }) => paused)).toBe(false);
  const all = given(aWorld(), { do: 'pause', workers: [] });
  expect(undone(all, 'o-11111111').ledger.pausedAll).toBe(false);
});

test('a move that has not happened is taken back', () => {
  const world = given(worldWith({ tasks: [{ ...running, stage: 'pending' }], workers: [aWorker('w1')] }), {
    do: 'assign',
    task: 'a',
    worker: 'w1',
    now: true,
  });
  expect(world.ledger.tasks.get('a')?.moveTo).toBe('w1');
  expect(undone(world, 'o-11111111').ledger.tasks.get('a')?.moveTo).toBeNull();
});

test('edits of the queue say what they changed, so that whoever undoes them writes it back', () => {
  const world = given(worldWith({ tasks: [running] }), {
    do: 'edited',
    task: 'a',
    from: { priority: 5, assignee: null },
    to: { priority: 1, assignee: 'w2' },
  });
  expect(undoable(world)).toMatchObject([
    {
      what: 'changed a: priority 5 -> 1, assignee nobody -> w2',
      edit: { task: 'a', from: { priority: 5, assignee: null } },
    },
  ]);
  const assigned = given(worldWith({ tasks: [running] }), {
    do: 'assign',
    task: 'a',
    worker: 'w1',
    now: false,
    was: null,
  });
  expect(undoable(assigned)).toMatchObject([{ edit: { from: { assignee: null }, to: { assignee: 'w1' } } }]);
});

test('what cannot be taken back says why', () => {
  const world = given(aWorld(), { do: 'restart', worker: 'w1' });
  expect(whyNot(world, 'o-11111111')).toContain('what it did stays');
  expect(undoable(world)).toEqual([]);
  expect(whyNot(world, 'nonsense')).toContain('czar undo lists');
});

test('a removed branch is put back, and is not removed again by itself', () => {
  const trash = 'refs/czar/a1b2c3d4e5f6/trash/a/1';
  const merged = aTask('a', {
    stage: 'merged',
    attempt: anAttempt({ branch: 'feat/shop-a', judged: 'head1' }),
    merged: { sha: 'm', head: 'head1', at: NOON, note: null },
    tidy: 'here',
  });
  const removed = {
    task: 'a',
    attempt: 1,
    branch: 'feat/shop-a',
    tip: 'head1',
    trash,
    proof: 'all of it',
  } as const;
  const world = afterFacts(worldWith({ tasks: [merged] }), { type: 'branch.removed', ...removed });
  expect(undoable(world)).toMatchObject([{ id: 'a.1', keptUntil: NOON + world.policy.keep.trashMs }]);
  const wanted = undone(world, 'a.1');
  expect(cleanup(wanted).actions).toMatchObject([{ kind: 'restore-branch', trash, task: 'a' }]);
  const back = afterFacts(wanted, { type: 'trash.returned', trash, because: null });
  expect(cleanup(back).actions).toEqual([]);
  expect(undoable(back)).toEqual([]);
  const taken = afterFacts(wanted, { type: 'trash.returned', trash, because: 'the name is taken' });
  expect(cleanup(taken).actions).toEqual([]);
  expect(undoable(taken)).toMatchObject([{ id: 'a.1' }]);
});

describe('a removed worktree', () => {
  const gone = { path: '/w/w9', branch: null, head: 'head9', saved: 'refs/czar/p/saved/a/1/1' };
  const worker = aWorker('w9');
  const removed = (now = NOON): World => ({
    ...afterFacts(aWorld({ workers: [worker] }), { type: 'tree.leaving', worker: 'w9', removed: gone }),
    now,
  });

  test('is listed as long as what is removed is kept, and put back when it is wanted', () => {
    expect(undoable(removed())).toMatchObject([
      { id: 'worktree:w9', what: 'removed the worktree of w9, with uncommitted work' },
    ]);
    expect(undoable(removed(NOON + 15 * 24 * 60 * 60_000))).toEqual([]);
    const wanted = undone(removed(), 'worktree:w9');
    expect(leftTrees(wanted).actions).toMatchObject([{ kind: 'restore-worktree', worker: 'w9' }]);
    expect(undoable(wanted).map(({ id }) => id)).not.toContain('worktree:w9');
    expect(leftTrees(removed()).actions).toEqual([]);
  });

  test('is made before its worker gets a new one', () => {
    const missing = (world: World) => (worktrees(world).actions ?? []).map(({ kind }) => kind);
    const policy = aPolicy({ workers: workersNamed('w9') });
    expect(missing({ ...removed(), policy })).toEqual(['prepare-worktree']);
    expect(missing({ ...undone(removed(), 'worktree:w9'), policy })).toEqual([]);
  });

  test('is not put in the place of another: the saved work is named', () => {
    const worktree = { path: '/w/w9', gitDir: '/g', branch: null, setupHash: null };
    const another = afterFacts(removed(), { type: 'worktree.ready', worker: 'w9', ...worktree });
    expect(undoable(another)).toEqual([]);
    expect(whyNot(another, 'worktree:w9')).toBe(
      'w9 has a worktree by now; what was uncommitted is in refs/czar/p/saved/a/1/1',
    );
  });
});
