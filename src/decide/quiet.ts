import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { countsQuiet } from './health.ts';

/** Longer gaps between two ticks are sleep of the machine or an absent supervisor: they do not count. */
const LONGEST_TICK_MS = 60_000;

export interface QuietStep {
  readonly previous: ReadonlyMap<WorkerName, number>;
  /** Monotonic milliseconds since the last step. */
  readonly elapsedMs: number;
  /** Epoch milliseconds (`World.now`) of the last step; null in the first one. */
  readonly lastAt: number | null;
}

/**
 * Counted time without progress of every worker, in milliseconds: grows only while the worker should be working, and begins anew
 * at every sign of progress (new commit, delivered work, start). What a worker had when the supervisor went down is taken over.
 */
export function advanceQuiet(world: World, step: QuietStep): ReadonlyMap<WorkerName, number> {
  const countedMs = Math.min(Math.max(step.elapsedMs, 0), LONGEST_TICK_MS);
  const next = new Map<WorkerName, number>();
  for (const worker of world.ledger.workers.values()) {
    const before = step.previous.get(worker.name) ?? worker.quietMs;
    const { progressAt } = worker;
    const progressed = step.lastAt !== null && progressAt !== null && progressAt >= step.lastAt;
    if (progressed) next.set(worker.name, 0);
    else next.set(worker.name, before + (countsQuiet(world, worker.name) ? countedMs : 0));
  }
  return next;
}
