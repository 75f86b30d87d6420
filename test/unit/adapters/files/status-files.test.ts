import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStatusFiles } from '../../../../src/adapters/files/status-files.ts';
import { workerStatusSchema } from '../../../../src/adapters/files/schema/worker-status.ts';
import type { Decision } from '../../../../src/domain/decision.ts';
import type { PullRequest } from '../../../../src/domain/pull-request.ts';
import type { WorkerRow } from '../../../../src/domain/snapshot.ts';
import { aSnapshot } from '../../../support/a-snapshot.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const row: WorkerRow = {
  worker: 'engineer1',
  agent: 'demo',
  health: 'healthy',
  activity: 'working',
  doing: 'working',
  since: 0,
  task: 'cart',
  taskTitle: 'Cart totals',
  branch: 'feat/shop-cart',
  commits: 2,
  filesChanged: 5,
  lastCommitAt: Date.UTC(2025, 10, 27, 22),
  pr: 7,
  session: 'shop-worker-engineer1',
  generation: 3,
  worktree: '/p/.czar/worktrees/engineer1',
  quarantined: null,
  restarts: 0,
  progress: '60%',
  eta: null,
  waitingFor: [],
  blocking: ['engineer2'],
  proofOfLife: true,
  receipt: 'confirmed',
};

const pullRequest: PullRequest = {
  number: 7,
  task: 'cart',
  attempt: 1,
  state: 'open',
  draft: false,
  head: 'feat/shop-cart',
  base: 'omnibus/shop',
  headSha: 'a'.repeat(40),
  title: 'Cart',
  body: 'body',
  labels: ['worker-generated'],
  assignees: [],
  reviews: [],
  checks: [],
  mergedSha: null,
  url: null,
  createdAt: 1,
  updatedAt: 2,
};

const decision: Decision = {
  at: 1,
  cause: 'c1',
  decision: null,
  rule: 'delivery',
  what: 'delivered',
  why: 'ready',
  task: 'cart',
  worker: 'engineer1',
  evidence: [],
  outcome: null,
};

const injection = {
  at: Date.UTC(2025, 10, 27, 22),
  worker: 'engineer1',
  task: 'cart',
  delivery: 'd-7f3a',
  kind: 'opening',
  verdict: 'confirmed',
  bytes: 120,
  sha256: 'ab12',
};

function opened() {
  const home = temporaryFolder();
  const status = join(home, 'status');
  const read = (name: string) => readFileSync(join(status, name), 'utf8');
  return { home, status, read, files: openStatusFiles({ home }) };
}

describe('a snapshot', () => {
  const snapshot = aSnapshot({ workers: [row], pullRequests: [pullRequest] });

  test('becomes the worker status and one file per pull request', async () => {
    const { files, read, status } = opened();
    await files.write(snapshot);
    const written: unknown = JSON.parse(read('worker-status.json'));
    expect(workerStatusSchema.safeParse(written).success).toBe(true);
    expect(written).toEqual({
      last_updated: new Date(snapshot.at).toISOString(),
      workers: {
        engineer1: {
          status: 'working',
          current_task: 'Cart totals',
          task: 'cart',
          branch: 'feat/shop-cart',
          files_changed: 5,
          last_commit: '2025-11-27T22:00:00.000Z',
          progress: '60%',
          dependencies: [],
          blocking: ['engineer2'],
          health: 'healthy',
          activity: 'working',
          generation: 3,
          session: 'shop-worker-engineer1',
          pr: 7,
        },
      },
    });
    expect(JSON.parse(read('pull-requests/7.json'))).toEqual(pullRequest);
    expect(readdirSync(status).sort()).toEqual(['pull-requests', 'worker-status.json']);
  });

  test('tells each worker with whom its work conflicts', async () => {
    const { files, read } = opened();
    const conflict = { files: ['src/a.ts'], fileCount: 1, since: 0, told: [] };
    await files.write({
      ...snapshot,
      conflicts: [
        { ...conflict, a: 'engineer2', b: 'engineer1', tasks: ['api', 'cart'] },
        { ...conflict, a: 'engineer1', b: 'integration', tasks: ['cart'] },
        { ...conflict, a: 'engineer1', b: 'engineer2', tasks: ['before', 'api'] },
      ],
    });
    const written = workerStatusSchema.parse(JSON.parse(read('worker-status.json')));
    expect(written.workers['engineer1']?.conflicts).toEqual([
      { with: 'engineer2', task: 'api', files: ['src/a.ts'] },
      { with: 'integration', task: null, files: ['src/a.ts'] },
    ]);
  });

  test('that says nothing new writes nothing', async () => {
    const { files, status } = opened();
    await files.write(snapshot);
    const inodes = () =>
      ['worker-status.json', 'pull-requests/7.json'].map((name) => statSync(join(status, name)).ino);
    const before = inodes();
    await files.write({ ...snapshot, at: snapshot.at + 60_000 });
    expect(inodes()).toEqual(before);
  });

  test('brings back what was deleted, and takes away what is no more', async () => {
    const { files, read, status } = opened();
    await files.write(snapshot);
    rmSync(status, { recursive: true });
    await files.write(snapshot);
    expect(existsSync(join(status, 'worker-status.json'))).toBe(true);
    writeFileSync(join(status, 'pull-requests/notes.txt'), 'mine');
    const next = { ...pullRequest, number: 8, state: 'merged' } as const;
    await files.write({ ...snapshot, pullRequests: [next] });
    expect(readdirSync(join(status, 'pull-requests')).sort()).toEqual(['8.json', 'notes.txt']);
    expect(JSON.parse(read('pull-requests/8.json'))).toMatchObject({ state: 'merged' });
  });

  test('shows a worker that others hold up as waiting for them', async () => {
    const { files, read } = opened();
    const waiting: WorkerRow = {
      ...row,
      activity: 'idle',
      task: null,
      taskTitle: null,
      waitingFor: ['a', 'b'],
    };
    await files.write(aSnapshot({ workers: [waiting] }));
    expect(JSON.parse(read('worker-status.json'))).toMatchObject({
      workers: { engineer1: { status: 'waiting', waiting_for: 'a, b', current_task: null } },
    });
  });
});

describe('the logs', () => {
  test('get one line each, that a hostile name cannot break', async () => {
    const { files, read } = opened();
    await files.appendDecisions([decision, { ...decision, why: 'two\nlines' }]);
    await files.appendDecisions([]);
    expect(read('decisions.jsonl').split('\n').length).toBe(3);
    await files.appendInjection(injection);
    await files.appendInjection({ ...injection, task: null, verdict: 'refused: a\nb\u001B[2J' });
    expect(read('task-injections.log').split('\n')).toEqual([
      '2025-11-27T22:00:00.000Z worker=engineer1 task=cart delivery=d-7f3a kind=opening verdict=confirmed bytes=120 sha256=ab12',
      '2025-11-27T22:00:00.000Z worker=engineer1 task=- delivery=d-7f3a kind=opening verdict="refused: a\\\\u{a}b\\\\u{1b}[2J" bytes=120 sha256=ab12',
      '',
    ]);
  });

  test('start anew when they are full, the last part kept', async () => {
    const { files, read, status } = opened();
    mkdirSync(status);
    for (const content of ['older', 'old']) {
      writeFileSync(join(status, 'decisions.jsonl'), `${content}\n`);
      truncateSync(join(status, 'decisions.jsonl'), 20_000_000);
      await files.appendDecisions([decision]);
    }
    expect(JSON.parse(read('decisions.jsonl'))).toEqual(decision);
    expect(read('decisions.jsonl.1').startsWith('old\n')).toBe(true);
    expect(readdirSync(status).sort()).toEqual(['decisions.jsonl', 'decisions.jsonl.1']);
  });

  test('begin a line of their own after one that was cut short', async () => {
    const { files, read, status } = opened();
    mkdirSync(status);
    writeFileSync(join(status, 'decisions.jsonl'), '{"at": 1, "wh');
    await files.appendDecisions([decision]);
    expect(JSON.parse(read('decisions.jsonl').split('\n')[1] ?? '')).toEqual(decision);
  });
});

describe('a link in place of', () => {
  test.each(['decisions.jsonl', 'worker-status.json'])('%s leads no write elsewhere', async (name) => {
    const { files, status } = opened();
    const secret = join(temporaryFolder(), 'secret');
    writeFileSync(secret, 'canary');
    mkdirSync(status);
    symlinkSync(secret, join(status, name));
    await Promise.allSettled([files.write(aSnapshot({ workers: [row] })), files.appendDecisions([decision])]);
    expect(readFileSync(secret, 'utf8')).toBe('canary');
  });

  test('the folder is told, and nothing is written', async () => {
    const { files, status } = opened();
    const outside = temporaryFolder();
    symlinkSync(outside, status);
    await expect(files.appendInjection(injection)).rejects.toMatchObject({
      facts: { code: 'file-unwritable' },
    });
    expect(readdirSync(outside)).toEqual([]);
  });
});
