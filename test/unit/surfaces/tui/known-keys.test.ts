import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meansNothing, wholeKeys } from '../../../../src/surfaces/tui/known-keys.ts';

const esc = '\u001b';

test.each([
  ['up', `${esc}[A`],
  ['up, as the application mode has it', `${esc}OA`],
  ['Alt and up', `${esc}${esc}[A`],
  ['Ctrl and up', `${esc}[1;5A`],
  ['Ctrl and up in rxvt', `${esc}Oa`],
  ['Shift and Tab', `${esc}[Z`],
  ['Home', `${esc}[H`],
  ['Home with a number', `${esc}[1~`],
  ['Delete', `${esc}[3~`],
  ['Ctrl and Page Down', `${esc}[6;5~`],
  ['Page Down of a console', `${esc}[[6~`],
  ['the mouse', `${esc}[<0;12;3M`],
  ['the mouse, let go', `${esc}[<0;12;3m`],
  ['the begin of a paste', `${esc}[200~`],
  ['the end of a paste', `${esc}[201~`],
  ['Escape', esc],
  ['Alt and a letter', `${esc}x`],
  ['text', 'jq/ Grüße 漢字 👩‍👩‍👧'],
])('%s means something, and does not wait', (_name, typed) => {
  expect(meansNothing(typed)).toBe(false);
  expect(wholeKeys()(typed)).toBe(typed);
});

test.each([
  ['Ctrl and F1', `${esc}[1;5P`],
  ['Ctrl and Menu', `${esc}[29;5~`],
  ['F5', `${esc}[15~`],
  ['F1', `${esc}OP`],
  ['F1 of a console', `${esc}[[A`],
  ['the status of a terminal', `${esc}[0n`],
  ['what a terminal is', `${esc}[?64;1;2c`],
  ['a colour', `${esc}[1;31m`],
  ['the focus', `${esc}[I`],
])('%s means nothing', (_name, typed) => {
  expect(meansNothing(typed)).toBe(true);
  expect(meansNothing(`${typed}k`)).toBe(false);
});

test('wherever it is cut, the same comes through, and no sequence in part', () => {
  const typed = `j${esc}[1;5P${esc}[1;5A${esc}[<64;10;2M${esc}[200~a${esc}[31mb${esc}[201~${esc}[15~k`;
  fc.assert(
    fc.property(fc.array(fc.nat(typed.length), { maxLength: 6 }), (cuts) => {
      const places = [0, ...[...cuts].sort((a, b) => a - b), typed.length];
      // Right after `ESC` and `ESC [` nobody can tell a sequence from keys that are pressed.
      fc.pre(places.every((at) => !/\u001b\[?$/.test(typed.slice(0, at))));
      const keys = wholeKeys();
      const pieces = places.slice(1).map((to, index) => keys(typed.slice(places[index], to)));
      expect(pieces.join('')).toBe(typed);
      // No piece ends in the middle of a sequence.
      for (const piece of pieces) expect(piece).not.toMatch(/\u001b\[[0-?]+$/);
    }),
  );
});
