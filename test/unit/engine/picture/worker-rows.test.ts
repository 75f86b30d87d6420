import { describe, expect, test } from 'vitest';
import type { WorkerRow } from '../../../../src/domain/snapshot.ts';
import { known, unknown } from '../../../../src/domain/seen.ts';
import { snapshotOf } from '../../../../src/engine/picture/snapshot.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  aWorker,
  NOON,
} from '../../../support/ledger-parts.ts';
import { anAgent as anAgentPolicy, aPolicy } from '../../../support/policy.ts';
import { aWorld, stoodStill, type WorldParts } from '../../../support/world.ts';

const MINUTE_MS = 60_000;

function rowOf(parts: WorldParts, name = 'w1'): WorkerRow | undefined {
  const filesChanged = new Map([['w1', 2]]);
  const picture = snapshotOf(aWorld(parts), {
    pid: 1,
    epoch: 1,
    state: 'running',
    wakeAt: null,
    filesChanged,
  });
  return picture.workers.find(({ worker }) => worker === name);
}

const busy = anAgent({ activity: 'busy', lastEvent: 'busy', since: NOON - 3 * MINUTE_MS });

/** `w1` at work on `a`. */
const atWork: WorldParts = {
  tasks: [aRunningTask('a', { pullRequest: 4 })],
  workers: [aSeatedWorker('w1', { task: 'a', agent: busy })],
  panes: [aPane('w1')],
};

function withAgent(over: Parameters<typeof anAgent>[0], more: WorldParts = {}): WorldParts {
  return { ...atWork, workers: [aSeatedWorker('w1', { task: 'a', agent: anAgent(over) })], ...more };
}

describe('what a worker is doing is told in a few words', () => {
  const limitedUntil = Math.floor(NOON / 86_400_000 + 1) * 86_400_000 + 3 * 3_600_000 + 40 * MINUTE_MS;
  const stuck = { world: stoodStill({ w1: 127 * MINUTE_MS }) };
  const slow = { world: stoodStill({ w1: 61 * MINUTE_MS }) };
  const crashed = aWorker('w1', {
    lastEnd: { how: 'exited', status: 1, signal: null, at: NOON - 5_000, number: 1 },
  });
  const out = aWorker('w1', { quarantined: { at: NOON - MINUTE_MS, because: 'it ended again' } });
  const held = aQuestion('unverified-delivery', { worker: 'w1', holds: 'worker' });
  const inReview = aTask('a', { stage: 'complete', phase: 'gating', worker: 'w1', attempt: anAttempt() });
  const seat = aSeatedWorker('w1');

  test.each<readonly [string, WorldParts]>([
    ['working', atWork],
    ['idle', withAgent({})],
    ['asks you', withAgent({ activity: 'asks', asks: 'may I?' })],
    ['limit >03:40', withAgent({ activity: 'limited', limitedUntil })],
    ['limited', withAgent({ activity: 'limited' })],
    ['starting', withAgent({ activity: 'starting' })],
    ['no progress', { ...atWork, ...stuck }],
    ['nothing new', { ...atWork, ...slow }],
    ['paused', { ...atWork, ledger: { pausedAll: true } }],
    ['agent ended', { workers: [crashed] }],
    ['quarantined', { workers: [out] }],
    ['waits for you', withAgent({}, { questions: [held] })],
    ['in review', { tasks: [inReview], workers: [seat], panes: [aPane('w1')] }],
    ['off', {}],
    ['unknown', { ...atWork, terminal: unknown('tmux does not answer', NOON) }],
  ])('%s', (doing, parts) => {
    expect(rowOf(parts)?.doing).toBe(doing);
  });

  test('with the time at which a limit ends, for whoever knows the time of day', () => {
    expect(rowOf(withAgent({ activity: 'limited', limitedUntil }))).toMatchObject({ limitedUntil });
    expect(
      rowOf(withAgent({ activity: 'limited', limitedUntil }, { ledger: { pausedAll: true } })),
    ).not.toHaveProperty('limitedUntil');
    expect(rowOf(atWork)).not.toHaveProperty('limitedUntil');
  });

  test('with the time without progress, the crash or the agent\u2019s word as its beginning', () => {
    expect(rowOf({ ...atWork, ...stuck })?.since).toBe(NOON - 127 * MINUTE_MS);
    expect(rowOf({ workers: [crashed] })?.since).toBe(NOON - 5_000);
    expect(rowOf(atWork)?.since).toBe(NOON - 3 * MINUTE_MS);
  });

  test('and a worker that never had a session did not begin in 1970', () => {
    const never = aWorker('w1', { paused: true, agent: anAgent({ since: 0 }) });
    expect(rowOf({ workers: [never] })?.since).toBe(NOON);
  });
});

describe('files that are not committed', () => {
  const heads = new Map([['w1', known({ branch: 'feat/shop-a', sha: 'head1' }, NOON)]]);
  const counted = (ageMs: number, lastOutputAt = 0, head = 'head1'): WorldParts => ({
    ...withAgent({ activity: 'busy', lastEventAt: null }),
    panes: [aPane('w1', { lastOutputAt })],
    world: { heads, uncommitted: new Map([['w1', { files: known(2, NOON - ageMs), head }]]) },
  });

  test('are as they were counted for two minutes while nothing has moved since, and then an old count', () => {
    const at = (agoMs: number): number => NOON - agoMs;
    expect(rowOf(counted(119_000))?.uncommitted).toEqual({ files: 2, at: at(119_000) });
    expect(rowOf(counted(120_000))?.uncommitted).toEqual({ files: 2, at: at(120_000), old: true });
  });

  test('are an old count when its agent has moved since, and was not looked at again', () => {
    expect(rowOf(counted(30_000, NOON))?.uncommitted).toEqual({ files: 2, at: NOON - 30_000 });
    expect(rowOf(counted(60_000, NOON))?.uncommitted).toEqual({ files: 2, at: NOON - 60_000, old: true });
    expect(rowOf(counted(60_000, NOON - 62_000))?.uncommitted).toEqual({ files: 2, at: NOON - 60_000 });
  });

  test('are unknown before they are counted, when that failed, and once the head has moved', () => {
    const failed = new Map([['w1', { files: unknown('git says no', NOON), head: 'head1' }]]);
    expect(rowOf({ ...atWork, world: { heads } })?.uncommitted).toBeNull();
    expect(rowOf({ ...atWork, world: { heads, uncommitted: failed } })?.uncommitted).toBeNull();
    expect(rowOf(counted(0, 0, 'head0'))?.uncommitted).toBeNull();
  });

  test('are not told of a worker without a worktree', () => {
    expect(rowOf({ workers: [aWorker('w1')] })).not.toHaveProperty('uncommitted');
  });
});

describe('the task beside a worker', () => {
  test('is the one in its seat, with branch, commits, pull request and changed files', () => {
    expect(rowOf(atWork)).toMatchObject({
      task: 'a',
      taskTitle: 'a',
      branch: 'feat/shop-a',
      pr: 4,
      filesChanged: 2,
      session: 'shop-worker-w1',
      generation: 1,
    });
  });

  test('is the newest one in review when its seat is empty', () => {
    const done = (id: string, stageSince: number) =>
      aTask(id, { stage: 'complete', phase: 'gating', worker: 'w1', attempt: anAttempt(), stageSince });
    const tasks = [done('new', NOON - 1), done('old', NOON - 9)];
    expect(rowOf({ tasks, workers: [aSeatedWorker('w1')], panes: [aPane('w1')] })?.task).toBe('new');
  });

  test('is none while what it finished waits for a human', () => {
    const task = aTask('a', { stage: 'complete', phase: 'rework', worker: 'w1', attempt: anAttempt() });
    const questions = [aQuestion('gates-failing', { task: 'a', holds: 'task' })];
    const row = rowOf({ tasks: [task], questions, workers: [aSeatedWorker('w1')], panes: [aPane('w1')] });
    expect(row).toMatchObject({ task: null, doing: 'idle' });
  });

  test('names those that wait for it', () => {
    const wishes = [aWish('b', { after: ['a'] }), aWish('c', { after: ['a'] })];
    const tasks = [aRunningTask('a'), aTask('b'), aTask('c', { stage: 'cancelled' })];
    expect(rowOf({ ...atWork, tasks, wishes })?.blocking).toEqual(['b']);
  });
});

describe('a worker without a task', () => {
  const tasks = [aRunningTask('a', { worker: 'w2' }), aTask('mine'), aTask('theirs')];
  const wishes = [
    aWish('theirs', { after: ['a'] }),
    aWish('mine', { after: ['theirs'], assignee: 'w1', priority: 9 }),
  ];

  test('waits for what its own next task waits for, else for what an open one does', () => {
    expect(rowOf({ tasks, wishes })?.waitingFor).toEqual(['theirs']);
    expect(rowOf({ tasks, wishes }, 'w2')?.waitingFor).toEqual(['a']);
  });

  test('waits for nothing while there is a task that it may take', () => {
    expect(rowOf({ tasks: [...tasks, aTask('open')], wishes })?.waitingFor).toEqual([]);
  });
});

describe('the proof of life', () => {
  test('is a live pane and an agent that said it is up', () => {
    expect(rowOf(atWork)?.proofOfLife).toBe(true);
    expect(rowOf(withAgent({ ready: false }))?.proofOfLife).toBe(false);
    expect(rowOf({ ...atWork, panes: [aPane('w1', { dead: true, deadStatus: 1 })] })?.proofOfLife).toBe(
      false,
    );
  });

  test('is the live pane alone for kinds without events', () => {
    const kinds = { demo: { proves: 'nothing' } } as const;
    expect(rowOf(withAgent({ ready: false }, { kinds }))?.proofOfLife).toBe(true);
  });
});

describe('the receipt', () => {
  const receipts = (...all: readonly ReturnType<typeof aReceipt>[]) => ({
    ledger: { receipts: new Map(all.map((receipt) => [receipt.id, receipt])) },
  });

  test('is the newest one of the task in the current session', () => {
    const first = aReceipt('d1', { task: 'a', verdict: 'refused', at: NOON - 9 });
    const second = aReceipt('d2', { task: 'a', verdict: 'confirmed', at: NOON - 5 });
    const other = aReceipt('d3', { task: 'b', verdict: 'queued', at: NOON - 1 });
    expect(rowOf({ ...atWork, ...receipts(first, second, other) })?.receipt).toBe('confirmed');
  });

  test('of an earlier session says nothing about this one', () => {
    const old = aReceipt('d1', { task: 'a', generation: 0 });
    expect(rowOf({ ...atWork, ...receipts(old) })?.receipt).toBeNull();
  });

  test('of finished work holds, whichever session got it', () => {
    const task = aTask('a', { stage: 'complete', phase: 'gating', worker: 'w1', attempt: anAttempt() });
    const old = aReceipt('d1', { task: 'a', generation: 0 });
    const parts = { tasks: [task], workers: [aSeatedWorker('w1')], ...receipts(old) };
    expect(rowOf(parts)?.receipt).toBe('confirmed');
  });
});

test('a removed worker is shown as long as it has a session', () => {
  expect(rowOf({ workers: [aSeatedWorker('w9')] }, 'w9')?.agent).toBe('demo');
  expect(rowOf({ workers: [aWorker('w9')] }, 'w9')).toBeUndefined();
});

test('what an agent may do without asking is told of kinds that obey it', () => {
  const agents = new Map([['demo', anAgentPolicy({ permissions: 'edits', onPrompt: 'deny' })]]);
  const policy = aPolicy({ agents });
  expect(rowOf({ policy })).toMatchObject({ permissions: null, onPrompt: null });
  expect(rowOf({ policy, kinds: { demo: { obeysPermissions: true } } })).toMatchObject({
    permissions: 'edits',
    onPrompt: 'deny',
  });
});

test('a worker whose task waits for you is free, and leads to the question', () => {
  const since = NOON - 125 * MINUTE_MS;
  const asked = aQuestion('stuck', { task: 'a', worker: 'w1', number: 4, holds: 'task', since });
  const parked: WorldParts = {
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1')],
    panes: [aPane('w1')],
    questions: [asked],
  };
  expect(rowOf(parked)).toMatchObject({
    activity: 'idle',
    doing: 'idle',
    parked: { task: 'a', question: 4 },
  });
  expect(rowOf({ ...parked, questions: [] })).not.toHaveProperty('parked');
});
