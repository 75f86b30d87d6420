import type { Dialog, DialogChoice } from '../../../domain/dialog.ts';
import { shownText } from '../shown-text.ts';

const CHOICE = /^\s{0,3}(❯ )?\s{0,2}([1-9])\. (\S.*)$/;
const KEYS_LINE = /\b(?:Esc to (?:cancel|exit)|Enter to (?:confirm|select|continue))\b/;
/** A line across the dialog, around what is to be written. */
const INNER_RULE = /^\s*╌+$/;
/** Something to tick, or several pages: one key does not answer it. */
const TICKED = /^\[.\]/;

interface Choice {
  readonly number: number;
  readonly isMarked: boolean;
  readonly label: string;
  readonly line: number;
}

/** The dialog that these lines end with; null: they end with none. `dialog` null: it is one, but not one that can be answered. */
export function readDialog(lines: readonly string[]): { readonly dialog: Dialog | null } | null {
  const filled = lines.filter((line) => line.trim() !== '');
  const choices = lastChoices(filled);
  const [first] = choices;
  const isClosed = KEYS_LINE.test(filled.at(-1) ?? '');
  if (first === undefined || !choices.some(({ isMarked }) => isMarked))
    return isClosed ? { dialog: null } : null;
  if (choices.some(({ label }) => TICKED.test(label))) return { dialog: null };
  const body = filled.slice(0, first.line).filter((line) => !INNER_RULE.test(line));
  const text = shownText(body.map((line) => line.replace(/^ {1,2}/, '')).join('\n'));
  const answers = choices.map((choice, index) =>
    answer(choice, filled.slice(choice.line + 1, choices[index + 1]?.line)),
  );
  return { dialog: { about: aboutOf(text, answers), text, choices: answers } };
}

/** From the bottom up, down to number 1: what stands above it is what the dialog is about, and may look like choices. */
function lastChoices(lines: readonly string[]): readonly Choice[] {
  const choices: Choice[] = [];
  for (let line = lines.length - 1; line >= 0; line -= 1) {
    const [whole, mark, digit, label] = CHOICE.exec(lines[line] ?? '') ?? [];
    if (whole === undefined || label === undefined) continue;
    const number = Number(digit);
    const next = choices[0]?.number;
    if (next !== undefined && number !== next - 1) return [];
    choices.unshift({ number, isMarked: mark !== undefined, label, line });
    if (number === 1) return choices;
  }
  return [];
}

/** The digit takes a choice at once, whichever is marked. Lines under a choice go on with it. */
function answer({ number, label }: Choice, under: readonly string[]): DialogChoice {
  const rest = under.filter((line) => /^ {3}/.test(line)).map((line) => line.trim());
  const says = shownText([label, ...rest].join(' '));
  return { says, keys: [String(number)], means: meaningOf(label) };
}

function meaningOf(label: string): DialogChoice['means'] {
  if (/^No\b/.test(label)) return 'no';
  if (!/^Yes\b/.test(label)) return 'other';
  return /don.t ask again|allow all|always|during this session/i.test(label) ? 'always' : 'yes';
}

function aboutOf(text: string, choices: readonly DialogChoice[]): Dialog['about'] {
  if (choices.some(({ says }) => /\btrust this folder\b/.test(says))) return 'trust';
  if (
    /\bAPI key\b|\bSelect login method\b|\blog ?in\b/i.test(text) &&
    !/\bDo you want to (?!use\b)/.test(text)
  ) {
    return 'login';
  }
  return /^Do you want to |^Would you like to proceed/m.test(text) ? 'permission' : 'other';
}
