import type { Dialog } from '../../../domain/dialog.ts';
import type { ChoiceFacts, DialogFacts } from '../../../domain/screen-facts.ts';
import { shownText } from '../shown-text.ts';
import { isRule, unframed } from './rows.ts';

/** Rows at the foot of the screen that are read at all. */
const MOST_ROWS = 40;
/** A narrow pane breaks its last line into so many rows. */
const MOST_LAST_ROWS = 3;
/** Of what stands above, blank rows included: a command that is asked about may have some. */
const MOST_ROWS_ABOVE = 20;

/**
 * The dialog whose words the screen ends with, and whose choices are taken by keys of their own: it is open as long as nothing is
 * typed or printed behind them, and the cursor waits there. Null: none is open.
 */
export function keyedDialog(
  shown: readonly string[],
  { dialogs, cursorY }: { readonly dialogs: readonly DialogFacts[]; readonly cursorY: number },
): Dialog | null {
  const lines = shown.slice(-MOST_ROWS);
  if (cursorY !== shown.length - 1) return null;
  const facts = dialogs.find((dialog) => isKeyed(dialog) && endsWith(lines, dialog.shows));
  if (facts === undefined) return null;
  const begins = textBegin(lines);
  const text = lines.slice(begins).map(unframed).join('\n').trim();
  const last = withoutBlanks(lines.slice(Math.max(begins, lines.length - MOST_LAST_ROWS)).join(''));
  const choices = facts.choices.flatMap(({ shows, means, keys }) =>
    keys !== null && last.includes(withoutBlanks(shows)) ? [{ says: shownText(shows), keys, means }] : [],
  );
  return { about: 'other', text: shownText(text), choices };
}

function isKeyed({ choices }: DialogFacts): boolean {
  return choices.some(({ keys }: ChoiceFacts) => keys !== null);
}

/** The words may be broken anywhere. */
function endsWith(lines: readonly string[], words: string): boolean {
  const last = lines.slice(-MOST_LAST_ROWS);
  const wanted = withoutBlanks(words);
  const broken = last.findLastIndex(
    (_, at) => withoutBlanks(last.slice(at).join('')).length >= wanted.length,
  );
  return broken >= 0 && withoutBlanks(last.slice(broken).join('')).endsWith(wanted);
}

/** Above an edge, and above the last line of a text that was sent, stands something else. */
function textBegin(lines: readonly string[]): number {
  const edge = lines.slice(0, -1).findLastIndex((line) => isRule(line) || /\[end d-[\w-]+\]/.test(line));
  return Math.max(edge + 1, lines.length - 1 - MOST_ROWS_ABOVE);
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}
