import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { CountedTime, World } from '../domain/world.ts';
import { countsQuiet } from './counts-quiet.ts';
import { markOf, movedSince } from './signs.ts';

/** Longer gaps between two ticks are sleep of the machine or an absent supervisor: they do not count. */
const LONGEST_TICK_MS = 60_000;

export interface TimeStep {
  readonly previous: ReadonlyMap<WorkerName, CountedTime>;
  /** Monotonic milliseconds since the last step. */
  readonly elapsedMs: number;
}

/**
 * Counted time of every worker: grows only while the worker should be working. The time without a result begins anew at every new
 * commit, delivered work and start; the time in which nothing moved also at every other sign that the agent gets on. What a worker
 * had when the supervisor went down is taken over. No clock of the day has a part in it: such clocks jump.
 */
export function advanceCounted(world: World, step: TimeStep): ReadonlyMap<WorkerName, CountedTime> {
  const elapsedMs = Math.min(Math.max(step.elapsedMs, 0), LONGEST_TICK_MS);
  const next = new Map<WorkerName, CountedTime>();
  for (const worker of world.ledger.workers.values()) {
    const { progressAt } = worker;
    const mark = markOf(world, worker);
    const before = step.previous.get(worker.name) ?? takenOver(worker, mark);
    const countedMs = countsQuiet(world, worker.name) ? elapsedMs : 0;
    const progressed = before.progressAt !== progressAt;
    const moved = progressed || movedSince(before.mark, mark);
    const quietMs = progressed ? 0 : before.quietMs + countedMs;
    const stillMs = moved ? 0 : before.stillMs + countedMs;
    next.set(worker.name, { quietMs, stillMs, progressAt, mark });
  }
  return next;
}

/** What came after it was noted, while nobody was there to see it, moved all the same. */
function takenOver(worker: WorkerState, mark: CountedTime['mark']): CountedTime {
  const { quietMs, stillMs, clockedAt, progressAt } = worker;
  const moved = clockedAt !== undefined && mark.some((at) => at !== null && at > clockedAt);
  return { quietMs, stillMs: moved ? 0 : (stillMs ?? quietMs), progressAt, mark };
}
