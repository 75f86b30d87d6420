import type { Spent, Tokens } from './usage.ts';

/** Prices of one model, in US dollars for a million tokens. Null: not known. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  /** Of what is kept for an hour; without it that costs as `cacheWrite`. */
  readonly longCacheWrite?: number;
  /** It holds for requests of at most so many tokens, all that goes in counted. */
  readonly upToPrompt?: number;
}

/** By model; of several prices the first one counts that holds. */
export type Prices = ReadonlyMap<string, readonly Price[]>;

/** What some tokens of a model cost, in US dollars; null: it is not known. `promptTokens`: what went into the request. */
export function costOf(
  prices: Prices,
  { model, promptTokens }: { readonly model: string | null; readonly promptTokens: number },
  tokens: Tokens,
): number | null {
  const price = priceOf(prices, model, promptTokens);
  return price === null ? null : atPrice(price, tokens);
}

/** What a sum cost, in US dollars: as much as is known, and whether that is all. Tokens without a price may have got one since. */
export function costOfAll(
  { costUsd, unpriced }: Spent,
  prices: Prices,
): { readonly knownUsd: number; readonly unpriced: readonly Tokens[] } {
  let knownUsd = costUsd;
  const left: Tokens[] = [];
  for (const [model, tokens] of Object.entries(unpriced)) {
    // How they were spread over requests is forgotten: only a price that holds for all of them counts.
    const cost = costOf(prices, { model, promptTokens: Number.POSITIVE_INFINITY }, tokens);
    if (cost === null) left.push(tokens);
    else knownUsd += cost;
  }
  return { knownUsd, unpriced: left };
}

const DATED = /-(?:\d{8}|\d{4}-\d{2}-\d{2})$/;
/** Behind the name of a model, such as that of its window: `[1m]`. */
const MARKED = /\[[^\]]*\]$/;

function priceOf(prices: Prices, model: string | null, promptTokens: number): Price | null {
  if (model === null) return null;
  const plain = model.replace(MARKED, '');
  const found = prices.get(model) ?? prices.get(plain) ?? prices.get(plain.replace(DATED, ''));
  return found?.find(({ upToPrompt = Number.POSITIVE_INFINITY }) => promptTokens <= upToPrompt) ?? null;
}

function atPrice(price: Price, tokens: Tokens): number | null {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, longCacheWriteTokens = 0 } = tokens;
  const shortWrites = cacheWriteTokens - longCacheWriteTokens;
  const parts = [
    part(inputTokens, price.input),
    part(outputTokens, price.output),
    part(cacheReadTokens, price.cacheRead),
    part(shortWrites, price.cacheWrite),
    part(longCacheWriteTokens, price.longCacheWrite ?? price.cacheWrite),
  ];
  return parts.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}

function part(tokens: number, price: number | null): number | null {
  if (tokens === 0) return 0;
  return price === null ? null : (tokens * price) / 1_000_000;
}
