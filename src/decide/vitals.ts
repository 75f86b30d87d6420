import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { ProcessSign, ProcessTime, TreeSign } from '../domain/vitals.ts';
import type { World } from '../domain/world.ts';
import { goesByOutput } from './activity.ts';
import { countsQuiet } from './counts-quiet.ts';
import { livePane } from './pane.ts';
import { earlier, type Rule } from './rule.ts';
import { runningTask } from './running-task.ts';
import { quietOf, vitalsOf, wakesItself } from './signs.ts';

/** Parts of `health.slow`: for so long nothing is looked at, and then so often. */
const FIRST_PART = 4;
const NEXT_PART = 16;
const SOONEST_MS = 500;
const LATEST_MS = 300_000;

/** Of one processor, in the mean between two looks: more than waiting takes, and more than drawing a spinner takes. */
const TOOLS_WORK = 0.01;
const AGENT_WORKS = 0.25;
const KEPT_STATES = 24;

/** Workers of which it cannot be decided any more how they are without looking at what runs for them, and the time of the next one. */
export interface LooksDue {
  readonly workers: readonly WorkerName[];
  /** Epoch milliseconds; null: none waits for the clock. */
  readonly nextAt: number | null;
}

export function looksDue(world: World): LooksDue {
  const workers: WorkerName[] = [];
  let nextAt: number | null = null;
  for (const worker of world.ledger.workers.values()) {
    const at = dueAt(world, worker);
    if (at !== null && at <= world.now) workers.push(worker.name);
    else nextAt = earlier(nextAt, at);
  }
  return { workers, nextAt };
}

/** Wakes the loop for the next look. */
export const vitals: Rule = (world) => ({ wakeAt: wakesItself(world) ? looksDue(world).nextAt : null });

function dueAt(world: World, worker: WorkerState): number | null {
  if (worker.generation === null || runningTask(world, worker) === null) return null;
  const { slowMs, quietMs: restMs } = world.policy.health;
  const soonMs = slowMs / FIRST_PART - quietOf(world, worker);
  // Whether its time counts at all is asked only when that matters.
  if (soonMs > 0 && worker.agent.activity === 'busy') return world.now + soonMs;
  if (!countsQuiet(world, worker.name)) return null;
  const pane = livePane(world, worker.name);
  if (pane === null) return null;
  const lookedAt = vitalsOf(world, worker)?.lookedAt ?? null;
  if (pane.lastOutputAt !== null && goesByOutput(world, worker, pane.lastOutputAt))
    return nextAfter(world, lookedAt, { from: pane.lastOutputAt + restMs / 2, everyMs: restMs / 2 });
  return nextAfter(world, lookedAt, { from: world.now + soonMs, everyMs: clamp(slowMs / NEXT_PART) });
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, SOONEST_MS), LATEST_MS);
}

/** A look from the future is one from before the clock was set back. */
function nextAfter(
  { now }: World,
  lookedAt: number | null,
  { from, everyMs }: { readonly from: number; readonly everyMs: number },
): number {
  const next = lookedAt === null || lookedAt > now ? 0 : lookedAt + everyMs;
  return Math.max(from, next);
}

/** A reading of processor time against the one before it. `monotonicMs`: of the clock that cannot be set. */
export function processSign(
  before: ProcessSign | null,
  time: ProcessTime,
  { now, monotonicMs }: { readonly now: number; readonly monotonicMs: number },
): ProcessSign {
  const read = { time, readAt: now, readMs: monotonicMs };
  if (before === null) return { ...read, workedAt: null, first: true };
  const elapsedMs = monotonicMs - before.readMs;
  const toolsMs = time.toolsMs - before.time.toolsMs;
  const ownMs = time.ownMs - before.time.ownMs;
  const worked = elapsedMs > 0 && (toolsMs >= elapsedMs * TOOLS_WORK || ownMs >= elapsedMs * AGENT_WORKS);
  return { ...read, workedAt: worked ? now : before.workedAt };
}

/** What lies in a worktree against what lay there before. Going back to what was there lately is no progress. */
export function treeSign(before: TreeSign | null, state: string, now: number): TreeSign {
  if (before === null) return { readAt: now, changedAt: null, states: [{ state, at: now }] };
  if (before.states.at(-1)?.state === state) return { ...before, readAt: now };
  const isNew = before.states.every((seen) => seen.state !== state);
  return {
    readAt: now,
    changedAt: isNew ? now : before.changedAt,
    states: [...before.states, { state, at: now }].slice(-KEPT_STATES),
  };
}
