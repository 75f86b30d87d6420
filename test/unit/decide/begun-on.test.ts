import { describe, expect, test } from 'vitest';
import { assignment } from '../../../src/decide/assignment.ts';
import { begunOn, explainBegunOn } from '../../../src/decide/begun-on.ts';
import { explainMerging, merging } from '../../../src/decide/merging.ts';
import { canBegin } from '../../../src/decide/readiness.ts';
import { rework } from '../../../src/decide/rework.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import { explainWaiting } from '../../../src/decide/wishes.ts';
import type { Attempt, TaskState } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, factsOf, settled } from '../../support/folded.ts';
import {
  anAttempt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  INTEGRATION_TIP,
  NOON,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const COMPLETE = aPolicy({
  merge: { auto: true, unblockOn: 'complete', followBase: true, omnibus: 'manual' },
});

function finished(id: string, over: Partial<TaskState> = {}, attempt: Partial<Attempt> = {}): TaskState {
  const judged = { tip: `${id}1`, judged: `${id}1`, branch: `feat/shop-${id}`, ...attempt };
  return aTask(id, {
    stage: 'complete',
    phase: 'gating',
    worker: 'w1',
    attempt: anAttempt(judged),
    synced: { status: 'complete', assignee: null, waitingSince: null, notified: [] },
    ...over,
  });
}

/** `c` depends on `a` and `b`. */
function worldOf(tasks: readonly TaskState[], policy = COMPLETE): World {
  const wishes = [aWish('c', { after: ['a', 'b'], status: tasks.at(-1)?.synced?.status ?? 'pending' })];
  return aWorld({ tasks, wishes, policy, workers: [aSeatedWorker('w1'), aSeatedWorker('w2')] });
}

const begunOnBoth = {
  on: [
    { task: 'a', head: 'a1' },
    { task: 'b', head: 'b1' },
  ],
} as const;

describe('a dependent of finished work', () => {
  test('begins on the judged heads of what is not merged, and says so to the effect', () => {
    const world = worldOf([finished('a'), finished('b', { stage: 'merged' }), aTask('c')]);
    const [action] = assignment(world).actions ?? [];
    expect(action).toMatchObject({
      kind: 'begin-attempt',
      task: 'c',
      from: INTEGRATION_TIP,
      on: [{ task: 'a', head: 'a1' }],
    });
  });

  test.each([
    ['is only merged work waited for', aPolicy(), finished('b')],
    ['was it sent back', COMPLETE, finished('b', { phase: 'rework' })],
    ['has its branch moved on', COMPLETE, finished('b', {}, { tip: 'b2' })],
    ['is it at work again', COMPLETE, aRunningTask('b')],
  ])('waits: %s', (_name, policy, b) => {
    const world = worldOf([finished('a'), b, aTask('c')], policy);
    expect(canBegin(world, 'c')).toBe(false);
    expect(explainWaiting(world, 'c')).toContain('waits for');
  });

  test('waits while that work conflicts, and tries again when it is other work', () => {
    const world = worldOf([finished('a'), finished('b'), aTask('c')]);
    const conflict = { ...begunOnBoth, task: 'b', files: ['x.ts'] };
    const unfit = afterFacts(world, { type: 'start.conflicts', task: 'c', conflict });
    expect(canBegin(unfit, 'c')).toBe(false);
    expect(explainWaiting(unfit, 'c')).toBe(
      'the work of b does not fit into what it would be begun on (x.ts): it waits until a and b are merged',
    );
    const merged = afterFacts(unfit, { type: 'task.merged', task: 'a', sha: 'm', head: 'a1', note: null });
    expect(canBegin(merged, 'c')).toBe(true);
  });

  test('is not taken to a pull request before what it was begun on is merged', () => {
    const world = worldOf([finished('a'), finished('b'), finished('c', {}, begunOnBoth)]);
    const opened = (merging(world).actions ?? []).flatMap((action) =>
      action.kind === 'open-pr' ? action.task : [],
    );
    expect(opened).toEqual(['a', 'b']);
    expect(explainMerging(world, 'c')).toBe('its pull request waits until a and b are merged');
    expect(explainBegunOn(world, 'c')).toBe(
      'it was begun on a at a1 and b at b1, not merged then; it is merged after a and b',
    );
  });

  test('waits for nothing more once the edge is dropped', () => {
    const world = worldOf([finished('a'), finished('b'), finished('c', {}, begunOnBoth)]);
    const dropped = afterFacts(
      world,
      { type: 'edge.dropped', task: 'c', after: 'a' },
      { type: 'edge.dropped', task: 'c', after: 'b' },
    );
    expect(explainMerging(dropped, 'c')).toBe('its pull request is being opened');
  });

  test('is asked about when what it was begun on is called off, and does not keep the project from its rest', () => {
    const world = worldOf([
      finished('a', { stage: 'cancelled', phase: null }),
      finished('b', { stage: 'merged', phase: null }),
      finished('c', {}, begunOnBoth),
    ]);
    expect(factsOf(standing, world)).toMatchObject([
      { type: 'question.asked', question: { topic: 'dependency-lost', task: 'c' } },
    ]);
    expect(isSettled(settled(standing, world))).toBe(true);
  });
});

test('What was begun on work that is called off, and is called off itself, is not asked about', () => {
  const lost = [aTask('a', { stage: 'cancelled' }), finished('b', { stage: 'merged' })];
  const world = worldOf([...lost, finished('c', { stage: 'cancelled' }, begunOnBoth)]);
  expect(factsOf(standing, world)).toEqual([]);
});

describe('work that others were begun on', () => {
  const running = aRunningTask('c', { attempt: anAttempt({ ...begunOnBoth, branch: 'feat/shop-c' }) });

  test('and that is at another head is told to those at work, once for each head', () => {
    const world = worldOf([finished('a', {}, { tip: 'a2', judged: 'a2' }), finished('b'), running]);
    const told = settled(begunOn, world);
    const items = told.ledger.tasks.get('c')?.items ?? [];
    expect(items).toMatchObject([{ kind: 'notice', from: 'czar' }]);
    expect(items[0]?.text).toContain('task a, which your branch was begun on at a1, is another by now');
    const again = afterFacts(told, { type: 'item.done', task: 'c', item: items[0]?.id ?? '' });
    expect(begunOn(again).notes).toEqual([]);
    const merged = { type: 'task.merged', task: 'a', sha: 'm', head: 'a3', note: null } as const;
    expect(settled(begunOn, afterFacts(again, merged)).ledger.tasks.get('c')?.items).toHaveLength(1);
  });

  test('and that is merged as it was is nothing to tell', () => {
    const world = worldOf([finished('a'), finished('b'), running]);
    const merged = { type: 'task.merged', task: 'a', sha: 'm', head: 'a1', note: null } as const;
    expect(begunOn(afterFacts(world, merged)).notes).toEqual([]);
  });

  test('and that is still in a branch although it was called off sends that branch back', () => {
    const gate = {
      head: 'c1',
      tip: INTEGRATION_TIP,
      merge: null,
      verdict: 'conflict',
      checks: [],
      conflicts: [],
      outdated: { start: 's1', on: [{ task: 'a', head: 'a1' }] },
      at: NOON,
      ms: 1,
    } as const;
    const world = worldOf([finished('a'), finished('b'), finished('c', { gate })]);
    const [added] = factsOf(rework, world);
    expect(added).toMatchObject({ type: 'item.added', task: 'c', item: { from: 'conflict' } });
    expect(JSON.stringify(added)).toContain('git rebase --onto omnibus/shop s1');
  });
});
