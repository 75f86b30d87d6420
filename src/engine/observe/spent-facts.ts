import type { FactOf } from '../../domain/facts.ts';
import type { UsedFor } from '../../domain/spending-facts.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import { costOf, type Prices } from '../../domain/price.ts';
import {
  allTokens,
  moreTokens,
  NO_TOKENS,
  plusTokens,
  type Spending,
  type Told,
  type Usage,
} from '../../domain/usage.ts';

/** What one worker's agent told of what it used, oldest first. `record`: where it was read, and how far. */
export interface TellsSpending {
  readonly spending: Spending & { readonly of: string };
  readonly record: { readonly path: string; readonly readTo: number } | null;
}

/** First the prices that the config names, then those of the kind. */
export type PriceTables = readonly Prices[];

/**
 * What is new in it, as one fact; null: nothing is. Each part goes to the task that the worker was given last before it was used;
 * what is known under a name is not counted a second time.
 */
export function spentFact(
  ledger: Ledger,
  worker: WorkerName,
  { tells, prices }: { readonly tells: readonly TellsSpending[]; readonly prices: PriceTables },
): FactOf<'usage.spent'> | null {
  if (tells.length === 0) return null;
  const told = new Map((ledger.workers.get(worker)?.told ?? []).map((one) => [one.of, one]));
  const fresh = new Map<string, Told>();
  const records = new Map<string, { path: string; readTo: number; model: string | null }>();
  const spent: UsedFor[] = [];
  for (const { spending, record } of tells) {
    const usage = usageOf(spending, told.get(spending.of), prices);
    const known = toldNow(spending, told.get(spending.of));
    told.set(spending.of, known);
    fresh.set(spending.of, known);
    if (record !== null) records.set(record.path, { ...record, model: spending.model });
    if (usage !== null) addTo(spent, { ...workAt(ledger, worker, spending.at), usage });
  }
  return { type: 'usage.spent', worker, spent, told: [...fresh.values()], records: [...records.values()] };
}

function usageOf(spending: Spending, before: Told | undefined, prices: PriceTables): Usage | null {
  const more = moreTokens(spending, before ?? NO_TOKENS);
  const costUsd = costUsdOf(spending, { more, before, prices });
  if (allTokens(more) === 0 && (costUsd ?? 0) === 0) return null;
  return { ...more, model: spending.model, costUsd };
}

function costUsdOf(
  { costUsd, model, promptTokens, special }: Spending,
  {
    more,
    before,
    prices,
  }: {
    readonly more: Usage | ReturnType<typeof moreTokens>;
    readonly before: Told | undefined;
    readonly prices: PriceTables;
  },
): number | null {
  if (costUsd !== null) return Math.max(0, costUsd - (before?.costUsd ?? 0));
  if (special === true) return null;
  for (const table of prices) {
    const cost = costOf(table, { model, promptTokens }, more);
    if (cost !== null) return cost;
  }
  return null;
}

/** The largest of what was told: it may be told in an older state, too. */
function toldNow(spending: Spending & { readonly of: string }, before: Told | undefined): Told {
  const { of, costUsd } = spending;
  const tokens = plusTokens(before ?? NO_TOKENS, moreTokens(spending, before ?? NO_TOKENS));
  const cost = costUsd === null ? (before?.costUsd ?? null) : Math.max(costUsd, before?.costUsd ?? 0);
  return { of, ...tokens, costUsd: cost };
}

/** The task that a worker was given last before this moment. */
function workAt({ receipts }: Ledger, worker: WorkerName, at: number): Pick<UsedFor, 'task' | 'attempt'> {
  let last: { readonly task: string; readonly attempt: number | null; readonly at: number } | null = null;
  for (const receipt of receipts.values()) {
    if (receipt.worker !== worker || receipt.task === null || receipt.verdict === 'refused') continue;
    if (receipt.at > at || (last !== null && receipt.at < last.at)) continue;
    last = { task: receipt.task, attempt: receipt.attempt, at: receipt.at };
  }
  return { task: last?.task ?? null, attempt: last?.attempt ?? null };
}

/** One sum for each task, attempt and model; what has a cost and what has none apart. */
function addTo(spent: UsedFor[], { task, attempt, usage }: UsedFor): void {
  const index = spent.findIndex(
    (one) =>
      one.task === task &&
      one.attempt === attempt &&
      one.usage.model === usage.model &&
      (one.usage.costUsd === null) === (usage.costUsd === null),
  );
  const before = spent[index];
  if (before === undefined) {
    spent.push({ task, attempt, usage });
    return;
  }
  const costUsd = usage.costUsd === null ? null : usage.costUsd + (before.usage.costUsd ?? 0);
  spent[index] = {
    task,
    attempt,
    usage: { ...plusTokens(before.usage, usage), model: usage.model, costUsd },
  };
}
