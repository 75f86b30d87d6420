import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, costOfAll, type Price, type Prices } from '../../../src/domain/price.ts';
import {
  allTokens,
  moreTokens,
  NO_TOKENS,
  NOTHING_SPENT,
  plusTokens,
  plusUsage,
  shortCost,
  shortTokens,
  type Tokens,
} from '../../../src/domain/usage.ts';

const price: Price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, longCacheWrite: 6 };
const prices: Prices = new Map([
  ['big', [price]],
  [
    'tiered',
    [
      { ...price, upToPrompt: 100 },
      { ...price, input: 6 },
    ],
  ],
  ['short', [{ ...price, upToPrompt: 100 }]],
  ['plain', [{ input: 1, output: 2, cacheRead: null, cacheWrite: null }]],
]);
const million: Tokens = { ...NO_TOKENS, inputTokens: 1_000_000 };

const anyTokens = fc
  .record({
    inputTokens: fc.nat(1_000_000),
    outputTokens: fc.nat(1_000_000),
    cacheReadTokens: fc.nat(1_000_000),
    cacheWriteTokens: fc.nat(1_000_000),
    long: fc.nat(1_000_000),
  })
  .map(({ long, ...tokens }): Tokens => {
    const longCacheWriteTokens = Math.min(long, tokens.cacheWriteTokens);
    return longCacheWriteTokens === 0 ? tokens : { ...tokens, longCacheWriteTokens };
  });

describe('what tokens cost', () => {
  test.each([
    ['big', 0, million, 3],
    ['big-20250929', 0, million, 3],
    ['big-2026-03-01', 0, million, 3],
    ['big[1m]', 0, million, 3],
    ['tiered', 100, million, 3],
    ['tiered', 101, million, 6],
    ['short', 101, million, null],
    ['other', 0, million, null],
    [null, 0, million, null],
    ['plain', 0, { ...million, cacheReadTokens: 1 }, null],
    ['plain', 0, million, 1],
    ['big', 0, { ...NO_TOKENS, outputTokens: 1_000_000, cacheReadTokens: 1_000_000 }, 15.3],
    ['big', 0, { ...NO_TOKENS, cacheWriteTokens: 2_000_000, longCacheWriteTokens: 1_000_000 }, 9.75],
  ])('of %s with a prompt of %i', (model, promptTokens, tokens, cost) => {
    const found = costOf(prices, { model, promptTokens }, tokens);
    expect(found === null ? null : Number(found.toFixed(9))).toBe(cost);
  });

  test('is the same whether they are counted in one or in parts', () => {
    fc.assert(
      fc.property(anyTokens, anyTokens, (a, b) => {
        const request = { model: 'big', promptTokens: 0 };
        const parts = (costOf(prices, request, a) ?? 0) + (costOf(prices, request, b) ?? 0);
        expect(costOf(prices, request, plusTokens(a, b))).toBeCloseTo(parts, 6);
      }),
    );
  });
});

describe('a sum', () => {
  test('knows what is more, and never less than nothing', () => {
    fc.assert(
      fc.property(anyTokens, anyTokens, (a, b) => {
        expect(moreTokens(plusTokens(a, b), a)).toEqual(b);
        expect(allTokens(moreTokens(a, plusTokens(a, b)))).toBe(0);
      }),
    );
  });

  test('keeps what has no price apart, which a price that comes later makes good for', () => {
    const usage = { ...million, model: 'new', costUsd: null };
    const spent = plusUsage(plusUsage(NOTHING_SPENT, { ...usage, model: 'big', costUsd: 3 }), usage);
    expect(allTokens(spent)).toBe(2_000_000);
    expect(costOfAll(spent, prices)).toEqual({ knownUsd: 3, unpriced: [million] });
    expect(costOfAll(spent, new Map([['new', [price]]]))).toEqual({ knownUsd: 6, unpriced: [] });
    // Nobody knows any more how large its requests were.
    expect(costOfAll(spent, new Map([['new', [{ ...price, upToPrompt: 100 }]]])).knownUsd).toBe(3);
  });
});

test.each([
  [0, '$0.00'],
  [18.4, '$18.40'],
  [0.014, '$0.01'],
  [0.0042, '$0.004'],
  [1234.567, '$1234.57'],
])('%d dollars are shown short', (usd, shown) => {
  expect(shortCost(usd)).toBe(shown);
});

test.each([
  [850, '850'],
  [12_400, '12k'],
  [999_499, '999k'],
  [999_500, '1.0M'],
  [1_240_000, '1.2M'],
])('%d tokens are shown short', (tokens, shown) => {
  expect(shortTokens(tokens)).toBe(shown);
});
