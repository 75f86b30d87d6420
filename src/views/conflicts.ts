import { shortDuration } from '../domain/units.ts';
import { cappedLines, counted, fit, harmless, padded, width } from './cells.ts';
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
    [fit(headText(conflicts, compared), frame.columns)],
    compared.work.length === 0 ? [] : matrixLines({ conflicts, compared }, frame),
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

/** One line for the status; null: nothing conflicts. */
export function conflictsLine({ conflicts = [] }: Snapshot, columns: number): string | null {
  if (conflicts.length === 0) return null;
  const pairs = conflicts.map(({ tasks }) => pairText(tasks)).join(', ');
  return fit(`${counted(conflicts.length, 'conflict')} ahead (czar conflicts): ${pairs}`, columns);
}

function headText(conflicts: readonly ConflictRow[], { work }: Compared): string {
  if (work.length === 0) return 'nothing is under way';
  const found = conflicts.length === 0 ? 'no conflicts' : counted(conflicts.length, 'conflict');
  return `${counted(work.length, 'task')} under way, ${found}`;
}

interface Matrix {
  readonly conflicts: readonly ConflictRow[];
  readonly compared: Compared;
}

/** "." merges, a number of files conflicts, "?" is not known. The last column is the integration branch. */
function matrixLines(matrix: Matrix, { columns }: Frame): readonly string[] {
  const { work } = matrix.compared;
  const names = work.map(({ task, worker }, at) => `${numbered(at)} ${harmless(task)} (${harmless(worker)})`);
  const heads = [...work.map((_, at) => String(at + 1)), 'int'];
  const label = Math.min(Math.max(...names.map(width)), Math.max(12, columns - heads.length * (cell + 1)));
  const said = saidOf(matrix);
  const rows = work.map(({ task }, at) => {
    const others: readonly (string | null)[] = [...work.map((other) => other.task), null];
    const cells = others.map((other) => (other === task ? '-' : (said.get(keyOf(task, other)) ?? '.')));
    return line(padded(names[at] ?? '', label), cells);
  });
  return [line(' '.repeat(label), heads), ...rows].map((text) => fit(text, columns));
}

function line(label: string, cells: readonly string[]): string {
  return `${label}${cells.map((text) => ` ${padded(text, cell, 'right')}`).join('')}`;
}

function numbered(at: number): string {
  return String(at + 1).padStart(2);
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

function rowText({ tasks, since, told }: ConflictRow, now: number): string {
  const whom = told.length === 0 ? 'nobody is told yet' : `told to ${told.map(harmless).join(' and ')}`;
  return `${pairText(tasks)}, for ${shortDuration(now - since)}, ${whom}`;
}

function fileLines({ files, fileCount }: ConflictRow): readonly string[] {
  const more = fileCount - files.length;
  return [...files.map((file) => `  ${harmless(file)}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}
