import type { Key } from 'ink';
import type { Input } from '../../views/tui/input.ts';

/** What ink heard: `input` without the escape character of a sequence it does not know. */
export type Hear = (input: string, key: Key) => readonly Input[];

const pasteBegins = '[200~';
const pasteEnds = '[201~';
/** A paste is cut there; nothing that is typed here is as long. UTF-16 units. */
const longestPaste = 100_000;

/** Turns what ink hears into inputs; keeps what belongs together in a paste, so that pasted text never is a command. */
export function hearing(): Hear {
  let pasted: string | null = null;
  return (input, key) => {
    if (input === pasteBegins) {
      pasted = '';
      return [];
    }
    if (pasted === null) return inputsOf(input, key);
    if (input !== pasteEnds) {
      const text = key.return ? '\n' : key.tab ? '\t' : input;
      pasted = (pasted + text).slice(0, longestPaste);
      return [];
    }
    const text = pasted.replace(/\r\n?/g, '\n');
    pasted = null;
    return [{ on: 'paste', text }];
  };
}

function inputsOf(input: string, key: Key): readonly Input[] {
  const mouse = mouseOf(input);
  if (mouse !== undefined) return mouse === null ? [] : [mouse];
  const named = nameOf(key);
  if (named !== null) return [{ on: 'key', key: named }];
  if (key.ctrl) return /^[a-z]$/.test(input) ? [{ on: 'key', key: `ctrl-${input}` }] : [];
  if (key.meta || isUnknownSequence(input)) return [];
  return Array.from(clusters.segment(input), ({ segment }) => ({ on: 'key', key: keyOf(segment) }));
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Several keys may come in at once; those that are no characters are told by their codes then. */
function keyOf(text: string): string {
  return codes[text] ?? (/^[\u0001-\u001a]$/.test(text) ? `ctrl-${letterOf(text)}` : text);
}

/** Ctrl and a letter send the place of the letter in the alphabet. */
function letterOf(text: string): string {
  return String.fromCharCode(text.charCodeAt(0) + 'a'.charCodeAt(0) - 1);
}

const codes: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'ctrl-j',
  '\r\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

function nameOf(key: Key): string | null {
  const names: readonly (readonly [boolean, string])[] = [
    [key.upArrow, 'up'],
    [key.downArrow, 'down'],
    [key.leftArrow, 'left'],
    [key.rightArrow, 'right'],
    [key.pageUp, 'pageup'],
    [key.pageDown, 'pagedown'],
    [key.home, 'home'],
    [key.end, 'end'],
    [key.return, 'enter'],
    [key.escape, 'esc'],
    [key.tab, key.shift ? 'shift-tab' : 'tab'],
    [key.backspace || key.delete, 'backspace'],
  ];
  return names.find(([pressed]) => pressed)?.[1] ?? null;
}

function isUnknownSequence(input: string): boolean {
  return /^[[O][0-9;?<]*[~A-Za-z]$/.test(input) && input.length > 1;
}

/** A report of the mouse (SGR); null: of nothing that is listened to; undefined: it is none. */
function mouseOf(input: string): Input | null | undefined {
  const [, button, column, row, end] = /^\[<(\d+);(\d+);(\d+)([Mm])$/.exec(input) ?? [];
  if (button === undefined) return undefined;
  const place = { row: Number(row) - 1, column: Number(column) - 1 };
  const does = end === 'M' ? buttons[button] : undefined;
  return does === undefined ? null : { on: 'mouse', does, ...place };
}

const buttons: Readonly<Record<string, 'press' | 'wheel-up' | 'wheel-down'>> = {
  '0': 'press',
  '64': 'wheel-up',
  '65': 'wheel-down',
};
