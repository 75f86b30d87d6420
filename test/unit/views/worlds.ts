import type { PullRequest } from '../../../src/domain/pull-request.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { Snapshot, TaskCounts, TaskRow, WorkerRow } from '../../../src/domain/snapshot.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The moment all worlds are looked at: 2026-01-02 12:00:00 UTC. */
export const noon = Date.UTC(2026, 0, 2, 12);

export function workerRow(worker: string, more: Partial<WorkerRow> = {}): WorkerRow {
  return {
    worker,
    agent: 'demo',
    health: 'healthy',
    activity: 'idle',
    doing: 'idle',
    since: noon - minute,
    task: null,
    taskTitle: null,
    branch: null,
    commits: 0,
    filesChanged: null,
    lastCommitAt: null,
    pr: null,
    session: `shop-worker-${worker}`,
    generation: 1,
    worktree: null,
    quarantined: null,
    restarts: 0,
    progress: null,
    eta: null,
    waitingFor: [],
    blocking: [],
    proofOfLife: true,
    receipt: null,
    ...more,
  };
}

export function taskRow(task: string, more: Partial<TaskRow> = {}): TaskRow {
  return {
    task,
    title: task,
    kind: 'bonus',
    status: 'pending',
    phase: null,
    priority: 10,
    assignee: null,
    worker: null,
    attempt: 0,
    branch: null,
    commits: 0,
    after: [],
    waitingFor: [],
    pr: null,
    merged: null,
    note: null,
    since: noon - minute,
    workMs: 0,
    gateMs: 0,
    ...more,
  };
}

export function question(number: number, more: Partial<Question> = {}): Question {
  return {
    id: `q-${number}`,
    number,
    topic: 'gates-failing',
    task: null,
    worker: null,
    about: null,
    text: `question ${number}`,
    choices: [
      { key: 'retry', says: 'begin a new attempt' },
      { key: 'cancel', says: 'call it off' },
    ],
    freeText: false,
    evidence: [],
    askedAt: noon - 12 * minute,
    holds: 'task',
    ...more,
  };
}

export function pullRequest(number: number, more: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    task: `task-${number}`,
    attempt: 1,
    state: 'open',
    draft: false,
    head: `feat/shop-task-${number}`,
    base: 'omnibus/shop',
    headSha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9011121314',
    title: `Task ${number}`,
    body: 'What it does.\n\nAnd why.',
    labels: ['worker-generated'],
    assignees: [],
    reviews: [],
    checks: [],
    mergedSha: null,
    url: null,
    createdAt: noon - hour,
    updatedAt: noon - minute,
    ...more,
  };
}

const noCounts: TaskCounts = {
  total: 0,
  merged: 0,
  beforeCzar: 0,
  cancelled: 0,
  failed: 0,
  running: 0,
  inReview: 0,
  ready: 0,
  waiting: 0,
  blocked: 0,
  needsHuman: 0,
};

export function counts(more: Partial<TaskCounts>): TaskCounts {
  return { ...noCounts, ...more };
}

/** A running project with nothing in it. */
export function emptyWorld(more: Partial<Snapshot> = {}): Snapshot {
  return {
    version: 1,
    at: noon - 1_000,
    project: 'shop',
    projectId: '0123456789abcdef',
    root: '/home/ann/shop',
    supervisor: { pid: 4711, epoch: 1, state: 'running' },
    startedAt: noon - 12_000,
    base: 'main',
    integration: { branch: 'omnibus/shop', tip: null, omnibus: null, omnibusState: 'none' },
    workers: [],
    tasks: [],
    counts: noCounts,
    questions: [],
    pullRequests: [],
    conflicts: [],
    compared: { work: [], unknown: [] },
    problems: [],
    notQueued: [],
    next: [],
    restarts: 0,
    wallMs: null,
    serialMs: 0,
    settled: false,
    ...more,
  };
}

/** One worker at its first task. */
export function oneWorkerWorld(): Snapshot {
  return emptyWorld({
    workers: [
      workerRow('qa', {
        activity: 'working',
        doing: 'working',
        task: 'qa',
        commits: 1,
        filesChanged: 2,
        since: noon - 45_000,
        receipt: 'confirmed',
      }),
    ],
    tasks: [
      taskRow('qa', { kind: 'primary', status: 'in_progress', assignee: 'qa', worker: 'qa', attempt: 1 }),
      taskRow('e2e', { waitingFor: ['qa'], after: ['qa'] }),
    ],
    counts: counts({ total: 2, running: 1, waiting: 1 }),
  });
}

const merged = Array.from({ length: 9 }, (_value, index) =>
  taskRow(`done-${index + 1}`, { status: 'merged', merged: 'a1b2c3d4' }),
);

const sixWorkers: readonly WorkerRow[] = [
  workerRow('engineer1', {
    activity: 'working',
    doing: 'working',
    task: 'checkout-flow',
    commits: 5,
    uncommitted: { files: 0, at: noon - 20_000 },
    since: noon - 3 * minute,
    receipt: 'confirmed',
  }),
  workerRow('engineer2', {
    activity: 'asks',
    doing: 'asks you',
    task: 'cart-totals',
    commits: 3,
    filesChanged: 4,
    uncommitted: { files: 2, at: noon - 12 * minute },
    since: noon - 12 * minute,
    receipt: 'confirmed',
  }),
  workerRow('engineer3', {
    activity: 'limited',
    doing: 'limit >03:40',
    task: 'cart-ui',
    commits: 2,
    since: noon - 31 * minute,
    receipt: 'confirmed',
  }),
  workerRow('engineer4', {
    health: 'stuck',
    activity: 'working',
    doing: 'no progress',
    task: 'search-index',
    commits: 1,
    filesChanged: 3,
    uncommitted: { files: 9, at: noon - 2 * hour },
    since: noon - 2 * hour - 7 * minute,
    receipt: 'confirmed',
  }),
  workerRow('qa', {
    activity: 'in-review',
    doing: 'in review',
    task: 'e2e-smoke',
    commits: 4,
    pr: 60,
    since: noon - 6 * minute,
    receipt: 'confirmed',
  }),
  workerRow('docs', { activity: 'paused', doing: 'paused 07:10', since: noon - 18 * minute }),
];

/** A busy project: what the documentation of `status` shows. */
export function sixWorkersWorld(): Snapshot {
  const running = ['checkout-flow', 'cart-totals', 'cart-ui', 'search-index'];
  return emptyWorld({
    startedAt: noon - 8 * hour - 41 * minute,
    integration: { branch: 'omnibus/shop', tip: 'a1b2c3d4', omnibus: 58, omnibusState: 'draft' },
    workers: sixWorkers,
    tasks: [
      ...merged,
      ...running.map((task, index) =>
        taskRow(task, { status: 'in_progress', worker: `engineer${index + 1}`, attempt: 1 }),
      ),
      taskRow('e2e-smoke', { status: 'complete', phase: 'gating', worker: 'qa', attempt: 1, pr: 60 }),
      taskRow('api-auth', { status: 'needs_human', attempt: 3 }),
      taskRow('admin-login', { after: ['api-auth'], waitingFor: ['api-auth'] }),
    ],
    counts: counts({ total: 16, merged: 9, running: 4, inReview: 1, waiting: 1, needsHuman: 1 }),
    questions: [
      question(2, {
        topic: 'agent-asks',
        worker: 'engineer2',
        text: 'permission: psql -c "drop table carts"',
        holds: 'worker',
      }),
      question(1, {
        task: 'api-auth',
        text: 'gate `npm test` failed 3 times, 2 tests red',
        askedAt: noon - hour - 4 * minute,
      }),
    ],
    pullRequests: [
      pullRequest(60, {
        task: 'e2e-smoke',
        checks: [
          { name: 'lint', verdict: 'passed', ms: 900, tail: '' },
          { name: 'test', verdict: 'flaky', ms: 31_000, tail: '' },
          { name: 'build', verdict: 'failed', ms: 4_000, tail: 'exit 1' },
        ],
      }),
    ],
    notQueued: ['tasks/search-ui.md'],
    next: [{ what: 'engineer4 is restarted', about: 'engineer4', at: noon + 12 * minute }],
  });
}

/** Fifty workers, most of them at rest. */
function fiftyWorkersWorld(): Snapshot {
  const workers = Array.from({ length: 50 }, (_value, index) => {
    const worker = `worker${String(index + 1).padStart(2, '0')}`;
    const works = index % 5 === 0;
    return works
      ? workerRow(worker, {
          activity: 'working',
          doing: 'working',
          task: `task-${index + 1}`,
          commits: index,
        })
      : workerRow(worker);
  });
  return emptyWorld({
    workers,
    tasks: workers
      .filter(({ task }) => task !== null)
      .map(({ worker, task }) => taskRow(task ?? '', { status: 'in_progress', worker, attempt: 1 })),
    counts: counts({ total: 10, running: 10 }),
  });
}

/** Everything that can be wrong at once. */
export function brokenWorld(): Snapshot {
  return emptyWorld({
    supervisor: { pid: 4711, epoch: 9, state: 'paused' },
    workers: [
      workerRow('engineer1', {
        health: 'crashed',
        activity: 'unknown',
        doing: 'crashed',
        task: 'a',
        restarts: 4,
      }),
      workerRow('engineer2', {
        activity: 'off',
        doing: 'off',
        quarantined: 'crashed 5 times in 15 min',
        restarts: 5,
      }),
      workerRow('engineer3', { health: 'slow', activity: 'working', doing: 'slow', task: 'b' }),
    ],
    tasks: [
      taskRow('a', { status: 'in_progress', worker: 'engineer1', attempt: 3 }),
      taskRow('b', { status: 'in_progress', worker: 'engineer3', attempt: 1 }),
      taskRow('c', { status: 'failed', note: '3 attempts failed', attempt: 3 }),
      taskRow('d', { status: 'blocked', after: ['c'], waitingFor: ['c'] }),
      ...Array.from({ length: 30 }, (_value, index) => taskRow(`later-${index + 1}`, { waitingFor: ['d'] })),
    ],
    counts: counts({ total: 34, failed: 1, running: 2, blocked: 1, waiting: 30, needsHuman: 20 }),
    questions: Array.from({ length: 20 }, (_value, index) =>
      question(index + 1, { task: index === 0 ? 'c' : null, worker: 'engineer2', topic: 'quarantined' }),
    ),
    problems: Array.from({ length: 7 }, (_value, index) => ({
      file: 'work-queue.json',
      line: index + 1,
      column: 5,
      message: 'expected a comma or "}", found the end of the file',
      tasks: [],
    })),
    notQueued: Array.from({ length: 40 }, (_value, index) => `tasks/idea-${index + 1}.md`),
    restarts: 9,
  });
}

const evil = '\u001b[2J\u001b]0;owned\u0007\u202Egnp.exe';

/** Names and texts that want to paint over the screen, turn it around, or take more room than they should. */
export function hostileWorld(): Snapshot {
  return emptyWorld({
    project: `shop${evil}`,
    workers: [
      workerRow(`w${evil}`, { activity: 'working', doing: `reads ${evil}\nand\twrites`, task: `t${evil}` }),
      workerRow('wide', {
        activity: 'working',
        doing: '買い物かごの合計を計算',
        task: '数量と税金のある買い物かご',
      }),
      workerRow('zalgo', { activity: 'working', doing: `o${'\u0301'.repeat(300)}k`, task: 'x'.repeat(300) }),
    ],
    tasks: [taskRow(`t${evil}`, { waitingFor: [evil] })],
    counts: counts({ total: 1, waiting: 1 }),
    questions: [question(1, { task: `t${evil}`, text: `say\n${evil}${'long '.repeat(60)}` })],
    problems: [{ file: `q${evil}.json`, line: null, column: null, message: evil, tasks: [] }],
    notQueued: [`tasks/${evil}.md`],
    next: [{ what: evil, about: evil, at: noon }],
  });
}

/** Four tasks brought in by three workers, one of them restarted, the omnibus merged. */
export function finishedWorld(): Snapshot {
  return emptyWorld({
    integration: { branch: 'omnibus/shop', tip: 'a1b2c3d4', omnibus: 5, omnibusState: 'merged' },
    workers: [workerRow('engineer1'), workerRow('engineer2', { restarts: 1 }), workerRow('qa')],
    tasks: ['a', 'b', 'c', 'd'].map((task) => taskRow(task, { status: 'merged', merged: 'a1b2c3d4' })),
    counts: counts({ total: 6, merged: 4, beforeCzar: 1, cancelled: 1 }),
    pullRequests: [1, 2, 3, 4, 5].map((number) =>
      pullRequest(number, {
        state: 'merged',
        task: number === 5 ? null : `task-${number}`,
        mergedSha: 'ffee0011',
      }),
    ),
    restarts: 1,
    wallMs: 41_400,
    serialMs: 99_360,
    settled: true,
  });
}

/** A picture of each kind, by its name. */
export const everyWorld: readonly (readonly [string, () => Snapshot])[] = [
  ['empty', emptyWorld],
  ['one-worker', oneWorkerWorld],
  ['six-workers', sixWorkersWorld],
  ['fifty-workers', fiftyWorkersWorld],
  ['broken', brokenWorld],
  ['hostile', hostileWorld],
  ['finished', finishedWorld],
];
