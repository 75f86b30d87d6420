import { describe, expect, test } from 'vitest';
import { cleanup, explainCleanup } from '../../../src/decide/cleanup.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import type { OpenEffect, TaskState } from '../../../src/domain/ledger.ts';
import type { Trashed } from '../../../src/domain/merged-work.ts';
import type { ActionOf } from '../../../src/domain/plan.ts';
import { known, unknown } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import {
  anAttempt,
  aPullRequest,
  aTask,
  aWorker,
  INTEGRATION_TIP,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const branch = 'feat/shop-a';
const DAY_MS = 24 * 60 * 60_000;

function merged(over: Partial<TaskState> = {}): TaskState {
  return aTask('a', {
    stage: 'merged',
    worker: 'engineer1',
    attempt: anAttempt({ branch, judged: 'head1' }),
    attempts: 1,
    branches: 1,
    merged: { sha: 'merge1', head: 'head1', at: NOON, note: null },
    tidy: 'here',
    ...over,
  });
}

function worldWith(task: TaskState, parts: WorldParts = {}): World {
  return aWorld({ tasks: [task], ...parts, ledger: { active: new Set(['a']), ...parts.ledger } });
}

function kindsIn(world: World): readonly string[] {
  return (cleanup(world).actions ?? []).map(({ kind }) => kind);
}

const worktree = { path: '/w/engineer1', gitDir: '/g/engineer1', branch, setupHash: 's' };

function standingOnIt(head: World['heads'] extends ReadonlyMap<string, infer H> ? H : never): WorldParts {
  return {
    workers: [aWorker('engineer1', { worktree })],
    world: { heads: new Map([['engineer1', head]]) },
  };
}

test('the branch of merged work is removed, and the run is not over before', () => {
  const world = worldWith(merged());
  expect(cleanup(world).actions).toMatchObject([{ kind: 'remove-branch', lane: 'repo-admin', task: 'a' }]);
  expect(isSettled(world)).toBe(false);
  expect(explainCleanup(world, 'a')).toBe(`${branch} is removed: it is merged`);
});

test('what older releases merged, and what was merged without work, is left to people', () => {
  expect(kindsIn(worldWith(merged({ tidy: null })))).toEqual([]);
  const [byHand] = [
    afterFacts(worldWith(merged()), {
      type: 'task.merged',
      task: 'a',
      sha: null,
      head: null,
      note: 'done by hand',
    }),
  ];
  expect(byHand.ledger.tasks.get('a')?.tidy).toBeNull();
});

test('not before its pull request is told that it is merged', () => {
  const open = aPullRequest(1, { task: 'a', head: branch, state: 'open' });
  const world = worldWith(merged({ pullRequest: 1 }), { pullRequests: [open] });
  expect(kindsIn(world)).toEqual([]);
  expect(explainCleanup(world, 'a')).toContain('#1 is still open');
});

test('a worktree that stands on it leaves it first, when nobody is at work there', () => {
  const world = worldWith(merged(), standingOnIt(known({ branch, sha: 'head1' }, NOON)));
  expect(cleanup(world).actions).toMatchObject([
    { kind: 'leave-branch', lane: 'tree:engineer1', worker: 'engineer1', task: 'a' },
  ]);
  const seated = worldWith(merged(), {
    ...standingOnIt(known({ branch, sha: 'head1' }, NOON)),
    workers: [aWorker('engineer1', { worktree, task: 'b' })],
  });
  expect(kindsIn(seated)).toEqual([]);
  expect(explainCleanup(seated, 'a')).toContain('at work on b');
});

test('where a worktree stands that cannot be seen is not taken for elsewhere', () => {
  const world = worldWith(merged(), standingOnIt(unknown('no permission', NOON)));
  expect(kindsIn(world)).toEqual([]);
  expect(explainCleanup(world, 'a')).toContain('nobody can tell where the worktree of engineer1 stands');
});

test('uncommitted files in that worktree stay until its worker goes elsewhere', () => {
  const parts = standingOnIt(known({ branch, sha: 'head1' }, NOON));
  const busy = afterFacts(worldWith(merged(), parts), {
    type: 'branch.kept',
    task: 'a',
    because: '1 files are uncommitted',
    busy: true,
  });
  expect(kindsIn(busy)).toEqual([]);
  expect(isSettled(busy)).toBe(true);
  const elsewhere = {
    ...busy,
    heads: new Map([['engineer1', known({ branch: 'feat/shop-b', sha: 'x' }, NOON)]]),
  };
  expect(kindsIn(elsewhere)).toEqual(['remove-branch']);
});

test('what Czar pushed is removed at the remote after it, once', () => {
  const removed = {
    type: 'branch.removed',
    task: 'a',
    attempt: 1,
    branch,
    tip: 'head1',
    trash: 'refs/czar/x/trash/a/1',
    proof: 'all of it is in tip0',
  } as const;
  const world = worldWith(merged(), { ledger: { pushed: new Map([[branch, ['head1']]]) } });
  const here = afterFacts(world, removed);
  expect(kindsIn(here)).toEqual(['remove-remote-branch']);
  const both = afterFacts(here, { type: 'branch.unpushed', task: 'a', branch, because: null });
  expect(kindsIn(both)).toEqual([]);
  expect(both.ledger.pushed.has(branch)).toBe(false);
  expect(explainCleanup(both, 'a')).toContain('czar undo a.1 puts it back, for 14d00h more');
  expect(kindsIn(afterFacts(worldWith(merged()), removed))).toEqual([]);
});

test('what was removed is let go when keep.trash is over, and that wakes up', () => {
  const kept = (at: number): Trashed => ({ task: 'a', attempt: 1, branch, tip: 'head1', proof: 'p', at });
  const trash = new Map([
    ['refs/czar/x/trash/a/1', kept(NOON - 13 * DAY_MS)],
    ['refs/czar/x/trash/b/1', kept(NOON)],
  ]);
  const young = worldWith(merged({ tidy: null }), { ledger: { trash } });
  expect(cleanup(young)).toMatchObject({ actions: [], wakeAt: NOON + DAY_MS });
  const old = { ...young, now: NOON + DAY_MS };
  expect(cleanup(old).actions).toMatchObject([{ kind: 'empty-trash', trash: 'refs/czar/x/trash/a/1' }]);
  const after = afterFacts(old, { type: 'trash.emptied', trash: 'refs/czar/x/trash/a/1' });
  expect(kindsIn(after)).toEqual([]);
});

test('nothing is removed while everything is paused or the supervisor goes down', () => {
  expect(kindsIn(worldWith(merged(), { ledger: { pausedAll: true } }))).toEqual([]);
  expect(kindsIn({ ...worldWith(merged()), stopping: 'leave-sessions' })).toEqual([]);
});

describe('Of a cancelled task, the merges that its gates looked at', () => {
  const begun = aTask('a', { stage: 'complete', attempt: anAttempt({ branch, judged: 'head1' }) });
  const cancel = {
    type: 'task.stage',
    task: 'a',
    stage: 'cancelled',
    phase: null,
    because: 'not wanted',
  } as const;
  const gate: ActionOf<'gate'> = {
    kind: 'gate',
    lane: 'gate:1',
    rule: 'merge',
    why: 'test',
    evidence: [],
    task: 'b',
    attempt: 1,
    head: 'head2',
    tip: INTEGRATION_TIP,
    with: [{ task: 'a', attempt: 1, head: 'head1' }],
  };

  function open(action: ActionOf<'gate'>): ReadonlyMap<string, OpenEffect> {
    return new Map([['e1', { key: 'e1', decision: null, action, at: NOON, epoch: 1, processes: [] }]]);
  }

  test('are let go of, once; those of one that was never begun need not be', () => {
    const world = afterFacts(worldWith(begun), cancel);
    expect(cleanup(world).actions).toMatchObject([{ kind: 'drop-merges', task: 'a', attempt: 1 }]);
    const done = afterFacts(world, { type: 'branch.kept', task: 'a', because: 'cancelled', busy: false });
    expect(kindsIn(done)).toEqual([]);
    expect(kindsIn(afterFacts(worldWith(aTask('a')), cancel))).toEqual([]);
  });

  test('stay when it is taken up again', () => {
    const again = { type: 'task.retried', task: 'a', fresh: false } as const;
    expect(kindsIn(afterFacts(worldWith(begun), cancel, again))).toEqual([]);
  });

  test('wait until no gate makes one any more', () => {
    expect(kindsIn(afterFacts(worldWith(begun, { ledger: { open: open(gate) } }), cancel))).toEqual([]);
  });

  test('wait for merges that they were made on and that may still come', () => {
    const b = aTask('b', {
      stage: 'complete',
      phase: 'gating',
      pullRequest: 2,
      attempt: anAttempt({ branch: 'feat/shop-b', tip: 'head2', judged: 'head2' }),
      testing: { head: 'head2', tip: INTEGRATION_TIP, merge: 'merge2' },
    });
    const pullRequests = [aPullRequest(2, { task: 'b', head: 'feat/shop-b', headSha: 'head2' })];
    const onTop = { ...begun, testing: { head: 'head1', tip: 'merge2', merge: 'merge3' } };
    const parts = { tasks: [onTop, b], pullRequests };
    const alone: ActionOf<'gate'> = { ...gate, with: [] };
    const tested = aWorld({ ...parts, ledger: { open: open(alone) } });
    expect(kindsIn(afterFacts(tested, cancel))).toEqual([]);
    expect(kindsIn(afterFacts(aWorld(parts), cancel))).toEqual(['drop-merges']);
  });
});
