import stringWidth from 'string-width';
import { printable } from '../domain/names.ts';

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A cluster longer than this (UTF-16 units) is a pile of combining marks that would paint over its neighbours. */
const longestCluster = 16;

/** Terminal cells that `text` takes; colours take none, wide characters two. */
export function width(text: string): number {
  return plain.test(text) ? text.length : widthOf(text);
}

/** The same rows are drawn on each key, and a strange text takes as long as a hundred plain ones. */
const mostKept = 1_000;

function remembering<Found>(find: (text: string) => Found): (text: string) => Found {
  const known = new Map<string, Found>();
  return (text) => {
    const found = known.get(text) ?? find(text);
    if (known.size >= mostKept) known.clear();
    known.set(text, found);
    return found;
  };
}

const widthOf = remembering(stringWidth);

/**
 * Most texts are, with the signs that the views use: one cell for each UTF-16 unit. Taking them apart into clusters would take most of
 * the time that a frame takes, and what knows the width of everything else takes longest when it is first asked.
 */
const plain = /^[ -~…─·✗✓●○◆]*$/;

/** Text of unknown origin as one harmless line: white space runs become one space, control characters are spelled out. */
export function harmless(text: string): string {
  return harmlessPiece(text.replace(/\s+/g, ' ').trim());
}

/** Like `harmless`, but keeps lines, tabs and leading blanks: for code, diffs and screens. */
export function harmlessBlock(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line) => line.split('\t').map(harmlessPiece).join('\t'))
    .join('\n');
}

function harmlessPiece(text: string): string {
  return plain.test(text) ? text : cleaned(text);
}

const cleaned = remembering((text) =>
  Array.from(clusters.segment(printable(text)), ({ segment }) =>
    segment.length > longestCluster ? Array.from(segment).slice(0, 1).join('') : segment,
  ).join(''),
);

/** At most `cells` wide; what is cut ends with "…". */
export function fit(text: string, cells: number): string {
  if (cells <= 0) return '';
  if (width(text) <= cells) return text;
  let fitted = '';
  let used = 0;
  for (const { segment } of clusters.segment(text)) {
    used += width(segment);
    if (used > cells - 1) break;
    fitted += segment;
  }
  return `${fitted}…`;
}

/** Exactly `cells` wide. */
export function padded(text: string, cells: number, align: 'left' | 'right' = 'left'): string {
  const fitted = fit(text, cells);
  const blanks = ' '.repeat(Math.max(0, cells - width(fitted)));
  return align === 'left' ? fitted + blanks : blanks + fitted;
}

export interface List {
  /** Harmless already; those that cannot fit anyway may be missing. */
  readonly items: readonly string[];
  /** How many there are all told. */
  readonly count: number;
}

/** Joins items with ", " as long as they fit; the rest is counted ("+3 more"). */
export function fitList({ items, count }: List, cells: number): string {
  for (let shown = Math.min(items.length, cells); shown > 0; shown -= 1) {
    const text = listText(items.slice(0, shown), count - shown);
    if (width(text) <= cells) return text;
  }
  return fit(listText(items.slice(0, 1), count - 1), cells);
}

function listText(items: readonly string[], rest: number): string {
  return [...items, ...(rest > 0 ? [`+${rest} more`] : [])].join(', ');
}

/** At most `most` lines; the rest is counted in one more. */
export function cappedLines<Row>(
  rows: readonly Row[],
  most: number,
  line: (row: Row) => string,
): readonly string[] {
  const rest = rows.length - most;
  return [...rows.slice(0, most).map(line), ...(rest > 0 ? [`+${rest} more (czar status --json)`] : [])];
}

/** Packs segments into as few lines as possible, each at most `cells` wide. */
export function packed(segments: readonly string[], separator: string, cells: number): readonly string[] {
  const lines: string[] = [];
  for (const segment of segments) {
    const last = lines.at(-1);
    const joined = last === undefined ? undefined : `${last}${separator}${segment}`;
    if (joined !== undefined && width(joined) <= cells) lines[lines.length - 1] = joined;
    else lines.push(fit(segment, cells));
  }
  return lines;
}
