import { describe, expect, test } from 'vitest';
import type { TaskState } from '../../../../src/domain/ledger.ts';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { snapshotOf, type SnapshotExtra } from '../../../../src/engine/picture/snapshot.ts';
import { doneLine } from '../../../../src/views/progress.ts';
import { statusText } from '../../../../src/views/status.ts';
import {
  anAttempt,
  aPullRequest,
  aQuestion,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  NOON,
  anOmnibus,
} from '../../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../../support/world.ts';

function pictureOf(parts: WorldParts, extra: Partial<SnapshotExtra> = {}): Snapshot {
  const nothing = { pid: 7, epoch: 3, state: 'running', wakeAt: null, filesChanged: new Map() } as const;
  return snapshotOf(aWorld(parts), { ...nothing, ...extra });
}

function aMerged(id: string, over: Partial<TaskState> = {}): TaskState {
  return aTask(id, {
    stage: 'merged',
    merged: { sha: 'abcdef0123', head: 'h', at: NOON, note: null },
    ...over,
  });
}

test('tasks that wait for each other are a problem, told with their path', () => {
  const graph = { ...aWorld({}).graph, cycles: [['a', 'b', 'a']] };
  const { problems } = pictureOf({ tasks: [aTask('a'), aTask('b')], world: { graph } });
  expect(problems.map(({ tasks }) => tasks)).toEqual([['a', 'b']]);
  expect(problems[0]?.message).toContain('a → b → a');
});

describe('the counts', () => {
  const parts: WorldParts = {
    tasks: [
      aMerged('in', { workMs: 60_000, gateMs: 5_000 }),
      aMerged('old', { beforeCzar: true }),
      aRunningTask('doing', { workMs: 10_000 }),
      aTask('gating', { stage: 'complete', phase: 'gating', attempt: anAttempt() }),
      aTask('lost', { stage: 'failed', failedAttempts: 3 }),
      aTask('off', { stage: 'cancelled' }),
      aTask('parked'),
      aTask('free'),
      aTask('later'),
      aTask('stranded'),
    ],
    wishes: [aWish('later', { after: ['doing'] }), aWish('stranded', { after: ['lost'] }), aWish('new')],
    questions: [aQuestion('task-blocked', { task: 'parked', holds: 'task' })],
  };

  test('put every task in exactly one place', () => {
    expect(pictureOf(parts).counts).toEqual({
      total: 11,
      merged: 1,
      beforeCzar: 1,
      cancelled: 1,
      failed: 1,
      running: 1,
      inReview: 1,
      ready: 1,
      waiting: 2,
      blocked: 1,
      needsHuman: 1,
    });
  });

  test('come with rows that say what each task waits for and why it ended', () => {
    const rows = new Map(pictureOf(parts).tasks.map((row) => [row.task, row]));
    expect(rows.get('later')).toMatchObject({ status: 'pending', waitingFor: ['doing'] });
    expect(rows.get('stranded')).toMatchObject({ status: 'blocked', waitingFor: ['lost'] });
    expect(rows.get('lost')).toMatchObject({ status: 'failed', note: '3 attempts failed' });
    expect(rows.get('in')).toMatchObject({ status: 'merged', merged: 'abcdef0123', workMs: 60_000 });
    expect(rows.get('new')).toMatchObject({ status: 'pending', attempt: 0 });
  });

  test('come with the sum of what the tasks took', () => {
    expect(pictureOf(parts).serialMs).toBe(75_000);
  });
});

test('a task whose entry is gone from the queue is still shown', () => {
  const { tasks } = pictureOf({ tasks: [aTask('gone', { title: 'Old work' })], unwished: ['gone'] });
  expect(tasks).toMatchObject([
    { task: 'gone', title: 'Old work', note: 'its entry is gone from the queue' },
  ]);
});

describe('the integration', () => {
  const omnibus = anOmnibus({ draft: true });

  test.each([
    ['none', null],
    ['draft', omnibus],
    ['ready', { ...omnibus, draft: false }],
    ['merged', { ...omnibus, draft: false, merged: { sha: 's', at: NOON - 1_000 } }],
  ] as const)('shows an omnibus as %s', (state, given) => {
    const { integration } = pictureOf({ integration: { omnibus: given } });
    expect(integration).toMatchObject({ omnibus: given === null ? null : 9, omnibusState: state });
  });

  test('stops the clock of the run when the omnibus is merged', () => {
    const merged = { ...omnibus, merged: { sha: 's', at: NOON - 1_000 } };
    const ledger = { startedAt: NOON - 61_000 };
    expect(pictureOf({ ledger }).wallMs).toBe(61_000);
    expect(pictureOf({ ledger, integration: { omnibus: merged } }).wallMs).toBe(60_000);
    expect(pictureOf({ ledger: { startedAt: null } }).wallMs).toBeNull();
  });
});

test('restarts of all workers are added up', () => {
  const workers = [aSeatedWorker('w1', { restarts: 2 }), aSeatedWorker('w2', { restarts: 1 })];
  expect(pictureOf({ workers }).restarts).toBe(3);
});

test('a project without work is settled', () => {
  expect(pictureOf({}).settled).toBe(true);
  expect(pictureOf({ tasks: [aRunningTask('a')] }).settled).toBe(false);
});

test('the supervisor is named as it says of itself', () => {
  const { supervisor } = pictureOf({}, { pid: 11, epoch: 5, state: 'stopping' });
  expect(supervisor).toEqual({ pid: 11, epoch: 5, state: 'stopping' });
});

test('the picture survives JSON as it is', () => {
  const picture = pictureOf({
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a' })],
    questions: [aQuestion('stuck', { task: 'a' })],
    pullRequests: [aPullRequest(1, { task: 'a' })],
  });
  expect(JSON.parse(JSON.stringify(picture))).toEqual(picture);
});

test('the views can draw it', () => {
  const picture = pictureOf({ tasks: [aRunningTask('a')], workers: [aSeatedWorker('w1', { task: 'a' })] });
  const frame = {
    columns: 80,
    color: false,
    now: NOON,
    zoneMs: 0,
    supervisor: 'alive',
    staleMs: 1_000,
  } as const;
  expect(statusText(picture, frame)).toContain('w1');
  expect(doneLine(picture)).toContain('0/1 tasks merged');
});

test('a hundred thousand tasks in one chain, many of them asked about, make one picture', () => {
  const size = 100_000;
  const ids = Array.from({ length: size }, (_value, index) => `t${index}`);
  const wishes = ids.map((id, index) => aWish(id, { after: index === 0 ? [] : [`t${index - 1}`] }));
  const questions = ids
    .slice(0, 20_000)
    .map((task, index) => aQuestion('task-blocked', { task, holds: 'task', number: index + 1 }));
  const quiet = aWorld();
  const world = {
    ...quiet,
    wish: { ...quiet.wish, tasks: new Map(wishes.map((wish) => [wish.id, wish])) },
    graph: { ...quiet.graph, after: new Map(wishes.map(({ id, after }) => [id, after])) },
    ledger: {
      ...quiet.ledger,
      tasks: new Map(ids.map((id) => [id, aTask(id)])),
      questions: new Map(questions.map((question) => [question.id, question])),
    },
  };
  const { counts } = snapshotOf(world, {
    pid: 1,
    epoch: 1,
    state: 'running',
    wakeAt: null,
    filesChanged: new Map(),
  });
  expect(counts).toMatchObject({ total: size, needsHuman: 20_000, waiting: 80_000 });
});
