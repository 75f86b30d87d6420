import { shortDuration } from '../domain/units.ts';
import { harmless } from './cells.ts';
import { painter } from './paint.ts';
import { wrapped } from './questions.ts';
import type { Question } from '../domain/question.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';
import type { Frame } from './frame.ts';

/** Reasons under the name they are about, one per line, wrapped. */
export function whyText(about: string, reasons: readonly string[], frame: Frame): string {
  const lines = reasons.length === 0 ? ['nothing to say about it'] : reasons;
  const body = lines.flatMap((reason) => wrapped(harmless(reason), '  ', frame.columns));
  return `${[painter(frame.color)('bold', harmless(about)), ...body].join('\n')}\n`;
}

/**
 * What the last picture can still say when nobody is there to be asked, of a worker, a task, a question (`q-3`, `3`), a pull
 * request (`60`, `#60`), `omnibus`, or the project (empty). Nothing for a name that nothing has.
 */
export function lastReasons(snapshot: Snapshot, about: string, now: number): readonly string[] {
  if (about === '') return [...projectReasons(snapshot), omnibusReason(snapshot)];
  if (about === 'omnibus') return [omnibusReason(snapshot)];
  const worker = snapshot.workers.find((row) => row.worker === about);
  const task = snapshot.tasks.find((row) => row.task === about);
  const questions = snapshot.questions.filter((one) =>
    [one.task, one.worker, one.id, String(one.number)].includes(about),
  );
  return [
    ...(worker === undefined ? [] : workerReasons(worker, now)),
    ...(task === undefined ? [] : taskReasons(task, now)),
    ...questions.map(questionReason),
    ...conflictReasons(snapshot, about),
    ...pullRequestReasons(snapshot, about),
    ...snapshot.next.filter((step) => step.about === about).map(({ what }) => `next: ${what}`),
  ];
}

function projectReasons({ counts, questions, problems, next }: Snapshot): readonly string[] {
  return [
    `project: ${counts.merged} of ${counts.total} merged, ${counts.running} running, ${counts.ready} ready, ${counts.waiting} waiting`,
    ...questions.map(questionReason),
    ...problems.map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`),
    ...next.map(({ what, about }) => `next: ${about}: ${what}`),
  ];
}

function omnibusReason({ integration, base }: Snapshot): string {
  const { branch, omnibus, omnibusState } = integration;
  const name = omnibus === null ? 'no pull request yet' : `#${omnibus} ${omnibusState}`;
  return `omnibus: ${name}, ${branch} into ${base}`;
}

function conflictReasons({ conflicts = [] }: Snapshot, about: string): readonly string[] {
  return conflicts
    .filter(({ a, b, tasks }) => tasks.includes(about) || a === about || b === about)
    .map(
      ({ tasks, files }) =>
        `${tasks.join(' and ')} ${tasks.length === 1 ? 'and the integration branch ' : ''}conflict in ${files.join(', ')}`,
    );
}

function questionReason({ number, text }: Question): string {
  return `waits for your answer ${number}: ${text}`;
}

function pullRequestReasons({ pullRequests }: Snapshot, about: string): readonly string[] {
  const pr = pullRequests.find(({ number }) => `#${number}` === about || String(number) === about);
  if (pr === undefined) return [];
  const state = pr.draft && pr.state === 'open' ? 'draft' : pr.state;
  const whose = pr.task === null ? 'the omnibus' : `task ${pr.task}`;
  return [
    `pull request #${pr.number} of ${whose}: ${state}, ${pr.head} into ${pr.base}`,
    ...pr.checks.map(({ name, verdict }) => `check ${name}: ${verdict}`),
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
