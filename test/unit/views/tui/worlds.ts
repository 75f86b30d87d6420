import type { Snapshot, TaskRow, WorkerRow } from '../../../../src/domain/snapshot.ts';
import type { TuiData, VerbInfo } from '../../../../src/views/tui/data.ts';
import { screen } from '../../../../src/views/tui/screen.ts';
import { openingState, type Effect, type UiState } from '../../../../src/views/tui/state.ts';
import { step } from '../../../../src/views/tui/step.ts';
import type { Given, Size } from '../../../../src/views/tui/view.ts';
import type { TimelineRow } from '../../../../src/views/timeline.ts';
import {
  brokenWorld,
  counts,
  emptyWorld,
  hostileWorld,
  noon,
  oneWorkerWorld,
  pullRequest,
  question,
  sixWorkersWorld,
  taskRow,
  workerRow,
} from '../worlds.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Known, not known, and counted a while ago. */
const lying: readonly WorkerRow['uncommitted'][] = [
  { files: 12, at: noon - 10_000 },
  null,
  { files: 4, at: noon - 3 * minute, old: true },
  { files: 0, at: noon - 3 * minute, old: true },
  { files: 0, at: noon - hour },
  { files: 1, at: noon - hour },
];

/** A night of twelve workers: everything that a morning has to find. */
export function nightWorld(): Snapshot {
  const base = sixWorkersWorld();
  const more = Array.from({ length: 6 }, (_value, index) =>
    workerRow(`builder${index + 1}`, {
      agent: 'claude',
      health: index === 1 ? 'slow' : index === 2 ? 'crashed' : 'healthy',
      activity: index < 4 ? 'working' : 'idle',
      doing: index === 1 ? 'nothing new' : index === 2 ? 'agent ended' : index < 4 ? 'working' : 'idle',
      task: index < 4 ? `build-${index + 1}` : null,
      taskTitle: index < 4 ? `Build part ${index + 1}` : null,
      branch: index < 4 ? `feat/shop-build-${index + 1}` : null,
      commits: index,
      ...(index < 4 ? { pushed: index === 3 ? null : Math.max(0, index - 1) } : {}),
      filesChanged: index,
      ...(lying[index] === undefined ? {} : { uncommitted: lying[index] }),
      lastCommitAt: index === 0 ? null : noon - index * 7 * minute,
      progress: index === 0 ? '3 of 5' : null,
      eta: index === 0 ? '20m' : null,
      waitingFor: index === 4 ? ['api-auth'] : [],
      blocking: index === 0 ? ['build-9', 'build-10'] : [],
      restarts: index,
      quarantined: index === 5 ? 'restarted 3 times in 30 min' : null,
    }),
  );
  return {
    ...base,
    workers: [...base.workers, ...more],
    tasks: [...base.tasks, ...chain()],
    counts: { ...base.counts, total: base.counts.total + 10, running: base.counts.running + 4 },
    restarts: 15,
    questions: [
      ...base.questions,
      question(7, {
        task: 'build-2',
        freeText: true,
        evidence: [{ source: 'gate', at: noon - 30 * minute, says: 'npm test: 2 failed' }],
      }),
    ],
    conflicts: [
      {
        a: 'engineer2',
        b: 'engineer3',
        tasks: ['cart-totals', 'cart-ui'],
        files: ['src/cart/totals.ts', 'src/cart/view.ts'],
        fileCount: 3,
        since: noon - 25 * minute,
        told: ['cart-totals', 'cart-ui'],
      },
      {
        a: 'engineer4',
        b: 'integration',
        tasks: ['search-index'],
        files: ['src/search/index.ts'],
        fileCount: 1,
        since: noon - 5 * minute,
        told: [],
      },
    ],
    compared: {
      work: ['checkout-flow', 'cart-totals', 'cart-ui', 'search-index'].map((task, index) => ({
        task,
        worker: `engineer${index + 1}`,
      })),
      unknown: [{ tasks: ['checkout-flow', 'search-index'], because: 'it took too long' }],
    },
    requests: { limit: 5_000, remaining: 1_412, resetAt: noon + 23 * minute },
    next: [{ what: 'engineer4 is restarted', about: 'engineer4', at: noon + 12 * minute }],
    pullRequests: [...base.pullRequests, pullRequest(61, { task: 'build-1' })],
  };
}

/** Ten tasks in which the first holds up most; two were finished, so that there is something to judge by. */
function chain(): readonly TaskRow[] {
  const rows = Array.from({ length: 10 }, (_value, index) =>
    taskRow(`build-${index + 1}`, {
      title: `Build part ${index + 1}`,
      status: index < 4 ? 'in_progress' : 'pending',
      worker: index < 4 ? `builder${index + 1}` : null,
      attempt: index < 4 ? 1 : 0,
      after: index < 4 ? [] : [`build-${index - 3}`],
      waitingFor: index < 4 ? [] : [`build-${index - 3}`],
      since: noon - index * minute,
      workMs: 0,
    }),
  );
  const done = ['first-done', 'second-done'].map((task) =>
    taskRow(task, { status: 'merged', merged: 'a1b2c3d4', workMs: 20 * minute, gateMs: 4 * minute }),
  );
  return [...rows, ...done];
}

/** As many workers and tasks as somebody may have. */
export function crowdWorld(workers = 200, tasks = 300): Snapshot {
  return emptyWorld({
    workers: Array.from({ length: workers }, (_value, index) =>
      workerRow(`worker${String(index + 1).padStart(3, '0')}`, {
        activity: index % 3 === 0 ? 'working' : 'idle',
        doing: index % 3 === 0 ? 'working' : 'idle',
        health: index % 50 === 7 ? 'stuck' : 'healthy',
        task: index % 3 === 0 ? `task-${index}` : null,
      }),
    ),
    tasks: Array.from({ length: tasks }, (_value, index) =>
      taskRow(`task-${index}`, {
        status: index % 3 === 0 ? 'in_progress' : 'pending',
        after: index > 3 ? [`task-${index - 3}`] : [],
        waitingFor: index > 3 ? [`task-${index - 3}`] : [],
        priority: index % 10,
      }),
    ),
    compared: {
      work: Array.from({ length: Math.ceil(workers / 3) }, (_value, index) => ({
        task: `task-${3 * index}`,
        worker: `worker${String(3 * index + 1).padStart(3, '0')}`,
      })),
      unknown: [],
    },
    conflicts: [60, 90, 120].map((number) => ({
      a: `worker${String(number + 1).padStart(3, '0')}`,
      b: 'worker004',
      tasks: [`task-${number}`, 'task-3'],
      files: ['src/one.ts'],
      fileCount: 1,
      since: noon - minute,
      told: [],
    })),
    counts: counts({ total: tasks, running: Math.floor(tasks / 3), waiting: tasks - Math.floor(tasks / 3) }),
  });
}

export const worlds: Readonly<Record<string, () => Snapshot>> = {
  empty: () => emptyWorld(),
  one: oneWorkerWorld,
  night: nightWorld,
  crowd: () => crowdWorld(),
  broken: brokenWorld,
  hostile: hostileWorld,
};

/** A verb that needs all that it takes. */
export function verbInfo(name: string, takes: readonly string[], more: Partial<VerbInfo> = {}): VerbInfo {
  const nothing = { options: [], short: [], valued: [], endless: false };
  return { name, about: `what ${name} does`, takes, needs: takes.length, ...nothing, ...more };
}

const verbs: readonly VerbInfo[] = [
  verbInfo('add', ['task'], {
    about: 'add a task',
    options: ['--text', '--file', '--priority', '--after'],
    short: ['-t', '-f', '-p', '-a'],
    valued: ['--text', '-t', '--file', '-f', '--priority', '-p', '--after', '-a'],
  }),
  verbInfo('answer', ['question', 'answer'], { about: 'answer a question', endless: true }),
  verbInfo('assign', ['names'], {
    about: 'give a task to a worker',
    needs: 0,
    endless: true,
    options: ['--now', '--open', '--next'],
  }),
  verbInfo('attach', ['worker'], {
    about: 'open the session of a worker',
    options: ['--read-only'],
    short: ['-r'],
  }),
  verbInfo('cancel', ['task'], { about: 'call a task off' }),
  verbInfo('nudge', ['worker', 'text'], { about: 'say something to a worker', endless: true }),
  verbInfo('pr', ['what', 'which'], {
    about: 'pull requests',
    needs: 0,
    options: ['--json', '--merge', '--yes'],
    short: ['-y'],
  }),
  verbInfo('restart', ['worker'], { about: 'restart a worker' }),
  verbInfo('undo', ['what'], { about: 'take something back', needs: 0, options: ['--json'] }),
];

export function dataOf(snapshot: Snapshot | null, more: Partial<TuiData> = {}): TuiData {
  const worker = snapshot?.workers[0]?.worker ?? 'qa';
  return {
    project: snapshot?.project ?? 'shop',
    snapshot,
    supervisor: 'alive',
    heardAt: noon - 1_000,
    peek: { about: worker, source: 'screen', lines: ['$ npm test', '2 failed', '', '> thinking', '', ''] },
    why: {
      about: worker,
      lines: ['no commit for 2h07m', 'a reminder was sent 1h ago'],
      details: {
        evidence: [{ source: 'git', at: noon - 2 * 3_600_000, says: 'the last commit', expiresAt: noon - 1 }],
        next: [],
        receipts: [],
      },
    },
    rows: journalRows(),
    undoable: [
      {
        id: 'o-3fa9c1d2',
        at: noon - 60_000,
        what: 'cancel cart-totals',
        back: 'cart-totals goes on where its branch is, as a new attempt',
        keptUntil: null,
        edit: null,
      },
      {
        id: 'api-auth.1',
        at: noon - 3_600_000,
        what: 'removed the branch feat/shop-api-auth: all of it is in a1b2c3d',
        back: 'feat/shop-api-auth is put back at 1a2b3c4d',
        keptUntil: noon + 86_400_000,
        edit: null,
      },
    ],
    output: null,
    verbs,
    look: { since: noon - 8 * 3_600_000, leftAt: noon - 8 * 3_600_000 },
    ...more,
  };
}

const night: readonly (readonly [TimelineRow['kind'], string, string, string | null, string | null])[] = [
  ['czar', 'started', 'pid 4711, version 0.1.0', null, null],
  ['decided', 'assignment', 'engineer1 is idle and may take checkout-flow', 'engineer1', 'checkout-flow'],
  ['begins', 'deliver', 'checkout-flow is ready', 'engineer1', 'checkout-flow'],
  ['done', 'deliver', 'the whole text was seen', 'engineer1', 'checkout-flow'],
  ['seen', 'commits', 'a1b2c3d4 Add the cart', 'engineer1', 'checkout-flow'],
  ['seen', 'agent exited', 'generation 1, status 1', 'builder3', 'build-3'],
  ['decided', 'recovery', 'builder3 has died: it is restarted', 'builder3', 'build-3'],
  ['failed', 'gate', '2 tests failed', null, 'api-auth'],
  ['seen', 'pull request #60', 'open: End to end smoke', null, 'e2e-smoke'],
  ['decided', 'merging', 'gates passed', null, 'done-1'],
  ['done', 'merge', 'merged as a1b2c3d4', null, 'done-1'],
  ['seen', 'you asked', 'answer to question 1: retry', null, null],
];

/** What the journal of a night reads like. */
function journalRows(): readonly TimelineRow[] {
  return [...verdictRows(), ...nightRows()];
}

/** One gets slow, and stuck; another dies and lives again. */
function verdictRows(): readonly TimelineRow[] {
  const row = {
    kind: 'decided',
    cause: null,
    decision: null,
    task: null,
    what: 'health',
    evidence: [],
  } as const;
  return [
    {
      ...row,
      seq: 101,
      at: noon - 240 * minute,
      worker: 'engineer4',
      why: 'engineer4 is slow',
      health: 'slow',
    },
    {
      ...row,
      seq: 102,
      at: noon - 215 * minute,
      worker: 'builder2',
      why: 'builder2 has died',
      health: 'crashed',
      news: 'crashed',
    },
    {
      ...row,
      seq: 103,
      at: noon - 200 * minute,
      worker: 'builder2',
      why: 'builder2 is back',
      health: 'healthy',
    },
    {
      ...row,
      seq: 104,
      at: noon - 190 * minute,
      worker: 'engineer4',
      why: 'engineer4 is stuck',
      health: 'stuck',
    },
    {
      ...row,
      seq: 105,
      at: noon - 185 * minute,
      worker: 'engineer4',
      why: 'engineer4 is stuck on search-index (nothing moves) and gets a new session with the same task',
      news: 'restarted',
    },
  ];
}

function nightRows(): readonly TimelineRow[] {
  return night.map(([kind, what, why, worker, task], index) => ({
    seq: index + 1,
    at: noon - 3 * 60 * minute + index * 14 * minute,
    kind,
    cause: kind === 'decided' ? `d${index}` : null,
    decision: null,
    worker,
    task,
    what,
    why,
    evidence: [],
  }));
}

export function givenOf(data: TuiData, size: Size, more: Partial<Given> = {}): Given {
  return { data, size, now: noon, zoneMs: 0, color: false, unicode: true, ...more };
}

export interface Pressed {
  readonly state: UiState;
  readonly effects: readonly Effect[];
}

/** Presses keys one after the other; those of one character may stand together. */
export function press(
  given: Given,
  keys: readonly string[],
  from: UiState = openingState('overview'),
): Pressed {
  let state = from;
  const effects: Effect[] = [];
  for (const key of keys) {
    const next = step(state, { on: 'key', key }, given);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

export function shown(given: Given, keys: readonly string[] = [], from?: UiState): string {
  return `${screen(press(given, keys, from).state, given)
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}
