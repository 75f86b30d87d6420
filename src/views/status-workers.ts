import { shortDuration, shortSize } from '../domain/units.ts';
import { fitList, harmless } from './cells.ts';
import { commitsText } from './commits.ts';
import { healthColour, healthWord } from './held-tasks.ts';
import { painter } from './paint.ts';
import { tableLines, type TableCell, type TableColumn } from './table.ts';
import type { Activity } from '../domain/evidence.ts';
import { passes } from '../domain/pull-request.ts';
import type { Snapshot, WorkerRow } from '../domain/snapshot.ts';
import { doingWords } from './doing-words.ts';
import type { TimedFrame } from './frame.ts';

/** With more workers than this, those that rest in good health share a line. */
const mostRows = 20;

const columns: readonly TableColumn[] = [
  { title: 'WORKER', min: 8, leaveOut: 0 },
  { title: 'HEALTH', min: 7, leaveOut: 1 },
  { title: 'DOING', min: 9, leaveOut: 0 },
  { title: 'TASK', min: 8, leaveOut: 2 },
  { title: 'COMMITS', min: 9, leaveOut: 4 },
  { title: 'PR', min: 8, leaveOut: 5 },
  { title: 'SINCE', min: 6, align: 'right', leaveOut: 3 },
];

/** One row per worker, those that need a look first. */
export function workerLines(snapshot: Snapshot, frame: TimedFrame): readonly string[] {
  if (snapshot.workers.length === 0) return [];
  const sorted = [...snapshot.workers].sort((a, b) => urgency(a) - urgency(b));
  const crowded = sorted.length > mostRows;
  const resting = crowded ? sorted.filter(isResting) : [];
  const rows = sorted.filter((row) => !resting.includes(row));
  const table =
    rows.length === 0
      ? []
      : tableLines(
          { columns, rows: rows.map((row) => cellsOf(row, snapshot, frame)) },
          frame.columns,
          painter(frame.color),
        );
  return [...table, ...restingLine(resting, frame.columns), ...filesLine(snapshot.workers, frame.columns)];
}

/** A receipt of these is of the lines that name a file. */
function filesLine(rows: readonly WorkerRow[], cells: number): readonly string[] {
  const read = rows.flatMap(({ worker, textFile }) =>
    textFile === undefined ? [] : [`${harmless(worker)} (${shortSize(textFile.bytes)})`],
  );
  if (read.length === 0) return [];
  const label = 'too long to be typed, read from a file: ';
  return [label + fitList({ items: read, count: read.length }, cells - label.length)];
}

function restingLine(resting: readonly WorkerRow[], cells: number): readonly string[] {
  if (resting.length === 0) return [];
  const label = `${resting.length} at rest: `;
  return [
    label +
      fitList(
        { items: resting.map(({ worker }) => harmless(worker)), count: resting.length },
        cells - label.length,
      ),
  ];
}

function isResting(row: WorkerRow): boolean {
  if (row.parked !== undefined) return false;
  const rests = row.activity === 'idle' || row.activity === 'off' || row.activity === 'paused';
  return rests && row.health === 'healthy' && row.quarantined === null;
}

const order: Readonly<Record<Activity, number>> = {
  asks: 0,
  unknown: 3,
  working: 4,
  starting: 4,
  limited: 5,
  'in-review': 6,
  idle: 7,
  paused: 8,
  off: 9,
};

function urgency(row: WorkerRow): number {
  if (row.activity === 'asks') return 0;
  if (row.quarantined !== null) return 1;
  return row.health === 'healthy' ? order[row.activity] : 2;
}

function cellsOf(row: WorkerRow, snapshot: Snapshot, frame: TimedFrame): readonly TableCell[] {
  return [
    { text: harmless(row.worker) },
    healthCell(row),
    { text: doingWords(row, frame) },
    { text: harmless(row.task ?? '-') },
    { text: commitsText(row) },
    { text: prText(row, snapshot) },
    { text: shortDuration(frame.now - row.since) },
  ];
}

function healthCell(row: WorkerRow): TableCell {
  const text = healthWord(row);
  if (row.quarantined === null && row.health === 'healthy') return { text };
  return { text, colour: healthColour(row) };
}

/** Number of the pull request, and how many of its checks passed. */
function prText(row: WorkerRow, snapshot: Snapshot): string {
  if (row.pr === null) return '-';
  const checks = snapshot.pullRequests.find(({ number }) => number === row.pr)?.checks ?? [];
  const passed = checks.filter(({ verdict }) => passes(verdict)).length;
  return checks.length === 0 ? `#${row.pr}` : `#${row.pr} ${passed}/${checks.length}`;
}
