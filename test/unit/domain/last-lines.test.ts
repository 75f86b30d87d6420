import { expect, test } from 'vitest';
import { lastLines } from '../../../src/domain/last-lines.ts';

test('the end of a screen is kept, without the blank lines below it', () => {
  expect(lastLines(['$ npm test', '', '2 failed  ', '', ''])).toEqual(['$ npm test', '', '2 failed']);
  expect(lastLines([])).toEqual([]);
  expect(lastLines(['', ' '])).toEqual([]);
});

test('no more than 12 lines are kept, each no longer than 160 units', () => {
  const kept = lastLines(Array.from({ length: 50 }, (_line, index) => `${index} ${'x'.repeat(500)}`));
  expect(kept).toHaveLength(12);
  expect(kept.at(-1)?.slice(0, 3)).toBe('49 ');
  expect(Math.max(...kept.map((line) => line.length))).toBe(160);
});
