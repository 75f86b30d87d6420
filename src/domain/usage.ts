/** Tokens of one or more requests, each counted in one of these. `longCacheWriteTokens`: those of `cacheWriteTokens` that are kept for an hour. */
export interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly longCacheWriteTokens?: number;
}

/** What was used of one model. `costUsd` null: nobody knows what it cost. */
export interface Usage extends Tokens {
  /** In the vendor's words; null: not told. */
  readonly model: string | null;
  readonly costUsd: number | null;
}

/**
 * All that an agent has used so far under one name, which is told again as it grows, and may be told twice: only what is more than
 * before counts. A name is that of one answer, or of a whole conversation.
 */
export interface Spending extends Tokens {
  /** Null: its transcript has only this one. */
  readonly of: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly model: string | null;
  /** As the agent itself says; null: it does not. */
  readonly costUsd: number | null;
  /** Of the last request, all that went into it: some prices depend on it. */
  readonly promptTokens: number;
  /** It was ordered at another price than the standard one: faster, later, elsewhere. */
  readonly special?: true;
}

/** A spending as an event tells it: without a name it is one of its own, without a time it is of the event's. */
export type SpentReport = Omit<Spending, 'of' | 'at' | 'special'> & {
  readonly of?: string;
  readonly at?: number;
};

/** What is known under one name. */
export interface Told extends Tokens {
  readonly of: string;
  readonly costUsd: number | null;
}

/** A transcript, as far as what it tells of usage is journaled. */
export interface SpendingRecord {
  readonly path: string;
  readonly generation: number;
  readonly kind: string;
  /** Epoch milliseconds: what was used before is not this record's. */
  readonly since: number;
  /** In bytes. */
  readonly readTo: number;
  /** The model that it named last. */
  readonly model: string | null;
}

/** What is known of the spending of a worker's agents. Older releases did not write it. */
export interface WorkerSpending {
  /** For whatever task. */
  readonly spent?: Spent;
  /** Records that its agents keep or kept, the newest last (bounded). */
  readonly records?: readonly SpendingRecord[];
  /** What is known under the newest names (bounded): it does not count a second time. */
  readonly told?: readonly Told[];
}

/** A sum. What it cost is `costUsd` and what the tokens of `unpriced`, by model, cost beside that. */
export interface Spent extends Tokens {
  readonly costUsd: number;
  readonly unpriced: Readonly<Record<string, Tokens>>;
}

export const NO_TOKENS: Tokens = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export const NOTHING_SPENT: Spent = { ...NO_TOKENS, costUsd: 0, unpriced: {} };

/** Of a model that nobody named. */
const NAMELESS = 'unknown model';

export function plusUsage(spent: Spent, usage: Usage): Spent {
  const { model, costUsd } = usage;
  const sum = { ...spent, ...plusTokens(spent, usage) };
  if (costUsd !== null) return { ...sum, costUsd: spent.costUsd + costUsd };
  const name = model ?? NAMELESS;
  const unpriced = { ...spent.unpriced, [name]: plusTokens(spent.unpriced[name] ?? NO_TOKENS, usage) };
  return { ...sum, unpriced };
}

export function plusTokens(a: Tokens, b: Tokens): Tokens {
  return withLong({
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    longCacheWriteTokens: (a.longCacheWriteTokens ?? 0) + (b.longCacheWriteTokens ?? 0),
  });
}

/** What is more in `now` than in `before`; never less than nothing. */
export function moreTokens(now: Tokens, before: Tokens): Tokens {
  const more = (a: number, b: number): number => Math.max(0, a - b);
  return withLong({
    inputTokens: more(now.inputTokens, before.inputTokens),
    outputTokens: more(now.outputTokens, before.outputTokens),
    cacheReadTokens: more(now.cacheReadTokens, before.cacheReadTokens),
    cacheWriteTokens: more(now.cacheWriteTokens, before.cacheWriteTokens),
    longCacheWriteTokens: more(now.longCacheWriteTokens ?? 0, before.longCacheWriteTokens ?? 0),
  });
}

/** All tokens, of whatever sort. */
export function allTokens({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: Tokens): number {
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
}

function withLong({ longCacheWriteTokens, ...rest }: Required<Tokens>): Tokens {
  return longCacheWriteTokens === 0 ? rest : { ...rest, longCacheWriteTokens };
}

/** "$18.40", "$0.004": two digits, and for less than a cent the first one that is not 0. */
export function shortCost(costUsd: number): string {
  if (costUsd === 0 || costUsd >= 0.01) return `$${costUsd.toFixed(2)}`;
  return `$${costUsd.toPrecision(1)}`.replace(/^\$(.*)e.*$/, '$0.00');
}

/** "850", "12k", "1.2M" tokens. */
export function shortTokens(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1_000)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}
