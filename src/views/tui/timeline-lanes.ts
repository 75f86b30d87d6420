import type { Health } from '../../domain/evidence.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isHousekeeping } from '../action-words.ts';
import type { Colour } from '../paint.ts';
import type { TimelineRow } from '../timeline.ts';

/** What an event is on a time axis; of several in one place the first of these counts. */
export interface Mark {
  readonly text: string;
  readonly colour: Colour;
  readonly says: string;
}

const marks = {
  failed: { text: 'x', colour: 'red', says: 'failed' },
  ended: { text: '!', colour: 'red', says: 'crashed' },
  stuck: { text: '#', colour: 'red', says: 'stuck' },
  slow: { text: '~', colour: 'yellow', says: 'slow' },
  limited: { text: 'L', colour: 'cyan', says: 'usage limit' },
  started: { text: 'S', colour: 'yellow', says: 'session' },
  asked: { text: '?', colour: 'yellow', says: 'question' },
  merged: { text: 'M', colour: 'green', says: 'merged' },
  pull: { text: 'P', colour: 'cyan', says: 'PR' },
  gate: { text: 'g', colour: 'cyan', says: 'checks' },
  assigned: { text: 'a', colour: 'cyan', says: 'assigned' },
  delivered: { text: 'd', colour: 'cyan', says: 'text' },
  commit: { text: 'c', colour: 'green', says: 'commits' },
  person: { text: 'Y', colour: 'bold', says: 'you' },
  other: { text: '.', colour: 'dim', says: 'other' },
} as const satisfies Readonly<Record<string, Mark>>;

export const marksInOrder: readonly Mark[] = Object.values(marks);

const rules: readonly (readonly [RegExp, Mark])[] = [
  [/^failed /, marks.failed],
  [/^seen agent asks|^decided question/, marks.asked],
  [/^decided limit$/, marks.limited],
  [/ start-session$/, marks.started],
  [/^(done|begins) merge/, marks.merged],
  [/^seen pull request| open-pr$/, marks.pull],
  [/ gate$/, marks.gate],
  [/ begin-attempt$|^decided assignment/, marks.assigned],
  [/ deliver$|^seen text /, marks.delivered],
  [/^seen commits/, marks.commit],
  [/^seen you asked/, marks.person],
];

const marked = new WeakMap<TimelineRow, Mark>();

export function markOf(row: TimelineRow): Mark {
  const known = marked.get(row) ?? markFor(row);
  marked.set(row, known);
  return known;
}

function markFor({ kind, what, health, news }: TimelineRow): Mark {
  if (news === 'crashed') return marks.ended;
  if (news === 'restarted') return marks.started;
  if (health === 'slow' || health === 'stuck') return marks[health];
  const text = `${kind} ${what}`;
  return rules.find(([pattern]) => pattern.test(text))?.[1] ?? marks.other;
}

export interface Lane {
  /** A worker, or null for what is about none. */
  readonly worker: string | null;
  readonly rows: readonly TimelineRow[];
}

const known = new WeakMap<
  readonly TimelineRow[],
  { readonly snapshot: Snapshot; readonly lanes: readonly Lane[] }
>();

/** The events of each worker, oldest first, without housekeeping; what is about a task only goes to the worker that does it. */
export function lanesOf(rows: readonly TimelineRow[], snapshot: Snapshot): readonly Lane[] {
  const found = known.get(rows);
  if (found?.snapshot === snapshot) return found.lanes;
  const doers = new Map(snapshot.tasks.map(({ task, worker }) => [task, worker]));
  const byWorker = new Map<string | null, TimelineRow[]>([[null, []]]);
  for (const { worker } of snapshot.workers) byWorker.set(worker, []);
  for (const row of rows) {
    if (isHousekeeping(row)) continue;
    const worker = row.worker ?? (row.task === null ? null : (doers.get(row.task) ?? null));
    (byWorker.get(worker) ?? byWorker.get(null))?.push(row);
  }
  const lanes = [...byWorker].map(([worker, own]) => ({ worker, rows: own }));
  known.set(rows, { snapshot, lanes });
  return lanes;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The time that `cells` places show, up to the one that `to` is in. Places begin at whole multiples of what one shows: as time goes by
 * they move as a whole, and what is in one stays there.
 */
export function windowOf(to: number, spanMs: number, cells: number): Window {
  const perCell = Math.max(1, Math.ceil(spanMs / Math.max(1, cells)));
  const end = (Math.floor(to / perCell) + 1) * perCell;
  return { from: end - perCell * Math.max(1, cells), to: end };
}

/** The marks of everything that happened in the window, and of what lasted into it. */
export function marksSeen(lanes: readonly Lane[], window: Window): ReadonlySet<Mark> {
  const seen = new Set<Mark>();
  for (const lane of lanes) {
    for (const row of lane.rows) if (row.at >= window.from && row.at <= window.to) seen.add(markOf(row));
    for (const mark of stretchesIn(lane, window, 1)) if (mark !== null) seen.add(mark);
  }
  return seen;
}

const lasting: Readonly<Partial<Record<Health, Mark>>> = {
  slow: marks.slow,
  stuck: marks.stuck,
  crashed: marks.ended,
};

/** How the worker was at the beginning of each place of the axis; null: well, or about no worker that there still is. */
export function stretchesIn(
  { worker, rows }: Lane,
  { from, to }: Window,
  cells: number,
): readonly (Mark | null)[] {
  const changes = worker === null ? [] : rows.filter(({ health }) => health !== undefined);
  const perCell = (to - from) / Math.max(1, cells);
  let next = 0;
  let mark: Mark | null = null;
  return Array.from({ length: cells }, (_place, index) => {
    for (; (changes[next]?.at ?? Number.POSITIVE_INFINITY) <= from + index * perCell; next += 1)
      mark = lasting[changes[next]?.health ?? 'healthy'] ?? null;
    return mark;
  });
}

/** What lasts is not broken up by what weighs less than it. */
export function overlaid(lasts: Mark | null, happened: Mark | null): Mark | null {
  if (lasts === null || happened === null) return happened ?? lasts;
  return marksInOrder.indexOf(happened) < marksInOrder.indexOf(lasts) ? happened : lasts;
}

/** Places in which the worker waited in place for an answer: until it was given, or to the present; null where it did not. */
export function waitsIn(
  worker: string | null,
  snapshot: Snapshot,
  window: Window & { readonly cells: number },
): readonly (Mark | null)[] {
  const waits = worker === null ? [] : waitsOf(worker, snapshot);
  const perCell = (window.to - window.from) / Math.max(1, window.cells);
  return Array.from({ length: window.cells }, (_place, index) => {
    const begin = window.from + index * perCell;
    const isIn = waits.some(({ from, to }) => begin + perCell > from && begin <= to);
    return isIn ? marks.asked : null;
  });
}

function waitsOf(worker: string, { at, questions, closed = [] }: Snapshot): readonly Window[] {
  const open = questions.map(({ askedAt, ...one }) => ({ ...one, from: askedAt, to: at }));
  const answered = closed.flatMap(({ askedAt, at: to, ...one }) =>
    askedAt === undefined ? [] : [{ ...one, from: askedAt, to }],
  );
  return [...open, ...answered].filter((one) => one.holds === 'worker' && one.worker === worker);
}

/** One mark per place of an axis of `cells` places; null: nothing happened there. */
export function marksIn(
  rows: readonly TimelineRow[],
  { from, to }: Window,
  cells: number,
): readonly (Mark | null)[] {
  const axis: (Mark | null)[] = Array.from({ length: cells }, () => null);
  const perCell = (to - from) / Math.max(1, cells);
  for (const row of rows) {
    const place = Math.floor((row.at - from) / perCell);
    if (place < 0 || place >= cells) continue;
    const mark = markOf(row);
    const before = axis[place] ?? null;
    if (before === null || marksInOrder.indexOf(mark) < marksInOrder.indexOf(before)) axis[place] = mark;
  }
  return axis;
}
