import type { Snapshot, TaskRow, WorkerRow } from '../../domain/snapshot.ts';
import { healthWord, heldShape, workerShape, type Shape, type SignName } from '../held-tasks.ts';
import type { Clock } from '../clock.ts';
import { doingWords } from '../doing-words.ts';
import type { Colour } from '../paint.ts';
import { approvalFor } from '../waits-for.ts';

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
} as const satisfies Readonly<Record<SignName, Pair>>;

export function signText(name: SignName, unicode: boolean): string {
  return unicode ? pairs[name].unicode : pairs[name].ascii;
}

function signed([name, colour, word]: Shape, unicode: boolean): Sign {
  return { text: signText(name, unicode), colour, word };
}

/** The sign tells what is wrong, then what it does; the word is that of its health alone. */
export function workerSign(row: WorkerRow, unicode: boolean): Sign {
  const sign = signed(workerShape(row), unicode);
  return { ...sign, word: healthWord(row) };
}

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

/** "SLOW: nothing new"; of one that does not run, what it does alone. */
export function stateWords(row: WorkerRow, clock: Clock): string {
  const word = healthWord(row);
  return `${word === '-' ? '' : `${word}: `}${doingWords(row, clock)}`;
}

type Known = Pick<Snapshot, 'workers' | 'questions'>;

/** What the worker of a running task is up to counts for the task: both have the same sign and word. */
export function taskSign(row: TaskRow, { workers, questions }: Known, unicode: boolean): Sign {
  const shape = approvalFor(row, questions) === null ? heldShape(row, workers) : taskShapes.needs_human;
  if (shape !== null) return signed(shape, unicode);
  const sign = signed(taskShapes[row.status], unicode);
  return row.phase === null || row.status !== 'complete' ? sign : { ...sign, word: row.phase };
}

const taskUrgencies: Readonly<Record<TaskRow['status'], number>> = {
  needs_human: 0,
  failed: 1,
  in_progress: 4,
  complete: 5,
  ready: 6,
  blocked: 7,
  pending: 8,
  merged: 9,
  cancelled: 10,
};

/** Rising numbers are less urgent: what needs a person, what does not get on, what runs, what waits, what is done. */
export function taskUrgency(row: TaskRow, { workers, questions }: Known): number {
  if (approvalFor(row, questions) !== null) return taskUrgencies.needs_human;
  const shape = heldShape(row, workers);
  if (shape === null) return taskUrgencies[row.status];
  const [sign] = shape;
  if (sign === 'asks') return 0;
  return sign === 'wrong' || sign === 'gone' ? 2 : 3;
}

/** Rising numbers are less urgent; equal ones keep the order of the config, so that rows do not jump about. */
function urgencyOf(row: WorkerRow): number {
  if (row.activity === 'asks') return 0;
  if (row.quarantined !== null || row.health === 'crashed') return 1;
  if (row.health === 'stuck') return 2;
  return row.health === 'slow' || row.activity === 'unknown' ? 3 : 4;
}

export function byUrgency({ workers }: Snapshot): readonly WorkerRow[] {
  return [...workers].sort((a, b) => urgencyOf(a) - urgencyOf(b));
}
