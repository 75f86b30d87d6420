import { shortDuration } from '../domain/units.ts';
import { counted } from '../domain/counted.ts';
import { cappedLines, fit, harmless, padded, width } from './cells.ts';
import { painter } from './paint.ts';
import type { Compared, ConflictRow, Snapshot } from '../domain/snapshot.ts';
import type { Frame } from './frame.ts';

/** Columns of the matrix are numbers, so that twenty workers fit. */
const cell = 3;
const mostUnknown = 20;

/** Which work under way merges with which: the matrix, then each conflict with its files, then what is not known. */
export function conflictsText(snapshot: Snapshot, frame: Frame): string {
  const { conflicts = [], compared = { work: [], unknown: [] } } = snapshot;
  const paint = painter(frame.color);
  const unknown = cappedLines(
    compared.unknown,
    mostUnknown,
    ({ tasks, because }) => `not known: ${pairText(tasks)}: ${harmless(because)}`,
  );
  const parts = [
    [fit(conflictsHead(snapshot), frame.columns)],
    conflictMatrix(snapshot, { columns: frame.columns, most: compared.work.length }),
    ...conflicts.map((row) => [
      paint('yellow', fit(rowText(row, frame.now), frame.columns)),
      ...fileLines(row).map((line) => fit(line, frame.columns)),
    ]),
    unknown.map((line) => fit(line, frame.columns)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Which work under way conflicts with which; nothing where there is none. */
export function conflictMatrix(snapshot: Snapshot, room: Room): readonly string[] {
  const { conflicts = [], compared } = snapshot;
  return compared === undefined || compared.work.length === 0
    ? []
    : matrixLines({ conflicts, compared }, room);
}

/** One line for the status; null: nothing conflicts. */
export function conflictsLine({ conflicts = [] }: Snapshot, columns: number): string | null {
  if (conflicts.length === 0) return null;
  const pairs = conflicts.map(({ tasks }) => pairText(tasks)).join(', ');
  return fit(`${counted(conflicts.length, 'conflict')} ahead (czar conflicts): ${pairs}`, columns);
}

/** How much is under way, and how much of it conflicts. */
export function conflictsHead({ conflicts = [], compared }: Snapshot): string {
  const work = compared?.work ?? [];
  if (work.length === 0) return 'nothing is under way';
  const found = conflicts.length === 0 ? 'no conflicts' : counted(conflicts.length, 'conflict');
  return `${counted(work.length, 'task')} under way, ${found}`;
}

interface Matrix {
  readonly conflicts: readonly ConflictRow[];
  readonly compared: Compared;
}

/**
 * "." merges, a number of files conflicts, "?" is not known. The last column is the integration branch. Where not all work fits,
 * what conflicts with something comes first, and the rest is counted.
 */
function matrixLines(matrix: Matrix, { columns, most }: Room): readonly string[] {
  const { work } = matrix.compared;
  const longest = Math.max(...work.map(({ task, worker }) => width(nameOf(task, worker)))) + numberCells;
  const label = Math.min(longest, Math.max(12, columns - (Math.min(work.length, most) + 1) * (cell + 1)));
  const fitting = Math.max(1, Math.floor((columns - label) / (cell + 1)) - 1);
  const shown = weightiest(matrix, Math.min(fitting, most));
  const heads = [...shown.map(({ place }) => String(place)), 'int'];
  const said = saidOf(matrix);
  const rows = shown.map(({ task, worker, place }) => {
    const others: readonly (string | null)[] = [...shown.map((other) => other.task), null];
    const cells = others.map((other) => (other === task ? '-' : (said.get(keyOf(task, other)) ?? '.')));
    const name = `${String(place).padStart(numberCells - 1)} ${nameOf(task, worker)}`;
    return line(padded(name, label), cells);
  });
  const rest = work.length - shown.length;
  const more = rest === 0 ? [] : [`${' '.repeat(numberCells)}+${rest} more`];
  return [line(' '.repeat(label), heads), ...rows, ...more].map((text) => fit(text, columns));
}

interface Room {
  readonly columns: number;
  /** Rows of work. */
  readonly most: number;
}

const numberCells = 3;

interface Numbered {
  readonly task: string;
  readonly worker: string;
  readonly place: number;
}

/** In the order of the queue, which is that of their numbers. */
function weightiest({ conflicts, compared }: Matrix, most: number): readonly Numbered[] {
  const all = compared.work.map((one, index) => ({ ...one, place: index + 1 }));
  if (all.length <= most) return all;
  const inConflict = new Set(conflicts.flatMap(({ tasks }) => tasks));
  return all
    .toSorted((a, b) => Number(inConflict.has(b.task)) - Number(inConflict.has(a.task)) || a.place - b.place)
    .slice(0, most)
    .toSorted((a, b) => a.place - b.place);
}

function nameOf(task: string, worker: string): string {
  return `${harmless(task)} (${harmless(worker)})`;
}

function line(label: string, cells: readonly string[]): string {
  return `${label}${cells.map((text) => ` ${padded(text, cell, 'right')}`).join('')}`;
}

function saidOf({ conflicts, compared }: Matrix): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  const note = ([one = '', second]: readonly string[], text: string): void => {
    const other = second ?? null;
    said.set(keyOf(one, other), text);
    if (other !== null) said.set(keyOf(other, one), text);
  };
  for (const { tasks } of compared.unknown) note(tasks, '?');
  for (const { tasks, fileCount } of conflicts) note(tasks, fileCount > 99 ? '99+' : String(fileCount));
  return said;
}

function keyOf(one: string, other: string | null): string {
  return JSON.stringify([one, other]);
}

function pairText([one = '', other]: readonly string[]): string {
  return `${harmless(one)} and ${other === undefined ? 'the integration branch' : harmless(other)}`;
}

function rowText(row: ConflictRow, now: number): string {
  return `${pairText(row.tasks)}, ${sinceText(row, now)}`;
}

/** For how long a conflict is known, and who was told. */
export function sinceText({ since, told }: ConflictRow, now: number): string {
  const whom = told.length === 0 ? 'nobody is told yet' : `told to ${told.map(harmless).join(' and ')}`;
  return `for ${shortDuration(now - since)}, ${whom}`;
}

function fileLines({ files, fileCount }: ConflictRow): readonly string[] {
  const more = fileCount - files.length;
  return [...files.map((file) => `  ${harmless(file)}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}
