import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cleared,
  composerRows,
  edited,
  emptyComposer,
  pasted,
  shortText,
  typed,
  wholeText,
} from '../../../../../src/adapters/agents/demo/composer.ts';
import { textWidth } from '../../../../../src/adapters/agents/demo/text-width.ts';

test('a long paste is one placeholder, and is submitted in full', () => {
  const text = Array.from({ length: 51 }, (_, line) => `line ${line}`).join('\n');
  const composer = typed(pasted(typed(emptyComposer, 'see '), text), ' ok');
  expect(shortText(composer)).toBe('see [Pasted text #1 +50 lines] ok');
  expect(wholeText(composer)).toBe(`see ${text} ok`);
});

test('placeholders are counted on, and one is deleted like a character', () => {
  const first = pasted(emptyComposer, 'x'.repeat(701));
  expect(shortText(first)).toBe('[Pasted text #1]');
  const second = pasted(edited(first, 'backspace'), '\n\n\n\n');
  expect(shortText(second)).toBe('[Pasted text #2 +4 lines]');
  expect(shortText(pasted(cleared(second), '\n\n\n\n'))).toBe('[Pasted text #3 +4 lines]');
});

test('a short paste is text like typed one', () => {
  expect(shortText(pasted(emptyComposer, 'a\r\nb\rc'))).toBe('a\nb\nc');
});

test('keys move and edit by what a reader calls a character', () => {
  const family = '👩‍👩‍👧';
  let composer = typed(emptyComposer, `a${family}b`);
  for (const key of ['left', 'backspace', 'home', 'delete', 'end'] as const) composer = edited(composer, key);
  expect(wholeText(typed(composer, 'c'))).toBe('bc');
});

test('what is pasted or typed is submitted as it came, but for line ends', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 1_500 }),
      fc.string({ maxLength: 60 }),
      (one, two) => {
        const lf = one.replace(/\r\n?/g, '\n');
        expect(wholeText(pasted(typed(emptyComposer, two), one))).toBe(two + lf);
      },
    ),
  );
});

test('rows never are wider than the terminal, and the cursor stands in one of them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '世', '😀', 'e\u0301', '\n', ' '), maxLength: 80 });
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 30 }), fc.nat(80), (content, columns, lefts) => {
      let composer = typed(emptyComposer, content);
      for (let moved = 0; moved < lefts; moved += 1) composer = edited(composer, 'left');
      const { rows, cursorRow, beforeCursor } = composerRows(composer, columns);
      expect(rows.every((row) => textWidth(row) <= columns)).toBe(true);
      expect(rows[cursorRow]?.startsWith(beforeCursor)).toBe(true);
    }),
  );
});
