import type { Snapshot } from '../../domain/snapshot.ts';
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
  ended: { text: '!', colour: 'red', says: 'agent ended' },
  started: { text: 'S', colour: 'yellow', says: 'session' },
  asked: { text: '?', colour: 'yellow', says: 'question' },
  merged: { text: 'M', colour: 'green', says: 'merged' },
  pull: { text: 'P', colour: 'cyan', says: 'pull request' },
  gate: { text: 'g', colour: 'cyan', says: 'gates' },
  assigned: { text: 'a', colour: 'cyan', says: 'assigned' },
  delivered: { text: 'd', colour: 'cyan', says: 'delivered' },
  commit: { text: 'c', colour: 'green', says: 'commits' },
  person: { text: 'Y', colour: 'bold', says: 'you' },
  other: { text: '.', colour: 'dim', says: 'other' },
} as const satisfies Readonly<Record<string, Mark>>;

export const marksInOrder: readonly Mark[] = Object.values(marks);

const rules: readonly (readonly [RegExp, Mark])[] = [
  [/^failed /, marks.failed],
  [/^seen agent (exited|lost|ended)/, marks.ended],
  [/^seen agent says (permission|question)|^decided questions/, marks.asked],
  [/ start-session$/, marks.started],
  [/^(done|begins) merge/, marks.merged],
  [/^seen pull request| open-pr$/, marks.pull],
  [/ gate$/, marks.gate],
  [/ begin-attempt$|^decided assignment/, marks.assigned],
  [/ deliver$|^seen delivery/, marks.delivered],
  [/^seen commits/, marks.commit],
  [/^seen you asked/, marks.person],
];

export function markOf({ kind, what }: TimelineRow): Mark {
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

/** The events of each worker, oldest first; what is about a task only goes to the worker that does it. */
export function lanesOf(rows: readonly TimelineRow[], snapshot: Snapshot): readonly Lane[] {
  const found = known.get(rows);
  if (found?.snapshot === snapshot) return found.lanes;
  const doers = new Map(snapshot.tasks.map(({ task, worker }) => [task, worker]));
  const byWorker = new Map<string | null, TimelineRow[]>([[null, []]]);
  for (const { worker } of snapshot.workers) byWorker.set(worker, []);
  for (const row of rows) {
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

/** The marks of everything that happened in the window. */
export function marksSeen(lanes: readonly Lane[], { from, to }: Window): ReadonlySet<Mark> {
  const seen = new Set<Mark>();
  for (const { rows } of lanes) {
    for (const row of rows) if (row.at >= from && row.at <= to) seen.add(markOf(row));
  }
  return seen;
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
