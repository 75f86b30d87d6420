import { shortDuration } from '../domain/units.ts';
import { counted } from '../domain/counted.ts';
import { fit, harmless, packed } from './cells.ts';
import { heldWords, runningCount } from './held-tasks.ts';
import { outcomeOf, wanted } from './outcome.ts';
import { workerLines } from './status-workers.ts';
import type { Snapshot, TaskRow } from '../domain/snapshot.ts';
import type { Frame, TimedFrame } from './frame.ts';

/** Where a run stands, in one line. */
export function progressLine(snapshot: Snapshot, { columns, now }: Pick<Frame, 'columns' | 'now'>): string {
  const { counts, integration, restarts, questions } = snapshot;
  const { omnibus, omnibusState } = integration;
  const parts = [
    elapsed(snapshot, now),
    `${counts.merged}/${wanted(counts)} merged`,
    ...runningParts(snapshot),
    ...(counts.inReview > 0 ? [`${counts.inReview} in review`] : []),
    ...(restarts > 0 ? [counted(restarts, 'restart')] : []),
    ...(questions.length > 0 ? [`needs you: ${questions.length}`] : []),
    ...(omnibus === null ? [] : [`omnibus #${omnibus} ${omnibusState}`]),
  ];
  return packed(parts, '  ', columns)[0] ?? '';
}

/** Running tasks by what their workers are up to: one whose worker is stuck, or waits, is not worked on. */
function runningParts(snapshot: Snapshot): readonly string[] {
  const held = heldWords(snapshot);
  const numbers: readonly (readonly [number, string])[] = [
    [runningCount(snapshot), 'working'],
    ...TOLD.map((word) => [held.get(word) ?? 0, word] as const),
  ];
  return numbers.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
}

/** Who asks is told by what needs a person. */
const TOLD = ['stuck', 'crashed', 'out', 'limited', 'paused', 'unknown'] as const;

/** A few lines that are painted over again and again while a run goes on. */
export function liveBlock(snapshot: Snapshot, frame: TimedFrame): readonly string[] {
  const rows = workerLines(snapshot, frame).slice(0, mostLiveRows);
  return [...rows, progressLine(snapshot, frame)];
}

const mostLiveRows = 12;

/** What changed between two pictures, one line per event; of the first picture, where it stands. */
export function eventLines(
  before: Snapshot | null,
  after: Snapshot,
  frame: Pick<Frame, 'columns' | 'now'>,
): readonly string[] {
  if (before === null) return [progressLine(after, frame)];
  const events = [
    ...taskEvents(before, after),
    ...workerEvents(before, after),
    ...questionEvents(before, after),
    ...omnibusEvents(before, after),
  ];
  return events.map((event) => fit(`${elapsed(after, frame.now)}  ${event}`, frame.columns));
}

function elapsed({ startedAt }: Snapshot, now: number): string {
  return startedAt === null ? '0s' : shortDuration(now - startedAt);
}

function taskEvents(before: Snapshot, after: Snapshot): readonly string[] {
  const known = new Map(before.tasks.map((row) => [row.task, row]));
  return after.tasks.flatMap((row) => {
    const old = known.get(row.task);
    const moved = old === undefined || old.status !== row.status || old.phase !== row.phase;
    const event = moved ? taskEvent(row, after) : null;
    return event === null ? [] : [`${harmless(row.task)} ${event}`];
  });
}

function taskEvent(row: TaskRow, { counts }: Snapshot): string | null {
  // A primary task has the name of its worker.
  const by = row.worker === null || row.worker === row.task ? '' : ` by ${harmless(row.worker)}`;
  switch (row.status) {
    case 'pending':
      return null;
    case 'in_progress':
      return `is worked on${by}${row.attempt > 1 ? `, attempt ${row.attempt}` : ''}`;
    case 'complete':
      return row.phase === null ? `is complete${by}` : `is complete${by}: ${row.phase}`;
    case 'merged':
      return `is merged (${counts.merged}/${wanted(counts)})`;
    case 'needs_human':
      return 'needs you (czar needs)';
    default:
      return `is ${row.status}${row.note === null ? '' : `: ${harmless(row.note)}`}`;
  }
}

function workerEvents(before: Snapshot, after: Snapshot): readonly string[] {
  const known = new Map(before.workers.map((row) => [row.worker, row]));
  return after.workers.flatMap((row) => {
    const old = known.get(row.worker);
    return [
      ...(row.restarts > (old?.restarts ?? 0)
        ? [`${harmless(row.worker)} was restarted (${row.restarts})`]
        : []),
      ...(row.quarantined !== null && old?.quarantined !== row.quarantined
        ? [`${harmless(row.worker)} is out: ${harmless(row.quarantined)}`]
        : []),
    ];
  });
}

function questionEvents(before: Snapshot, after: Snapshot): readonly string[] {
  const known = new Set(before.questions.map(({ id }) => id));
  return after.questions
    .filter(({ id }) => !known.has(id))
    .map(({ number, text }) => `needs you: ${harmless(text)} (czar answer ${number})`);
}

function omnibusEvents(before: Snapshot, after: Snapshot): readonly string[] {
  const { omnibus, omnibusState } = after.integration;
  if (omnibus === null || before.integration.omnibusState === omnibusState) return [];
  return [`omnibus #${omnibus} is ${omnibusState}`];
}

/** The last line of a run. Times in whole seconds; the factor says how much side by side saved. */
export function doneLine(snapshot: Snapshot): string {
  const { counts, pullRequests, restarts, wallMs, serialMs } = snapshot;
  const factor = wallMs === null || wallMs === 0 ? 1 : serialMs / wallMs;
  const word = outcomeOf(snapshot) === 'finished' ? 'done' : 'not done';
  const tasks = `${counts.merged}/${wanted(counts)} tasks merged`;
  const times = `${seconds(wallMs ?? 0)}s wall (${seconds(serialMs)}s one after another, ${factor.toFixed(1)}x)`;
  return `czar: ${word}: ${tasks}, ${pullRequests.length} pull requests, ${restarts} restarts, ${times}`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
