import { expect, test } from 'vitest';
import { painter } from '../../../../src/views/paint.ts';
import { spanLines } from '../../../../src/views/tui/spans.ts';

const paint = painter(false);
const spans = [{ text: '? 3  cart  ' }, { text: 'one two three four five six seven eight' }];

test('spans are broken at blanks, and indented from the second line on', () => {
  expect(spanLines(spans, { cells: 20, most: 9, paint })).toEqual([
    '? 3  cart  one two',
    '    three four five',
    '    six seven eight',
  ]);
});

test('what does not fit into the last line is cut, and says so', () => {
  expect(spanLines(spans, { cells: 20, most: 2, paint })).toEqual([
    '? 3  cart  one two',
    '    three four five\u2026',
  ]);
  expect(spanLines(spans, { cells: 20, most: 1, paint })).toEqual(['? 3  cart  one two \u2026']);
});

test('a word that is longer than a line is cut, whatever there is behind it', () => {
  const [first = ''] = spanLines([{ text: `${'x'.repeat(50)} y` }], { cells: 20, most: 1, paint });
  expect(first).toBe(`${'x'.repeat(19)}\u2026`);
});
