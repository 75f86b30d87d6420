import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { whyAccountWaits } from './accounts.ts';
import { activityOf, isPaused } from './activity.ts';
import { whyHeld } from './holding.ts';
import { leased, leasedUntil } from './lease.ts';
import { livePane } from './pane.ts';
import { seatOf } from './taking.ts';

/** How long a turn may go on after a limit was reached, and how long one has that is to commit what there is. */
const TURN_MS = 5 * 60_000;
/** How long an interrupted agent has to stop. */
const OBEY_MS = 60_000;
/** For so long it is tried to tell it. */
const TELL_MS = 10 * 60_000;

/**
 * What comes next for the agent of a task that must not go on: it is told to commit what there is as soon as it is idle, and
 * interrupted when a turn does not end. `done`: nobody is at work on it any more; `deaf`: it does not stop.
 */
export type WrapUp =
  | { readonly step: 'tell' | 'interrupt' | 'deaf'; readonly seat: WorkerState }
  | { readonly step: 'wait'; readonly until: number | null }
  | { readonly step: 'done' };

const DONE: WrapUp = { step: 'done' };

/** A task that reached a limit of its own, or any when the project did: nothing but that it is to stop is told about it. */
export function isStopped(world: World, task: TaskState | null): boolean {
  return stoppedSince(world, task) !== null;
}

/** Epoch milliseconds; null: it may go on. */
function stoppedSince({ ledger }: World, task: TaskState | null): number | null {
  const times = [task?.budget?.reached?.at, ledger.budget?.reachedAt].filter(
    (at) => at !== null && at !== undefined,
  );
  return times.length === 0 ? null : Math.min(...times);
}

export function wrapUpOf(world: World, task: TaskState): WrapUp {
  const since = stoppedSince(world, task);
  const seat = seatOf(world, task.id);
  if (since === null || seat === null || task.stage !== 'running') return DONE;
  if (isPaused(world, seat) || leased(world, seat.name) || seat.restartNotBefore !== null)
    return { step: 'wait', until: leasedUntil(world, seat.name) };
  const toldAt = wrapUpToldAt(task, since);
  switch (activityOf(world, seat.name).activity) {
    case 'working':
    case 'asks':
      return inTurn(world, seat, toldAt ?? since);
    case 'unknown':
      return { step: 'wait', until: null };
    case 'idle':
    case 'in-review':
      return atRest(world, { seat, task, toldAt, since });
    default:
      return DONE;
  }
}

/** When it was told to stop, in epoch milliseconds; null: it was not, since that limit was reached. */
export function wrapUpToldAt({ attempt }: TaskState, since: number): number | null {
  const at = attempt?.messages['wrap-up']?.lastAt ?? null;
  return at !== null && at >= since ? at : null;
}

function inTurn(world: World, seat: WorkerState, since: number): WrapUp {
  const { generation, interrupted } = seat;
  const isInterrupted = interrupted?.generation === generation?.number && (interrupted?.at ?? 0) >= since;
  const until = isInterrupted ? (interrupted?.at ?? 0) + OBEY_MS : since + TURN_MS;
  if (until > world.now) return { step: 'wait', until };
  return { step: isInterrupted ? 'deaf' : 'interrupt', seat };
}

interface Resting {
  readonly seat: WorkerState;
  readonly task: TaskState;
  readonly toldAt: number | null;
  readonly since: number;
}

function atRest(world: World, { seat, task, toldAt, since }: Resting): WrapUp {
  const isHeld = whyHeld(world, seat) !== null;
  if (toldAt !== null) return isHeld ? { step: 'wait', until: null } : DONE;
  if (!canBeTold(world, seat, task) || since + TELL_MS <= world.now) return DONE;
  return isHeld ? { step: 'wait', until: since + TELL_MS } : { step: 'tell', seat };
}

/** An agent that does not know the task has nothing to commit, and a limited one cannot. */
function canBeTold(world: World, { name, generation }: WorkerState, { attempt }: TaskState): boolean {
  if (generation === null || livePane(world, name) === null) return false;
  if (attempt?.openedIn.includes(generation.number) !== true || attempt.marker !== null) return false;
  return whyAccountWaits(world, name) === null;
}
