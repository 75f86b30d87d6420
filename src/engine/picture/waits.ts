import type { TaskRow, WorkerRow } from '../../domain/snapshot.ts';

/** What is asked about a worker here. `free`: it could begin something now. */
export interface Waiter {
  readonly worker: WorkerRow['worker'];
  readonly free: boolean;
}

/**
 * What free workers wait for, by their names: what holds back the task that each of them would take next. A task that anybody may take
 * is waited for by one of them only, in their order; who is left over waits for nothing that is known.
 */
export function waitsOf(
  rows: readonly TaskRow[],
  workers: readonly Waiter[],
): ReadonlyMap<string, readonly string[]> {
  const free = workers.filter((one) => one.free);
  if (free.length === 0) return new Map();
  const ready = new Set(rows.filter(({ status }) => status === 'ready').map(({ assignee }) => assignee));
  if (ready.has(null)) return new Map();
  const held = rows
    .filter((row) => row.waitingFor.length > 0 && (row.status === 'pending' || row.status === 'blocked'))
    .sort((a, b) => a.priority - b.priority);
  const own = new Map(held.toReversed().map((row) => [row.assignee, row]));
  const ofAll = held.filter(({ assignee }) => assignee === null).values();
  const found = new Map<string, readonly string[]>();
  for (const { worker } of free) {
    if (ready.has(worker)) continue;
    const next = own.get(worker) ?? ofAll.next().value;
    if (next !== undefined) found.set(worker, next.waitingFor);
  }
  return found;
}
