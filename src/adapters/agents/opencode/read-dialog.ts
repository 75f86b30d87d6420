import type { Dialog, DialogChoice } from '../../../domain/dialog.ts';
import { shownText } from '../shown-text.ts';

/** The keys that a dialog takes, cut off where the pane is narrow. */
const KEYS = /⇆|\benter +(?:confirm|submit|toggle)\b|\besc +(?:dismiss|cancel)\b/;
/** How far above its end they stand. */
const LAST_ROWS = 4;
const PERMISSION = /^△ (Permission required|Always allow)$/;
/** Of these the marked one is shown by its colour alone. */
const ONCE = /^ ?Allow once {3}Allow always {3}Reject\b/;
const CONFIRM = /^ ?Confirm {3}Cancel\b/;
const NUMBERED = /^ {0,2}(\d)\. (\S.*)$/;
/** Several pages, or something to tick: one key does not answer it. */
const MANY = /⇆ tab|\benter +toggle\b/;

/**
 * The dialog in the lowest frame; null: it is none. `dialog` null: one that is not answered by a single key.
 * Nothing tells which choice is marked; it is the first as long as nobody has moved the mark. Enter takes that one, or one that
 * grants no more.
 */
export function readDialog(frame: readonly string[]): { readonly dialog: Dialog | null } | null {
  const rows = frame.map((line) => line.replace(/^ *┃ {0,2}/, ''));
  const last = rows.slice(-LAST_ROWS);
  if (!last.some((row) => KEYS.test(row))) return null;
  const at = rows.findLastIndex((row) => ONCE.test(row) || CONFIRM.test(row));
  if (at >= rows.length - LAST_ROWS) return { dialog: permission(rows.slice(0, at), rows[at] ?? '') };
  return { dialog: last.some((row) => MANY.test(row)) ? null : question(rows) };
}

function permission(body: readonly string[], row: string): Dialog | null {
  const text = shownText(body.map((line) => line.trim()).join('\n'));
  if (!PERMISSION.test(text.split('\n')[0] ?? '')) return null;
  return { about: 'permission', text, choices: ONCE.test(row) ? FIRST : SURE };
}

const FIRST: readonly DialogChoice[] = [
  { says: 'Allow once', keys: ['Enter'], means: 'yes' },
  // A second Enter, which it needs, could accept another dialog.
  { says: 'Allow always', keys: [], means: 'always' },
  { says: 'Reject', keys: ['Escape'], means: 'no' },
];
const SURE: readonly DialogChoice[] = [
  { says: 'Confirm', keys: ['Enter'], means: 'always' },
  { says: 'Cancel', keys: ['Escape'], means: 'other' },
];

/** A question of the agent to its user: the number takes a choice at once. */
function question(rows: readonly string[]): Dialog | null {
  const choices = choicesOf(rows);
  const [first] = choices;
  if (first === undefined) return null;
  const text = shownText(
    rows
      .slice(0, first.at)
      .map((row) => row.trim())
      .join('\n'),
  );
  return {
    about: 'other',
    text,
    choices: choices.map(({ says, number }) => ({
      says: shownText(says),
      keys: [String(number)],
      means: 'other',
    })),
  };
}

interface Row {
  readonly at: number;
  readonly number: number;
  readonly says: string;
}

/** From the bottom up, down to number 1: numbers above it belong to the question. */
function choicesOf(rows: readonly string[]): readonly Row[] {
  const choices: Row[] = [];
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const [, digit, says] = NUMBERED.exec(rows[at] ?? '') ?? [];
    if (says === undefined) continue;
    const number = Number(digit);
    if (choices[0] !== undefined && number !== choices[0].number - 1) return [];
    choices.unshift({ at, number, says });
    if (number === 1) return choices;
  }
  return [];
}
