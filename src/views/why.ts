import { shortDuration } from '../domain/units.ts';
import { harmless } from './cells.ts';
import { painter } from './paint.ts';
import { wrapped } from './questions.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';
import type { Frame } from './frame.ts';

/** Reasons under the name they are about, one per line, wrapped. */
export function whyText(about: string, reasons: readonly string[], frame: Frame): string {
  const lines = reasons.length === 0 ? ['nothing to say about it'] : reasons;
  const body = lines.flatMap((reason) => wrapped(harmless(reason), '  ', frame.columns));
  return `${[painter(frame.color)('bold', harmless(about)), ...body].join('\n')}\n`;
}

/** What the last picture can still say when nobody is there to be asked. */
export function lastReasons(snapshot: Snapshot, about: string, now: number): readonly string[] {
  const worker = snapshot.workers.find((row) => row.worker === about);
  const task = snapshot.tasks.find((row) => row.task === about);
  const questions = snapshot.questions.filter((one) => one.task === about || one.worker === about);
  return [
    ...(worker === undefined ? [] : workerReasons(worker, now)),
    ...(task === undefined ? [] : taskReasons(task, now)),
    ...questions.map(({ number, text }) => `waits for your answer ${number}: ${text}`),
    ...snapshot.next.filter((step) => step.about === about).map(({ what }) => `next: ${what}`),
  ];
}

function workerReasons(row: WorkerRow, now: number): readonly string[] {
  const since = shortDuration(now - row.since);
  return [
    `worker: ${row.health}, ${row.doing} for ${since}${row.task === null ? '' : `, task ${row.task}`}`,
    ...(row.quarantined === null ? [] : [`quarantined: ${row.quarantined}`]),
    ...(row.waitingFor.length === 0 ? [] : [`waits for ${row.waitingFor.join(', ')}`]),
  ];
}

function taskReasons(row: TaskRow, now: number): readonly string[] {
  const phase = row.phase === null ? '' : ` (${row.phase})`;
  const since = shortDuration(now - row.since);
  return [
    `task: ${row.status}${phase} for ${since}, attempt ${row.attempt}${row.worker === null ? '' : `, by ${row.worker}`}`,
    ...(row.waitingFor.length === 0 ? [] : [`waits for ${row.waitingFor.join(', ')}`]),
    ...(row.note === null ? [] : [row.note]),
  ];
}
