import { expect, test } from 'vitest';
import { explainLeftTree, leftTrees } from '../../../src/decide/left-trees.ts';
import type { TaskState, WorkerState } from '../../../src/domain/ledger.ts';
import { unknown } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { aGeneration, aPane, aTask, aWish, aWorker, NOON } from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const policy = aPolicy({ workers: workersNamed('w1') });

function withTree(name: string, over: Partial<WorkerState> = {}): WorkerState {
  const worktree = { path: `/w/${name}`, gitDir: `/g/${name}`, branch: null, setupHash: 's' };
  return aWorker(name, { worktree, ...over });
}

function worldWith(parts: WorldParts): World {
  return aWorld({ policy, ...parts });
}

function left(world: World): readonly string[] {
  return (leftTrees(world).actions ?? []).map((action) => ('worker' in action ? action.worker : action.kind));
}

const done = aTask('t', { stage: 'merged' });
const waiting = (over: Partial<TaskState> = {}) => aTask('t', { stage: 'pending', ...over });

test('the worktree of a worker that is gone from the config goes, that of one that is there stays', () => {
  const world = worldWith({ workers: [withTree('w1'), withTree('w2')], tasks: [waiting()] });
  expect(left(world)).toEqual(['w2']);
  expect(explainLeftTree(world, 'w2')).toContain('is removed: w2 is not in the config');
  expect(explainLeftTree(world, 'w1')).toBeNull();
});

test('not while its session is there, it has a task, or nobody can tell', () => {
  const gone = (over: Partial<WorkerState>, parts: WorldParts = {}) =>
    left(worldWith({ workers: [withTree('w2', over)], ...parts }));
  expect(gone({ generation: aGeneration('w2') })).toEqual([]);
  expect(gone({}, { panes: [aPane('w2')] })).toEqual([]);
  expect(gone({ task: 't' })).toEqual([]);
  expect(gone({}, { terminal: unknown('no answer', NOON) })).toEqual([]);
  expect(gone({}, { ledger: { pausedAll: true } })).toEqual([]);
});

test('on the way down with all sessions, who has no more work loses it, and nobody else', () => {
  const down = (tasks: readonly TaskState[], stopping: World['stopping'] = 'end-sessions') =>
    left(worldWith({ workers: [withTree('w1')], tasks, world: { stopping } }));
  expect(down([done])).toEqual(['w1']);
  expect(down([waiting()])).toEqual([]);
  expect(down([waiting({ stage: 'failed' })])).toEqual([]);
  expect(down([done], 'leave-sessions')).toEqual([]);
  expect(down([done], 'end-sessions-now')).toEqual([]);
  expect(down([done], 'no')).toEqual([]);
  const ofAnother = worldWith({
    policy: aPolicy({ workers: workersNamed('w1', 'w2') }),
    workers: [withTree('w1'), withTree('w2')],
    tasks: [waiting()],
    wishes: [aWish('t', { assignee: 'w2' })],
    world: { stopping: 'end-sessions' },
  });
  expect(left(ofAnother)).toEqual(['w1']);
});

test('one that has to stay is left alone until it is used again', () => {
  const world = worldWith({ workers: [withTree('w2')] });
  const kept = afterFacts(world, {
    type: 'worktree.kept',
    worker: 'w2',
    because: 'a rebase is under way in it',
  });
  expect(left(kept)).toEqual([]);
  expect(explainLeftTree(kept, 'w2')).toContain('stays: a rebase');
  const ready = {
    type: 'worktree.ready',
    worker: 'w2',
    path: '/w',
    gitDir: '/g',
    setupHash: 's',
    branch: null,
  } as const;
  expect(left(afterFacts(kept, ready))).toEqual(['w2']);
});
