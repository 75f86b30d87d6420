import { counted } from '../domain/counted.ts';
import type { WorkerState } from '../domain/ledger.ts';
import { shortDuration, wholeDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { atWork, mayWork } from './signs.ts';

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
}

/**
 * Never below what is configured; grown by what tasks took before that were done by agents of the same kind, and ended well. Where it
 * is not known yet whether builds run, as if they did: but a verdict that stands is not taken back for that.
 */
export function thresholdsOf(world: World, worker: WorkerState): Thresholds {
  const { slowMs, stuckMs } = world.policy.health;
  const times = atWork(world, worker) ? MOST_TIMES : historyOf(world, worker).times;
  const isOpen = mayWork(world, worker);
  const said = worker.verdict?.health ?? 'healthy';
  return {
    slowMs: Math.round(slowMs * (isOpen && said === 'healthy' ? MOST_TIMES : times)),
    stuckMs: Math.round(stuckMs * (isOpen && said !== 'stuck' ? MOST_TIMES : times)),
  };
}

interface History {
  readonly tasks: number;
  readonly longestMs: number;
  /** How many times what is configured. */
  readonly times: number;
}

function historyOf({ ledger, policy }: World, { generation }: WorkerState): History {
  const stretches = ledger.stretches.get(generation?.kind ?? '') ?? [];
  const longestMs = stretches.length < LEAST_TASKS ? 0 : Math.max(...stretches);
  const times = Math.min(Math.max(1, (longestMs * ROOM) / policy.health.slowMs), MOST_TIMES);
  return { tasks: stretches.length, longestMs, times };
}

/** With the figures they come from. */
export function explainThresholds(world: World, worker: WorkerState): string {
  const { slowMs, stuckMs } = thresholdsOf(world, worker);
  const limits = `slow after ${wholeDuration(slowMs)}, stuck after ${wholeDuration(stuckMs)} in which nothing moves`;
  return `${limits}: ${reasonOf(world, worker)}`;
}

function reasonOf(world: World, worker: WorkerState): string {
  const { tasks, longestMs, times } = historyOf(world, worker);
  if (atWork(world, worker)) return `${MOST_TIMES} times what is configured while what it started is at work`;
  if (mayWork(world, worker)) return 'what it started was looked at once only';
  if (times === 1) return 'as configured';
  return `the longest still stretch in ${counted(tasks, 'finished task')} was ${shortDuration(longestMs)} (at most ${MOST_TIMES} times what is configured)`;
}
