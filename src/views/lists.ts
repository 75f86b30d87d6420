import { shortDuration } from '../domain/units.ts';
import { harmless } from './cells.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';

/** Workers that could take something now. */
export function idleWorkers({ workers }: Snapshot): readonly WorkerRow[] {
  return workers.filter(({ activity, quarantined }) => activity === 'idle' && quarantined === null);
}

/** Workers that do not get on: slow, stuck, crashed or out. */
export function stuckWorkers({ workers }: Snapshot): readonly WorkerRow[] {
  return workers.filter(({ health, quarantined }) => health !== 'healthy' || quarantined !== null);
}

/** "engineer2  idle  12m": one line per worker, for scripts to cut. */
export function workerListText(rows: readonly WorkerRow[], now: number): string {
  return rows
    .map((row) => `${harmless(row.worker)}  ${stateText(row)}  ${shortDuration(now - row.since)}\n`)
    .join('');
}

function stateText({ health, quarantined, activity, task }: WorkerRow): string {
  const state = quarantined === null ? (health === 'healthy' ? activity : health) : 'out';
  return task === null ? state : `${state}  ${harmless(task)}`;
}

/** The ready task that this worker would take next: lower priority number first, its own before open ones. */
export function nextTaskFor(worker: string, { tasks }: Snapshot): TaskRow | null {
  const mayTake = tasks.filter(
    (row) => row.status === 'ready' && (row.assignee === worker || row.assignee === null),
  );
  const openLast = (row: TaskRow): number => (row.assignee === null ? 1 : 0);
  return [...mayTake].sort((a, b) => a.priority - b.priority || openLast(a) - openLast(b))[0] ?? null;
}

/** The lines of `after` that are new against `before`: what scrolled in at the bottom of a screen. */
export function newLines(before: readonly string[], after: readonly string[]): readonly string[] {
  for (let kept = Math.min(before.length, after.length); kept > 0; kept -= 1) {
    const overlaps = before.slice(-kept).every((line, index) => line === after[index]);
    if (overlaps) return after.slice(kept);
  }
  return after;
}
