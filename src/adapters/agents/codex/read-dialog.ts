import type { Dialog, DialogChoice } from '../../../domain/dialog.ts';
import { shownText } from '../shown-text.ts';

/** The last line under the choices of every dialog that was seen. */
const FOOTER = /^ {2}(?:press )?enter (?:to )?(?:confirm|continue|select|submit)\b/i;
const CHOICE = /^([›>]| ) (\d)\. (\S.*)$/;
/** What belongs to a choice, and not to the text above the choices, stands further in. */
const DETAIL = /^ {5}\S/;

const ABOUT: readonly (readonly [RegExp, Dialog['about']])[] = [
  [/^ {2}Trust this folder\?/, 'trust'],
  [/^ {2}Would you like to /, 'permission'],
  [/^ {2}Choose how you want to use Codex/, 'login'],
];
/** Begins the text of a dialog. */
const TITLES = [/^ {2}Folder access$/, ...ABOUT.map(([title]) => title)];

/**
 * The dialog at the foot of the screen; null: there is none. `dialog` null: one that cannot be read. Lines without their trailing
 * blanks, the last one not empty.
 */
export function readDialog(lines: readonly string[]): { readonly dialog: Dialog | null } | null {
  const footer = lines.at(-1);
  if (footer === undefined || !FOOTER.test(footer)) return null;
  const found = choicesAbove(lines);
  if (found === null) return { dialog: null };
  const about = textAbove(lines.slice(0, found.top));
  const kind = ABOUT.find(([title]) => about.some((line) => title.test(line)))?.[1] ?? 'other';
  const text = shownText(about.map((line) => line.trim()).join('\n'));
  return { dialog: { about: kind, text, choices: found.choices } };
}

interface Choices {
  readonly top: number;
  readonly choices: readonly DialogChoice[];
}

/** Numbered down to 1 and one of them marked: read upwards, so that numbered lines of the text above are not taken for choices. */
function choicesAbove(lines: readonly string[]): Choices | null {
  const rows: Row[] = [];
  for (let at = lines.length - 2; at >= 0 && rows[0]?.number !== 1; at -= 1) {
    const line = lines[at] ?? '';
    const row = choiceIn(line, at);
    if (row !== null) rows.unshift(row);
    else if (line !== '' && !DETAIL.test(line)) return null;
  }
  const [first] = rows;
  const isCounted = rows.every(({ number }, index) => number === index + 1);
  if (first === undefined || !isCounted || rows.filter(({ marked }) => marked).length !== 1) return null;
  const choices = rows.map(({ number, says }) => ({
    says: shownText(says),
    keys: keysOf(number, says),
    means: meaningOf(says),
  }));
  return { top: first.at, choices };
}

interface Row {
  readonly at: number;
  readonly number: number;
  readonly marked: boolean;
  readonly says: string;
}

function choiceIn(line: string, at: number): Row | null {
  const [, mark, number, says] = CHOICE.exec(line) ?? [];
  return says === undefined ? null : { at, number: Number(number), marked: mark !== ' ', says };
}

/** What is the dialog's is indented. Where a title stands in it twice, the text begins at the upper one: rather too much is shown. */
function textAbove(lines: readonly string[]): readonly string[] {
  const own = lines.slice(lines.findLastIndex((line) => /^\S/.test(line)) + 1);
  const title = own.findIndex((line) => TITLES.some((begins) => begins.test(line)));
  return own.slice(Math.max(0, title));
}

/** Beside a choice of which it is shown, a key takes it at once; so does its number elsewhere, but in the dialog of trust. */
function keysOf(number: number, says: string): readonly string[] {
  const [, key] = /\(([a-z]|esc)\)$/.exec(says) ?? [];
  if (key !== undefined) return [key === 'esc' ? 'Escape' : key];
  return KEYS_OF_TRUST.get(says) ?? [String(number)];
}

/** The number marks the first, and Enter takes what is marked. */
const KEYS_OF_TRUST: ReadonlyMap<string, readonly string[]> = new Map([
  ['Trust and continue', ['1', 'Enter']],
  ['Back to Agent Command Center', ['Escape']],
]);

function meaningOf(says: string): DialogChoice['means'] {
  if (says.startsWith("Yes, and don't ask again")) return 'always';
  if (/^(?:Yes\b|Trust and continue)/.test(says)) return 'yes';
  return /^(?:No\b|Back to Agent Command Center)/.test(says) ? 'no' : 'other';
}
