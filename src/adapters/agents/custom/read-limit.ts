import type { ScreenFacts } from '../../../domain/screen-facts.ts';
import type { ScreenLimit } from '../../../ports/agent.ts';
import { parseResetTime } from '../reset-time.ts';
import { shownText } from '../shown-text.ts';
import { isRule, unframed } from './rows.ts';

/** A banner may be broken into so many rows. */
const MOST_ROWS = 3;
const LAST_LINE = /\[end (d-[A-Za-z0-9_-]{1,64})\]/;

/**
 * The lowest banner of a usage limit among the rows `from` to `to`; null: there is none, or a text was sent after it: its last line, or
 * what stands there for a long paste, is below.
 */
export function readLimit(
  shown: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
  { facts, at }: { readonly facts: ScreenFacts; readonly at: number },
): ScreenLimit | null {
  const isBanner = (line: string): boolean => facts.limits.some((words) => line.includes(words));
  const isSent = (line: string): boolean =>
    LAST_LINE.test(line) || facts.paste.some((words) => line.includes(words));
  const row = shown.slice(0, to).findLastIndex(isBanner);
  if (row < from || shown.slice(row + 1, to).some(isSent)) return null;
  const says = shownText(paragraph(shown.slice(row, Math.min(to, row + MOST_ROWS))).join(' '));
  const above = shown.slice(0, row).findLast((line) => LAST_LINE.test(line));
  const [, after] = LAST_LINE.exec(above ?? '') ?? [];
  return { says, resetAt: parseResetTime(says, at), after: after ?? null };
}

function paragraph(rows: readonly string[]): readonly string[] {
  const gap = rows.findIndex((row) => unframed(row) === '' || isRule(row));
  return (gap < 0 ? rows : rows.slice(0, gap)).map(unframed);
}
