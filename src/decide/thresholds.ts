import type { WorkerState } from '../domain/ledger.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { atWork } from './signs.ts';

/** Fewer finished tasks say nothing about the next one. */
const LEAST_TASKS = 3;
/** A stretch may be this much longer than the longest one that ended well. */
const ROOM = 1.5;
/** However long earlier tasks took, and while builds run: never more than so many times what is configured. */
const MOST_TIMES = 3;

/** After how much counted time in which nothing moves a worker is slow, and stuck, in milliseconds. */
export interface Thresholds {
  readonly slowMs: number;
  readonly stuckMs: number;
  /** With the figures they come from, for a person. */
  readonly because: string;
}

/** Never below what is configured; grown by what tasks took before that were done by agents of the same kind, and ended well. */
export function thresholdsOf(world: World, worker: WorkerState): Thresholds {
  const { slowMs, stuckMs } = world.policy.health;
  const stretches = world.ledger.stretches.get(worker.generation?.kind ?? '') ?? [];
  const longestMs = stretches.length < LEAST_TASKS ? 0 : Math.max(...stretches);
  const byHistory = Math.min(Math.max(1, (longestMs * ROOM) / slowMs), MOST_TIMES);
  const times = atWork(world, worker) ? MOST_TIMES : byHistory;
  const grown = { slowMs: Math.round(slowMs * times), stuckMs: Math.round(stuckMs * times) };
  return { ...grown, because: `${limits(grown)}: ${reason({ stretches, longestMs, byHistory }, times)}` };
}

function limits({ slowMs, stuckMs }: Pick<Thresholds, 'slowMs' | 'stuckMs'>): string {
  return `slow after ${shortDuration(slowMs)}, stuck after ${shortDuration(stuckMs)} in which nothing moves`;
}

interface History {
  readonly stretches: readonly number[];
  readonly longestMs: number;
  readonly byHistory: number;
}

function reason({ stretches, longestMs, byHistory }: History, times: number): string {
  if (times > byHistory) return `${MOST_TIMES} times what is configured while what it started is at work`;
  if (times === 1) return 'as configured';
  return `the longest stretch in ${stretches.length} finished tasks was ${shortDuration(longestMs)} (at most ${MOST_TIMES} times what is configured)`;
}
