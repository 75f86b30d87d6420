import { sourceWords } from '../domain/evidence.ts';
import { shortDuration } from '../domain/units.ts';
import { isHousekeeping, whatWords } from './action-words.ts';
import { fit, harmless, harmlessBlock } from './cells.ts';
import { painter } from './paint.ts';
import { wrapped } from './questions.ts';
import type { Question } from '../domain/question.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';
import type { Frame } from './frame.ts';
import type { Reason } from '../domain/reason.ts';
import { agoText, dayClock, sinceText, type Clock } from './clock.ts';
import { doingWords } from './doing-words.ts';
import { runningCount } from './held-tasks.ts';
import { questionFacts, quotedLines, screenLines } from './question-words.ts';
import type { TimelineRow } from './timeline.ts';

/** Reasons under the name they are about, one per line, wrapped; what is quoted behind a bar keeps its lines. */
export function whyText(about: string, reasons: readonly string[], frame: Frame): string {
  const lines = reasons.length === 0 ? ['nothing to say about it'] : reasons;
  const body = lines.flatMap((reason) =>
    reason.startsWith('| ')
      ? [fit(`  ${harmlessBlock(reason).replaceAll('\t', '  ').replaceAll('\n', ' ')}`, frame.columns)]
      : wrapped(harmless(reason), '  ', frame.columns),
  );
  return `${[painter(frame.color)('bold', harmless(about)), ...body].join('\n')}\n`;
}

/** A reason with the time of day beside how long ago that was. */
export function reasonText({ says, time }: Reason, clock: Clock): string {
  if (time === undefined) return says;
  const { at, is, behind } = time;
  const age = shortDuration(clock.now - at);
  return `${says}${is === 'since' ? ` ${sinceText(at, clock)}` : `${dayClock(at, clock)}, ${age} ago`}${behind}`;
}

/** What is known when nobody answers: the last picture, the newest of the journal, and in what way nobody does. */
export interface LastKnown {
  readonly snapshot: Snapshot;
  /** Oldest first. */
  readonly rows: readonly TimelineRow[];
  /** "is not running". */
  readonly says: string;
}

/**
 * What the last picture and the journal can still say when nobody is there to be asked, of a worker, a task, a question (`q-3`, `3`), a pull
 * request (`60`, `#60`), `omnibus`, or the project (empty). Nothing for a name that nothing has.
 */
export function lastReasons(known: LastKnown, about: string, clock: Clock): readonly string[] {
  const reasons = pictureReasons(known.snapshot, about, clock);
  if (reasons.length === 0) return [];
  return [
    `czar ${known.says}; this is what was known ${agoText(known.snapshot.at, clock)}:`,
    ...reasons,
    ...(about === '' ? [] : journalReasons(known.rows, about, clock)),
  ];
}

function pictureReasons(snapshot: Snapshot, about: string, clock: Clock): readonly string[] {
  if (about === '') return [...projectReasons(snapshot, clock), omnibusReason(snapshot)];
  if (about === 'omnibus') return [omnibusReason(snapshot)];
  const worker = snapshot.workers.find((row) => row.worker === about);
  const task = snapshot.tasks.find((row) => row.task === about);
  const questions = snapshot.questions.filter((one) =>
    [one.task, one.worker, one.id, String(one.number)].includes(about),
  );
  return [
    ...(worker === undefined ? [] : workerReasons(worker, clock)),
    ...(task === undefined ? [] : taskReasons(task, clock)),
    ...questions.flatMap((question) => [questionReason(question), ...questionDetails(question, clock)]),
    ...conflictReasons(snapshot, about),
    ...pullRequestReasons(snapshot, about),
    ...snapshot.next.filter((step) => step.about === about).map(({ what }) => `next: ${what}`),
  ];
}

const mostRows = 5;

/** What was decided and done about it last, the newest first. */
function journalReasons(rows: readonly TimelineRow[], about: string, clock: Clock): readonly string[] {
  return rows
    .filter(
      ({ worker, task, kind, what }) =>
        (worker === about || task === about) && kind !== 'begins' && !isHousekeeping({ kind, what }),
    )
    .slice(-mostRows)
    .reverse()
    .map(({ at, kind, what, why }) => `${dayClock(at, clock)} ${kind}: ${whatWords({ kind, what })}: ${why}`);
}

function questionDetails(question: Question, clock: Clock): readonly string[] {
  const oldestFirst = [...question.evidence].sort((a, b) => a.at - b.at);
  return [
    ...questionFacts(question, clock),
    ...oldestFirst.flatMap(({ source, at, says, lines }) => [
      `seen: ${says} (${sourceWords(source)}, ${dayClock(at, clock)}, ${shortDuration(clock.now - at)} ago)`,
      ...quotedLines(lines),
    ]),
    ...screenLines(question, clock),
  ];
}

function projectReasons(snapshot: Snapshot, clock: Clock): readonly string[] {
  const { counts, questions, problems, next } = snapshot;
  const running = runningCount(snapshot);
  return [
    `project: ${counts.merged} of ${counts.total} merged, ${running} running, ${counts.ready} ready, ${counts.waiting} waiting`,
    ...questions.flatMap((one) => [questionReason(one), ...questionFacts(one, clock)]),
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
  return `waits for your answer to question ${number}: ${text}`;
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

function workerReasons(row: WorkerRow, clock: Clock): readonly string[] {
  return [
    `worker: ${row.health}, ${doingWords(row, clock)} ${sinceText(row.since, clock)}${row.task === null ? '' : `, task ${row.task}`}`,
    ...(row.quarantined === null ? [] : [`quarantined: ${row.quarantined}`]),
    ...(row.waitingFor.length === 0 ? [] : [`waits for ${row.waitingFor.join(', ')}`]),
  ];
}

function taskReasons(row: TaskRow, clock: Clock): readonly string[] {
  const phase = row.phase === null ? '' : ` (${row.phase})`;
  return [
    `task: ${row.status}${phase} ${sinceText(row.since, clock)}, attempt ${row.attempt}${row.worker === null ? '' : `, by ${row.worker}`}`,
    ...(row.waitingFor.length === 0 ? [] : [`waits for ${row.waitingFor.join(', ')}`]),
    ...(row.note === null ? [] : [row.note]),
  ];
}
