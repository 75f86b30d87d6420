import { beginsWith, isRule, unframed } from './rows.ts';

export interface ComposerRows {
  readonly top: number;
  /** The row behind its last. */
  readonly end: number;
  /** Without what its rows begin with, and without the blanks around. */
  readonly text: string;
}

/**
 * How a composer looks: what its first row and, where that is known, each further one begins with, and words that stand below it. Where
 * all rows begin with something, a draft that was sent looks the same: there the cursor tells.
 */
export interface ComposerLook {
  readonly prefix: string;
  readonly continues: string | null;
  readonly below: readonly string[];
  /** The row of the cursor. */
  readonly cursorY: number;
}

/** Rather too much counts as typed than too little. Null: there is none, or which row is its first cannot be told. */
export function composerIn(
  shown: readonly string[],
  { prefix, continues, below, cursorY }: ComposerLook,
): ComposerRows | null {
  const isEdge = (line: string): boolean => isRule(line) || below.some((marker) => line.includes(marker));
  if (continues === null) return movedIn(shown, prefix, isEdge);
  const rows = repeated(shown, { first: prefix, next: continues }, isEdge);
  return rows !== null && cursorY >= rows.top && cursorY < rows.end ? rows : null;
}

type IsEdge = (line: string) => boolean;

/** The lowest row that begins with `prefix`, and all below it up to the edge of a box or words below it, else up to the end. */
function movedIn(shown: readonly string[], prefix: string, isEdge: IsEdge): ComposerRows | null {
  const top = shown.findLastIndex((line) => beginsWith(line, prefix));
  if (top < 0 || isTwofold(shown, top, prefix)) return null;
  const end = endOf(shown, top, isEdge);
  const [first = '', ...rest] = shown.slice(top, end);
  const rows = [first.slice(prefix.length), ...rest.map((row) => inner(row, prefix))];
  return { top, end, text: rows.join('\n').trim() };
}

/** A row that begins like a composer right above may be the first of the same draft. */
function isTwofold(shown: readonly string[], top: number, prefix: string): boolean {
  const above = shown.slice(0, top);
  const gap = above.findLastIndex((line) => unframed(line) === '' || isRule(line));
  return above.slice(gap + 1).some((line) => beginsWith(line, prefix));
}

/** The lowest edge, and those right above it. */
function endOf(shown: readonly string[], top: number, isEdge: IsEdge): number {
  const lowest = shown.findLastIndex((line, at) => at > top && isEdge(line));
  if (lowest < 0) return shown.length;
  const isInside = (line: string, at: number): boolean =>
    at <= top || (unframed(line) !== '' && !isEdge(line));
  return shown.slice(0, lowest).findLastIndex(isInside) + 1;
}

function inner(row: string, prefix: string): string {
  const margin = row.slice(0, prefix.length);
  return unframed(margin) === '' ? row.slice(prefix.length) : row;
}

interface Prefixes {
  readonly first: string;
  readonly next: string;
}

/** The lowest rows, as far up as each begins as a row of the composer does. One that is longer than the screen has lost its first row. */
function repeated(shown: readonly string[], { first, next }: Prefixes, isEdge: IsEdge): ComposerRows | null {
  const end = shown.findLastIndex((line) => unframed(line) !== '' && !isEdge(line)) + 1;
  const isRow = (line: string): boolean => beginsWith(line, first) || beginsWith(line, next);
  const run = shown.slice(0, end).findLastIndex((line) => !isRow(line)) + 1;
  const isFirst = (line: string): boolean => beginsWith(line, first);
  const begin = first === next ? run : shown.slice(0, end).findLastIndex(isFirst);
  const top = Math.max(run, begin);
  if (top >= end || (begin < run && run > 0)) return null;
  const rows = shown.slice(top, end);
  const text = rows.map((row, at) => row.slice(at === 0 && isFirst(row) ? first.length : next.length));
  return { top, end, text: text.join('\n').trim() };
}
