import type { Snapshot, TaskRow, WorkerRow } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import type { TypedWords } from './typed-words.ts';

/** Why an order would be refused as things stand; null: nothing speaks against it. Keys and the palette read it alike. Harmless. */
type Why = string | null;

export function whyNotCancelled({ task, status }: TaskRow): Why {
  return status === 'merged' || status === 'cancelled' ? `${harmless(task)} is ${status} already` : null;
}

export function whyNotRetried({ task, status, attempt }: TaskRow): Why {
  if (status === 'merged') return `${harmless(task)} is merged already: add a task that follows it up`;
  const isUnbegun = attempt === 0 && status !== 'cancelled' && status !== 'failed';
  return isUnbegun ? `${harmless(task)} was not begun yet: there is nothing to begin again` : null;
}

/** It is merged by way of its pull request. */
export function whyNotMerged(row: TaskRow, { pullRequests }: Snapshot): Why {
  const name = harmless(row.task);
  if (row.status === 'merged') return `${name} is merged already`;
  if (!isFinished(row)) return `${name} is ${statusWords(row)}: only finished work can be merged`;
  if (row.pr === null) return `${name} has no pull request yet`;
  const request = pullRequests.find(({ number }) => number === row.pr);
  return request === undefined || request.state === 'open'
    ? null
    : `#${row.pr} of ${name} is ${request.state}`;
}

export function whyNotDropped(row: TaskRow): Why {
  const name = harmless(row.task);
  if (row.status !== 'merged') return `${name} is ${statusWords(row)}, not merged`;
  return row.merged === null ? `${name} has no merge of its own` : null;
}

/** "names" are those behind `czar assign`. */
export function whyNotAssigned({ names, options }: TypedWords, { tasks, workers }: Snapshot): Why {
  const [task = '', worker = ''] = names;
  const row = tasks.find((one) => one.task === task);
  if (options.includes('--next') || row === undefined) return null;
  const name = harmless(task);
  if (row.status === 'merged' || row.status === 'cancelled') return `${name} is ${row.status}`;
  if (!options.includes('--now')) return null;
  if (options.includes('--open')) return 'say which worker takes it now';
  if (isFinished(row)) return `${name} is finished and in review`;
  return doerOf(row, workers)?.worker === worker ? `${harmless(worker)} is on ${name} already` : null;
}

export function whyNotRestarted({ worker, activity }: WorkerRow, { supervisor }: Snapshot): Why {
  const isPaused = activity === 'paused' || supervisor.state === 'paused';
  return isPaused ? `${harmless(worker)} is paused: let it go on first (czar resume)` : null;
}

/** Who has a task that is under way in its seat now. */
export function doerOf({ task }: TaskRow, workers: Snapshot['workers']): WorkerRow | undefined {
  return workers.find((one) => one.task === task);
}

/** Finished work that waits for an answer has its phase still. */
function isFinished({ status, phase }: TaskRow): boolean {
  return status === 'complete' || (status === 'needs_human' && phase !== null);
}

function statusWords({ status }: TaskRow): string {
  return status === 'needs_human' ? 'waiting for an answer' : status.replace('_', ' ');
}
