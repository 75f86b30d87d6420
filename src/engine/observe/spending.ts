import type { ReceivedEvent } from '../../domain/agent-event.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Ledger, WorkerState } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { FollowedSpending, ReceivedSpending } from '../../ports/transcripts.ts';
import type { Core } from '../core.ts';
import { type PriceTables, spentFact, type TellsSpending } from './spent-facts.ts';

/** In a turn that takes long, what it used is journaled so often. */
const LONGEST_WAIT_MS = 30_000;
/** Of each worker, the record that it keeps and the one before: that may still be read to its end. */
const FOLLOWED_RECORDS = 2;

/** Journals what agents used, as their transcripts tell it: at the end of each turn, and now and then in a long one. */
export async function observeSpending(core: Core): Promise<void> {
  const { parts, book, remembered } = core;
  await parts.transcripts.followSpending(followed(book.ledger));
  const tells = byWorker(await parts.transcripts.readSpending());
  const now = parts.clock.now();
  const facts: Fact[] = [];
  for (const [worker, received] of tells) {
    const since = remembered.unspent.get(worker) ?? now;
    remembered.unspent.set(worker, since);
    if (isInTurn(book.ledger.workers.get(worker)) && now - since < LONGEST_WAIT_MS) continue;
    remembered.unspent.delete(worker);
    facts.push(...factsOf(core, worker, received));
  }
  if (facts.length > 0) await book.write([{ type: 'observed', at: now, facts }]);
}

function followed({ workers }: Ledger): readonly FollowedSpending[] {
  return [...workers.values()].flatMap(({ name, records = [] }) =>
    records.slice(-FOLLOWED_RECORDS).map((record) => ({ worker: name, ...record })),
  );
}

function byWorker(
  received: readonly ReceivedSpending[],
): ReadonlyMap<WorkerName, readonly ReceivedSpending[]> {
  const workers = new Map<WorkerName, ReceivedSpending[]>();
  for (const one of received) {
    const known = workers.get(one.worker);
    if (known === undefined) workers.set(one.worker, [one]);
    else known.push(one);
  }
  return workers;
}

function isInTurn(worker: WorkerState | undefined): boolean {
  return worker?.generation !== null && worker?.agent.turn?.end === null;
}

function factsOf(core: Core, worker: WorkerName, received: readonly ReceivedSpending[]): readonly Fact[] {
  const kind = received[0]?.kind;
  const tells = received.map(
    ({ spending, path, readTo }): TellsSpending => ({ spending, record: { path, readTo } }),
  );
  const fact = spentFact(core.book.ledger, worker, { tells, prices: pricesOf(core, kind) });
  return fact === null ? [] : [fact];
}

function pricesOf({ parts, senses }: Core, kind: string | undefined): PriceTables {
  const own = kind === undefined ? undefined : parts.kinds.get(kind)?.prices;
  return [senses.policy.prices, ...(own === undefined ? [] : [own])];
}

/** What events tell of what was used, which agents without a transcript do; to be journaled with the events. */
export function spentInEvents(core: Core, events: readonly ReceivedEvent[]): readonly Fact[] {
  const workers = new Map<WorkerName, TellsSpending[]>();
  for (const { id, worker, event } of events) {
    for (const [index, { of, ...spent }] of (event.data?.spent ?? []).entries()) {
      const told = workers.get(worker) ?? [];
      told.push({ spending: { at: event.at, ...spent, of: of ?? `${id} ${index}` }, record: null });
      workers.set(worker, told);
    }
  }
  return [...workers].flatMap(([worker, tells]) => {
    const kind = core.book.ledger.workers.get(worker)?.generation?.kind;
    const fact = spentFact(core.book.ledger, worker, { tells, prices: pricesOf(core, kind) });
    return fact === null ? [] : [fact];
  });
}
