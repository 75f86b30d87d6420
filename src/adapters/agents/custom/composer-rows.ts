import { beginsWith, isRule, unframed } from './rows.ts';

export interface ComposerRows {
  readonly top: number;
  /** The row behind its last. */
  readonly end: number;
  /** Without what it begins with, and without the blanks around. */
  readonly text: string;
}

/**
 * The lowest row that begins with `prefix`, and all below it up to the edge of a box or a row with one of `below`, else up to the end.
 * Rather too much counts as typed than too little. Null: there is none, or which of two rows is its first cannot be told.
 */
export function composerIn(
  shown: readonly string[],
  prefix: string,
  below: readonly string[],
): ComposerRows | null {
  const top = shown.findLastIndex((line) => beginsWith(line, prefix));
  if (top < 0 || isTwofold(shown, top, prefix)) return null;
  const isEdge = (line: string): boolean => isRule(line) || below.some((marker) => line.includes(marker));
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
function endOf(shown: readonly string[], top: number, isEdge: (line: string) => boolean): number {
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
