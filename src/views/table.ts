import { padded, width } from './cells.ts';
import type { Colour, Paint } from './paint.ts';

export interface TableColumn {
  readonly title: string;
  /** Narrower than this it is left out rather than shrunk. */
  readonly min: number;
  readonly align?: 'left' | 'right';
  /** Where the table is too wide, columns go in falling order of this number; 0 stays. */
  readonly leaveOut: number;
}

export interface TableCell {
  readonly text: string;
  readonly colour?: Colour;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
}

const gap = 2;
/** A last column at the right edge is hard to follow on a very wide terminal. */
const widest = 100;

/** Lines of a table with a heading; shrinks the widest columns first, then leaves columns out. Texts must be harmless already. */
export function tableLines(table: Table, columns: number, paint: Paint): readonly string[] {
  const cells = Math.min(columns, widest);
  const shown = fittingColumns(table, cells);
  const natural = shown.map((index) => naturalWidth(table, index));
  const minima = shown.map((index) => minimum(table, index));
  const widths = spread(shrunk(natural, minima, cells), table.columns[shown.at(-1) ?? 0], cells);
  const line = (texts: readonly TableCell[]): string =>
    texts
      .map(({ text, colour }, place) => {
        const index = shown[place] ?? 0;
        const cell = padded(text, widths[place] ?? 0, table.columns[index]?.align);
        return colour === undefined ? cell : paint(colour, cell);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const heading = shown.map(
    (index): TableCell => ({ text: table.columns[index]?.title ?? '', colour: 'bold' }),
  );
  const rows = table.rows.map((row) => shown.map((index): TableCell => row[index] ?? { text: '' }));
  return [heading, ...rows].map(line);
}

/** A right-aligned last column takes the rest of the line. */
function spread(widths: readonly number[], last: TableColumn | undefined, cells: number): readonly number[] {
  const rest = last?.align === 'right' ? Math.max(0, cells - total(widths)) : 0;
  return [...widths.slice(0, -1), (widths.at(-1) ?? 0) + rest];
}

function fittingColumns(table: Table, cells: number): readonly number[] {
  let shown = table.columns.map((_column, index) => index);
  const order = [...shown].sort(
    (a, b) => (table.columns[b]?.leaveOut ?? 0) - (table.columns[a]?.leaveOut ?? 0),
  );
  for (const victim of order) {
    const fits = total(shown.map((index) => minimum(table, index))) <= cells;
    if (fits || table.columns[victim]?.leaveOut === 0) break;
    shown = shown.filter((index) => index !== victim);
  }
  return shown;
}

function minimum(table: Table, index: number): number {
  return Math.min(table.columns[index]?.min ?? 0, naturalWidth(table, index));
}

function naturalWidth(table: Table, index: number): number {
  const cells = table.rows.map((row) => width(row[index]?.text ?? ''));
  return Math.max(width(table.columns[index]?.title ?? ''), ...cells);
}

/** Takes cells from the column with the most to spare until all fit, or all are at their minimum. */
function shrunk(natural: readonly number[], minima: readonly number[], cells: number): readonly number[] {
  const widths = [...natural];
  for (let excess = total(widths) - cells; excess > 0; excess -= 1) {
    const spare = widths.map((wide, index) => wide - (minima[index] ?? 0));
    const most = spare.indexOf(Math.max(...spare));
    if ((spare[most] ?? 0) <= 0) break;
    widths[most] = (widths[most] ?? 0) - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + gap * Math.max(0, widths.length - 1);
}
