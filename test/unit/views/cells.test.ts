import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fit, fitList, harmless, harmlessBlock, packed, padded, width } from '../../../src/views/cells.ts';
import { nearest } from '../../../src/views/nearest.ts';
import { wrapped } from '../../../src/views/questions.ts';
import { sizeInWords } from '../../../src/views/size.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 80 });
const anyCells = fc.integer({ min: 1, max: 60 });

describe('cells', () => {
  test('a text that is made to fit never is wider, and stays whole where it fits', () => {
    fc.assert(
      fc.property(anyText, anyCells, (text, cells) => {
        const clean = harmless(text);
        const fitted = fit(clean, cells);
        expect(width(fitted)).toBeLessThanOrEqual(cells);
        expect(width(clean) <= cells ? fitted : clean).toBe(clean);
      }),
    );
  });

  test('signs that are not measured take one cell each, alone and with what may change them behind', () => {
    for (const sign of '…─·✗✓●○◆')
      for (const text of [sign, `${sign}${sign}a`, `${sign}\ufe0f`, `${sign}\u0301`, `${sign}\u200d`])
        expect([text, width(text)]).toEqual([text, stringWidth(text)]);
  });

  test('a padded text is exactly as wide as asked', () => {
    fc.assert(
      fc.property(anyText, anyCells, (text, cells) => {
        expect(width(padded(harmless(text), cells))).toBe(cells);
        expect(width(padded(harmless(text), cells, 'right'))).toBe(cells);
      }),
    );
  });

  test('a harmless text holds no control or format character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(harmless(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(harmlessBlock(text)).not.toMatch(/[^\P{Cc}\t\n]|[\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  test('wide characters count twice and are not cut in half', () => {
    expect(width('買い物')).toBe(6);
    expect(fit('買い物かご', 6)).toBe('買い…');
    expect(padded('買い物かご', 6)).toBe('買い… ');
  });

  test('a pile of combining marks is taken down to its letter', () => {
    expect(harmless(`a${'\u0301'.repeat(50)}b`)).toBe('ab');
    expect(harmless('e\u0301')).toBe('e\u0301');
  });

  test('a list shows what fits and counts the rest', () => {
    expect(fitList({ items: ['a', 'b', 'c'], count: 3 }, 20)).toBe('a, b, c');
    expect(fitList({ items: ['alpha', 'beta'], count: 3 }, 16)).toBe('alpha, +2 more');
  });

  test('segments share lines as long as they fit', () => {
    expect(packed(['aaa', 'bbb', 'cccccc'], '  ', 8)).toEqual(['aaa  bbb', 'cccccc']);
  });

  test('a long text is broken at blanks', () => {
    expect(wrapped('one two three four', '  ', 10)).toEqual(['  one two', '  three', '  four']);
  });

  test('a word that is too long is broken, and nothing of it is lost', () => {
    expect(wrapped('a 123456789012 b', '  ', 8)).toEqual(['  a', '  123456', '  789012', '  b']);
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_400, '1.4 KB'],
    [52_000_000, '52 MB'],
    [7e9, '7.0 GB'],
  ])('%i bytes read as %s', (bytes, text) => {
    expect(sizeInWords(bytes)).toBe(text);
  });
});

describe('the nearest name', () => {
  const known = ['engineer1', 'engineer2', 'qa', 'cart-totals', 'documentation'];

  test.each([
    ['enginer2', 'engineer2'],
    ['ENGINEER1', 'engineer1'],
    ['cart_totals', 'cart-totals'],
    ['cart-toatls', 'cart-totals'],
    ['doc', 'documentation'],
    ['aq', 'qa'],
  ])('to %s is %s', (typed, name) => {
    expect(nearest(typed, known)).toBe(name);
  });

  test.each(['zebra', 'x', '', 'a'.repeat(100_000)])('to something else is none', (typed) => {
    expect(nearest(typed, known)).toBe(null);
  });
});
