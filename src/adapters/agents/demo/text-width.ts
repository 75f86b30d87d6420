import { stripVTControlCharacters } from 'node:util';

// Own few lines instead of a package: the agent has to be up in a blink, and an overestimate is all it needs. Widths are counted
// per code point, so a joined emoji counts more cells than it takes: a line may end early, but never wraps.
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]/u;
const TAB = '    ';

/** Terminal cells that `text` takes at most. `text` holds no control characters. */
export function textWidth(text: string): number {
  let cells = 0;
  for (const char of text) cells += charWidth(char);
  return cells;
}

function charWidth(char: string): number {
  if (char >= ' ' && char < '\u007f') return 1;
  if (NOTHING.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** `text` as it may be shown: no escape sequences, no control characters but line ends; tabs are four blanks. */
export function showable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, TAB)
    .replace(/[^\P{Cc}\n]/gu, '\uFFFD');
}

/** At most `cells` wide; what is cut ends with "…". */
export function clipped(text: string, cells: number): string {
  if (textWidth(text) <= cells) return text;
  let kept = '';
  let used = 1;
  for (const char of text) {
    used += charWidth(char);
    if (used > cells) break;
    kept += char;
  }
  return cells <= 0 ? '' : `${kept}…`;
}
