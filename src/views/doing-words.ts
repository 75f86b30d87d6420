import type { WorkerRow } from '../domain/snapshot.ts';
import { harmless } from './cells.ts';
import { dayClock, type Clock } from './clock.ts';

/**
 * What a worker does, in a few words; when its limit ends by the local time of day: "limit >03:40". Behind it what leads to the
 * question of a task that it left: "idle, asked (3)". Harmless.
 */
export function doingWords(
  { doing, limitedUntil, parked, task }: Pick<WorkerRow, 'doing' | 'limitedUntil' | 'parked' | 'task'>,
  clock: Clock,
): string {
  if (doing === 'idle' && parked !== undefined && task === null) return `idle, asked (${parked.question})`;
  return limitedUntil === undefined ? harmless(doing) : `limit >${dayClock(limitedUntil, clock)}`;
}
