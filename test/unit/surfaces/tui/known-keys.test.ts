import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownKeys } from '../../../../src/surfaces/tui/known-keys.ts';

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
  ['the mouse', `${esc}[<0;12;3M${esc}[<0;12;3m`],
  ['a paste', `${esc}[200~two\rlines${esc}[201~`],
  ['Escape', esc],
  ['Alt and a letter', `${esc}x`],
  ['text', 'jq/ Grüße 漢字 👩‍👩‍👧'],
])('%s comes through', (_name, typed) => {
  expect(knownKeys()(typed)).toBe(typed);
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
])('%s is left out', (_name, typed) => {
  expect(knownKeys()(`j${typed}k`)).toBe('jk');
});

test('colours in what is pasted are left out, and the paste is whole', () => {
  const keys = knownKeys();
  expect(keys(`${esc}[200~${esc}[31mred${esc}[0m`) + keys(`${esc}[201~q`)).toBe(`${esc}[200~red${esc}[201~q`);
});

test('wherever it is cut, the same comes through', () => {
  const typed = `j${esc}[1;5P${esc}[1;5A${esc}[<64;10;2M${esc}[200~a${esc}[31mb${esc}[201~${esc}[15~k`;
  const whole = knownKeys()(typed);
  fc.assert(
    fc.property(fc.array(fc.nat(typed.length), { maxLength: 6 }), (cuts) => {
      const places = [0, ...[...cuts].sort((a, b) => a - b), typed.length];
      // Right after `ESC` and `ESC [` nobody can tell a sequence from keys that are pressed.
      fc.pre(places.every((at) => !/\u001b\[?$/.test(typed.slice(0, at))));
      const keys = knownKeys();
      const pieces = places.slice(1).map((to, index) => keys(typed.slice(places[index], to)));
      expect(pieces.join('')).toBe(whole);
    }),
  );
});
