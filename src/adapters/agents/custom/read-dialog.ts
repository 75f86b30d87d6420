import type { Dialog, DialogChoice } from '../../../domain/dialog.ts';
import type { ChoiceFacts, DialogFacts, ScreenFacts } from '../../../domain/screen-facts.ts';
import { shownText } from '../shown-text.ts';
import { keyedDialog } from './keyed-dialog.ts';
import { beginsWith, isRule, unframed } from './rows.ts';

/** Rows at the foot of the screen in which a dialog is looked for. */
const MOST_ROWS = 40;
const MOST_ROWS_ABOVE = 12;
/** A frame and a mark may stand before the number. */
const CHOICE = /^[^\p{L}\p{N}]{0,8}([1-9])[.)] +(\S.*)$/u;

/**
 * The dialog at the foot of the screen; null: there is none. `dialog` null: one that cannot be read. Where a composer is drawn below
 * the words of a dialog, they are output.
 */
export function readDialog(
  shown: readonly string[],
  { dialogs, composer }: ScreenFacts,
  cursorY: number,
): { readonly dialog: Dialog | null } | null {
  const keyed = keyedDialog(shown, { dialogs, cursorY });
  if (keyed !== null) return { dialog: keyed };
  const lines = shown.slice(-MOST_ROWS);
  const numbered = dialogs.filter(({ choices }) => choices.every(({ keys }) => keys === null));
  const at = lines.findLastIndex((line) => numbered.some(({ shows }) => line.includes(shows)));
  const facts = numbered.find(({ shows }) => lines[at]?.includes(shows));
  if (facts === undefined) return null;
  const below = lines.slice(at + 1);
  if (composer !== null && below.some((line) => beginsWith(line, composer) && !CHOICE.test(line)))
    return null;
  const found = choicesIn(below);
  if (found === null) return { dialog: null };
  const begins = textBegin(lines, at);
  const text = lines
    .slice(begins, at + 1 + found.top)
    .map(unframed)
    .join('\n');
  return {
    dialog: {
      about: 'other',
      text: shownText(text),
      choices: found.choices.map((row) => choiceOf(row, facts)),
    },
  };
}

interface Row {
  readonly number: number;
  readonly says: string;
}

/** Counted down to 1 from the lowest numbered row, so that numbered lines of the text above are not taken for choices. */
function choicesIn(
  lines: readonly string[],
): { readonly top: number; readonly choices: readonly Row[] } | null {
  const choices: Row[] = [];
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const [, number, says] = CHOICE.exec(lines[at] ?? '') ?? [];
    if (number === undefined || says === undefined) continue;
    const before = choices[0];
    if (before !== undefined && Number(number) !== before.number - 1) return null;
    choices.unshift({ number: Number(number), says });
    if (number === '1') return choices.length > 1 ? { top: at, choices } : null;
  }
  return null;
}

function choiceOf({ number, says }: Row, { enter, choices }: DialogFacts): DialogChoice {
  const key = String(number);
  return { says: shownText(says), keys: enter ? [key, 'Enter'] : [key], means: meaningOf(says, choices) };
}

/** Of those that a choice begins with, word for word, the longest counts: "Yes" and "Yes, always". None: nobody said what it means. */
function meaningOf(says: string, choices: readonly ChoiceFacts[]): DialogChoice['means'] {
  const [first] = choices
    .filter(({ shows }) => says.startsWith(shows) && !/^[\p{L}\p{N}]/u.test(says.slice(shows.length)))
    .toSorted((a, b) => b.shows.length - a.shows.length);
  return first?.means ?? 'other';
}

/** Rows right above belong to what is asked. */
function textBegin(lines: readonly string[], at: number): number {
  const gap = lines.slice(0, at).findLastIndex((line) => unframed(line) === '' || isRule(line));
  return Math.max(gap + 1, at - MOST_ROWS_ABOVE);
}
