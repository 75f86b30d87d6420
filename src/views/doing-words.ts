import type { WorkerRow } from '../domain/snapshot.ts';
import { harmless } from './cells.ts';
import { dayClock, type Clock } from './clock.ts';

/** What a worker does, in a few words; when its limit ends by the local time of day: "limit >03:40". Harmless. */
export function doingWords(
  { doing, limitedUntil }: Pick<WorkerRow, 'doing' | 'limitedUntil'>,
  clock: Clock,
): string {
  return limitedUntil === undefined ? harmless(doing) : `limit >${dayClock(limitedUntil, clock)}`;
}
