import { padded, width } from '../cells.ts';
import type { Colour, Paint } from '../paint.ts';

export interface GridColumn<Item> {
  readonly title: string;
  /** Narrower than this it is left out rather than shrunk; it never gets wider than `max`. */
  readonly min: number;
  readonly max: number;
  /** Where the grid is too wide, columns go in falling order of this number; 0 stays. */
  readonly leaveOut: number;
  readonly align?: 'left' | 'right';
  /** Harmless already. */
  readonly text: (item: Item) => string;
  readonly colour?: (item: Item) => Colour | null;
}

export interface Grid<Item> {
  readonly head: string;
  line(item: Item, paint: Paint): string;
}

interface Spec<Item> {
  readonly columns: readonly GridColumn<Item>[];
  /** What the widths are measured by. */
  readonly sample: readonly Item[];
  readonly cells: number;
  /** Where rows are many: as long as these are the same, and the minute is, the columns need not be measured again. */
  readonly kept?: { readonly rows: object; readonly now: number };
}

/** Left of every line: the mark of the selected row, then a gap. */
const margin = 2;
const gap = 2;

/** Lays columns out for a width. Lines are drawn one by one, so that only those in sight cost anything. */
export function gridOf<Item>(spec: Spec<Item>): Grid<Item> {
  const room = Math.max(1, spec.cells - margin);
  const shown = fitting(spec.columns, room);
  const widths = keptWidths(spec, shown, () => {
    const natural = shown.map((column) => naturalWidth(column, spec.sample));
    return shrunk(natural, shown, room);
  });
  const join = (cellsOf: readonly string[]): string => cellsOf.join(' '.repeat(gap)).trimEnd();
  return {
    head: join(shown.map(({ title, align }, place) => padded(title, widths[place] ?? 0, align))),
    line: (item, paint) =>
      join(
        shown.map((column, place) => {
          const text = padded(column.text(item), widths[place] ?? 0, column.align);
          const colour = column.colour?.(item) ?? null;
          return colour === null ? text : paint(colour, text);
        }),
      ),
  };
}

const measured = new WeakMap<object, Map<string, readonly number[]>>();
const mostKept = 20;
const minuteMs = 60_000;

function keptWidths<Item>(
  { kept, cells }: Spec<Item>,
  shown: readonly GridColumn<Item>[],
  measure: () => readonly number[],
): readonly number[] {
  if (kept === undefined) return measure();
  const known = measured.get(kept.rows) ?? new Map<string, readonly number[]>();
  measured.set(kept.rows, known);
  const key = `${cells} ${Math.floor(kept.now / minuteMs)} ${shown.map(({ title }) => title).join()}`;
  const found = known.get(key) ?? measure();
  if (known.size >= mostKept) known.clear();
  known.set(key, found);
  return found;
}

function naturalWidth<Item>({ title, text, min, max }: GridColumn<Item>, sample: readonly Item[]): number {
  let widest = width(title);
  for (const item of sample) widest = Math.max(widest, width(text(item)));
  return Math.max(Math.min(min, widest), Math.min(max, widest));
}

function fitting<Item>(columns: readonly GridColumn<Item>[], room: number): readonly GridColumn<Item>[] {
  let shown = columns;
  for (const victim of [...columns].sort((a, b) => b.leaveOut - a.leaveOut)) {
    if (total(shown.map(({ min }) => min)) <= room || victim.leaveOut === 0) break;
    shown = shown.filter((column) => column !== victim);
  }
  return shown;
}

/** Takes cells from the column with the most to spare until all fit; where none can spare any, the last ones are cut. */
function shrunk<Item>(
  natural: readonly number[],
  columns: readonly GridColumn<Item>[],
  room: number,
): readonly number[] {
  const widths = [...natural];
  for (let excess = total(widths) - room; excess > 0; excess -= 1) {
    const spare = widths.map((wide, place) => wide - (columns[place]?.min ?? 0));
    const most = spare.indexOf(Math.max(...spare));
    if ((spare[most] ?? 0) <= 0) break;
    widths[most] = (widths[most] ?? 0) - 1;
  }
  for (let place = widths.length - 1; place >= 0 && total(widths) > room; place -= 1) {
    widths[place] = Math.max(0, (widths[place] ?? 0) - (total(widths) - room));
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + gap * Math.max(0, widths.length - 1);
}
