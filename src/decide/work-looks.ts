import type { WorkerState } from '../domain/ledger.ts';
import type { Sha, WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { livePane } from './pane.ts';

/** What is known of the last look at a worktree. Times are epoch milliseconds. */
export interface LastLook {
  /** When it began. */
  readonly at: number;
  readonly tookMs: number;
  /** Where its head was seen then; null: nowhere. */
  readonly head: Sha | null;
  /** How many failed in a row. */
  readonly failed: number;
}

/** Uncommitted work is looked at at most so often, and for at most a fiftieth of the time. */
const PERIOD_MS = 30_000;
/** Of an agent at rest only people change files: looked at while somebody watches, and so often. */
const REST_MS = 60_000;
const SHARE = 50;
const MOST_DOUBLINGS = 5;
/** tmux tells the time of output in whole seconds. */
const SECOND_MS = 1_000;

/**
 * When a worker's worktree is to be looked at again: at once when its head moved, and from time to time while its agent shows signs
 * of life. Of an agent at rest only a person who watches would see what another one changes there: null while nobody does.
 */
export function nextLookAt(
  world: World,
  seat: WorkerState,
  { last, isWatched }: { readonly last: LastLook | null; readonly isWatched: boolean },
): number | null {
  if (last === null || (last.failed === 0 && headOf(world, seat.name) !== last.head)) return world.now;
  const isMoving = last.failed > 0 || movedSince(world, seat, last.at);
  if (!isMoving && !isWatched) return null;
  const leastMs = Math.max(isMoving ? PERIOD_MS : REST_MS, last.tookMs * SHARE);
  return last.at + leastMs * 2 ** Math.min(last.failed, MOST_DOUBLINGS);
}

/** Where the head of a worker's worktree was seen last; null: nowhere. */
export function headOf({ heads }: World, worker: WorkerName): Sha | null {
  const head = heads.get(worker);
  return head?.known === true ? head.value.sha : null;
}

/** Whether anything stirred in a worktree, or of its agent, since then. */
export function movedSince(world: World, { name, agent }: WorkerState, at: number): boolean {
  const output = livePane(world, name)?.lastOutputAt ?? 0;
  const tree = world.vitals.get(name)?.tree?.states.at(-1)?.at ?? 0;
  return Math.max(output + SECOND_MS, agent.lastEventAt ?? 0, tree) >= at;
}
