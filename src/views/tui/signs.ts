import type { Snapshot, TaskRow, WorkerRow } from '../../domain/snapshot.ts';
import type { Colour } from '../paint.ts';

/** A sign tells the same as its colour, for those who do not see it. */
export interface Sign {
  readonly text: string;
  readonly colour: Colour;
  readonly word: string;
}

interface Pair {
  readonly unicode: string;
  readonly ascii: string;
}

const pairs = {
  fine: { unicode: '●', ascii: 'o' },
  rest: { unicode: '○', ascii: '.' },
  asks: { unicode: '?', ascii: '?' },
  slow: { unicode: '~', ascii: '~' },
  wrong: { unicode: '!', ascii: '!' },
  gone: { unicode: '✗', ascii: 'x' },
  done: { unicode: '✓', ascii: '+' },
  waits: { unicode: '·', ascii: '-' },
  path: { unicode: '◆', ascii: '*' },
} as const satisfies Readonly<Record<string, Pair>>;

export function signText(name: keyof typeof pairs, unicode: boolean): string {
  return unicode ? pairs[name].unicode : pairs[name].ascii;
}

type Shape = readonly [keyof typeof pairs, Colour, string];

function signed([name, colour, word]: Shape, unicode: boolean): Sign {
  return { text: signText(name, unicode), colour, word };
}

/** What is wrong with a worker comes before what it does. */
export function workerSign(row: WorkerRow, unicode: boolean): Sign {
  return signed(workerShape(row), unicode);
}

function workerShape(row: WorkerRow): Shape {
  const { quarantined, activity, health } = row;
  if (quarantined !== null) return ['gone', 'red', 'OUT'];
  if (health === 'crashed') return ['gone', 'red', 'CRASHED'];
  if (health === 'stuck') return ['wrong', 'red', 'STUCK'];
  if (activity !== 'asks' && health === 'slow') return ['slow', 'yellow', 'slow'];
  return needsYou(row) ? activityShapes.asks : activityShapes[activity];
}

/** It has nothing to do, and a task that it left waits for an answer. */
function needsYou({ parked, activity }: WorkerRow): boolean {
  return parked !== undefined && activity === 'idle';
}

const activityShapes: Readonly<Record<WorkerRow['activity'], Shape>> = {
  asks: ['asks', 'yellow', 'ASKS'],
  limited: ['slow', 'cyan', 'limited'],
  unknown: ['asks', 'yellow', 'unknown'],
  off: ['rest', 'dim', 'off'],
  paused: ['rest', 'dim', 'paused'],
  idle: ['rest', 'dim', 'idle'],
  starting: ['fine', 'green', 'healthy'],
  working: ['fine', 'green', 'healthy'],
  'in-review': ['fine', 'green', 'healthy'],
};

const taskShapes: Readonly<Record<TaskRow['status'], Shape>> = {
  pending: ['waits', 'dim', 'waiting'],
  ready: ['rest', 'cyan', 'ready'],
  in_progress: ['fine', 'green', 'running'],
  complete: ['slow', 'cyan', 'in review'],
  merged: ['done', 'green', 'merged'],
  needs_human: ['asks', 'yellow', 'NEEDS YOU'],
  blocked: ['wrong', 'red', 'BLOCKED'],
  failed: ['gone', 'red', 'FAILED'],
  cancelled: ['gone', 'dim', 'cancelled'],
};

export function taskSign(row: TaskRow, unicode: boolean): Sign {
  const sign = signed(taskShapes[row.status], unicode);
  return row.phase === null || row.status !== 'complete' ? sign : { ...sign, word: row.phase };
}

/** Rising numbers are less urgent; equal ones keep the order of the config, so that rows do not jump about. */
function urgencyOf(row: WorkerRow): number {
  if (row.activity === 'asks' || needsYou(row)) return 0;
  if (row.quarantined !== null || row.health === 'crashed') return 1;
  if (row.health === 'stuck') return 2;
  return row.health === 'slow' || row.activity === 'unknown' ? 3 : 4;
}

export function byUrgency({ workers }: Snapshot): readonly WorkerRow[] {
  return [...workers].sort((a, b) => urgencyOf(a) - urgencyOf(b));
}
