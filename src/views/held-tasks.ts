import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';
import type { Colour } from './paint.ts';
import { approvalFor } from './waits-for.ts';

/** Signs by what they mean (views/tui/signs.ts). */
export type SignName = 'fine' | 'rest' | 'asks' | 'slow' | 'wrong' | 'gone' | 'done' | 'waits' | 'path';

/** Sign, colour and word. */
export type Shape = readonly [SignName, Colour, string];

/** The word for its health, on every surface; what it does stands beside it. "-": it does not run, or nothing is known of it. */
export function healthWord(row: WorkerRow): string {
  if (row.quarantined !== null) return 'OUT';
  if (row.health !== 'healthy') return row.health.toUpperCase();
  return isKnownAlive(row) ? 'healthy' : '-';
}

/** Of that word, which does not tell whether it asks or rests. */
export function healthColour(row: WorkerRow): Colour {
  if (row.quarantined !== null) return 'red';
  if (row.health !== 'healthy') return row.health === 'slow' ? 'yellow' : 'red';
  return isKnownAlive(row) ? 'green' : 'dim';
}

/** Nothing is wrong with a worker that does not run, or of which nothing is known: that is not health. */
function isKnownAlive({ activity, session, proofOfLife }: WorkerRow): boolean {
  return activity !== 'off' && activity !== 'unknown' && session !== null && proofOfLife;
}

/** What is wrong with a worker comes before what it does. */
export function workerShape(row: WorkerRow): Shape {
  const { quarantined, activity, health } = row;
  if (quarantined !== null) return ['gone', 'red', 'OUT'];
  if (health === 'crashed') return ['gone', 'red', 'CRASHED'];
  if (health === 'stuck') return ['wrong', 'red', 'STUCK'];
  if (activity !== 'asks' && health === 'slow') return ['slow', 'yellow', 'SLOW'];
  // It would go on if its account let it.
  if (activity === 'idle' && row.limitedUntil !== undefined) return activityShapes.limited;
  // Its work is on the way to be merged; with none, it is free.
  return activityShapes[activity === 'in-review' && row.task === null ? 'idle' : activity];
}

const activityShapes: Readonly<Record<WorkerRow['activity'], Shape>> = {
  asks: ['asks', 'yellow', 'ASKS'],
  limited: ['slow', 'cyan', 'limited'],
  unknown: ['asks', 'yellow', 'unknown'],
  off: ['rest', 'dim', 'off'],
  paused: ['rest', 'dim', 'paused'],
  idle: ['rest', 'dim', 'idle'],
  starting: ['fine', 'green', 'starting'],
  working: ['fine', 'green', 'healthy'],
  'in-review': ['fine', 'green', 'healthy'],
};

/** Its session was ended: nobody is at it until one is started again. */
const noAgent: Shape = ['rest', 'dim', 'no agent'];

const doers = new WeakMap<Snapshot['workers'], ReadonlyMap<string, WorkerRow>>();

/** The sign of its worker where the task runs, and not as it should; null: all is well with it. */
export function heldShape(row: TaskRow, workers: Snapshot['workers']): Shape | null {
  if (row.status !== 'in_progress') return null;
  const doer = doerOf(row, workers);
  const shape = doer === undefined ? activityShapes.working : workerShape(doer);
  if (shape[2] === 'off') return noAgent;
  return shape[0] === 'fine' || shape[2] === 'idle' ? null : shape;
}

function doerOf({ task }: TaskRow, workers: Snapshot['workers']): WorkerRow | undefined {
  const known = doers.get(workers) ?? new Map(workers.map((one) => [one.task ?? '', one]));
  doers.set(workers, known);
  return known.get(task);
}

/** Since when it is what its sign says, in epoch milliseconds: the word of its worker has the time of its worker. */
export function shownSince(
  row: TaskRow,
  { workers, questions }: Pick<Snapshot, 'workers' | 'questions'>,
): number {
  const approval = approvalFor(row, questions);
  if (approval !== null) return approval.since ?? approval.askedAt;
  return heldShape(row, workers) === null ? row.since : (doerOf(row, workers)?.since ?? row.since);
}

/** How many tasks are worked on; slow is at work, too. */
export function runningCount(snapshot: Snapshot): number {
  const held = heldWords(snapshot);
  const notRunning = [...held.values()].reduce((sum, count) => sum + count, -(held.get('slow') ?? 0));
  return Math.max(0, snapshot.counts.running - notRunning);
}

const counted = new WeakMap<Snapshot, ReadonlyMap<string, number>>();

/** How many running tasks do not simply run, by the word for it. Counted once for the same picture: every frame asks for it. */
export function heldWords(snapshot: Snapshot): ReadonlyMap<string, number> {
  const found = counted.get(snapshot) ?? countHeld(snapshot);
  counted.set(snapshot, found);
  return found;
}

function countHeld(snapshot: Snapshot): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const row of snapshot.tasks) {
    const word = heldShape(row, snapshot.workers)?.[2].toLowerCase();
    if (word !== undefined) words.set(word, (words.get(word) ?? 0) + 1);
  }
  return words;
}
