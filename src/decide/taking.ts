import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { limitedUntil, limitOf } from './accounts.ts';
import { activityOf, isPaused } from './activity.ts';
import { whyHeld } from './holding.ts';
import { leased } from './lease.ts';
import { parkingQuestion } from './readiness.ts';
import { whyNoSessions } from './server-deaths.ts';

/** Why a worker cannot be given other work now, or null when its seat and its worktree are free to use. */
export function whyNotFree(world: World, worker: WorkerState): string | null {
  if (!world.policy.workers.has(worker.name)) return 'it is not in the config';
  if (worker.quarantined !== null) return `it is quarantined: ${worker.quarantined.because}`;
  if (isPaused(world, worker)) return 'it is paused';
  const limit = whyLimited(world, worker.name);
  if (limit !== null) return limit;
  if (worker.worktree === null) return 'its worktree is not ready';
  if (cannotStart(world, worker)) return 'its session cannot be started';
  return whyInUse(world, worker) ?? (isSetUp(worker) ? null : 'its worktree is being set up');
}

/** By its vendor, or by what a person allows to be spent. */
function whyLimited(world: World, name: WorkerName): string | null {
  if (limitedUntil(world, name) !== null) return 'its account has reached a usage limit';
  const isSpent = (world.ledger.budget?.reachedAt ?? null) !== null;
  return isSpent ? 'the project has reached its limit (limits.cost)' : null;
}

/** Why nobody may change a worker's worktree under it now, or null. */
export function whyInUse(world: World, worker: WorkerState): string | null {
  return whyHandsOff(world, worker) ?? whyHeld(world, worker);
}

/** Whether a worker has a worktree, and the setup that ran there was not found to be old. */
export function isSetUp({ worktree }: Pick<WorkerState, 'worktree'>): boolean {
  return worktree !== null && worktree.setupHash !== null;
}

/** Tried for the last time: work given to it would lie there until a human comes. */
function cannotStart(world: World, { name, generation }: WorkerState): boolean {
  if (generation !== null) return false;
  if (whyNoSessions(world) !== null) return true;
  return [...world.ledger.failures].some(
    ([key, { lasting }]) => lasting && key.startsWith(`start-session worker=${name} `),
  );
}

/** Nothing is switched under an agent that is busy, in a dialog or unseen, nor under a human's hands. */
function whyHandsOff(world: World, worker: WorkerState): string | null {
  if (leased(world, worker.name)) return 'you are typing in its session';
  const { activity } = activityOf(world, worker.name);
  switch (activity) {
    case 'idle':
    case 'in-review':
    case 'off':
      return null;
    case 'starting':
      return worker.agent.lastEvent === null ? null : 'its session is starting';
    case 'working':
      return 'its agent is still busy';
    case 'asks':
      return 'its agent asks something';
    case 'limited':
      return 'its agent has reached a usage limit';
    case 'paused':
    case 'unknown':
      return 'nobody can tell what its agent does';
  }
}

/**
 * Whether this worker may do that task. The tasks of a worker that is out of service are open to all, and so is what crashes its
 * agents, but to that worker.
 */
export function mayTake(world: World, worker: WorkerName, task: TaskId): boolean {
  if (hasCrashedOut(world, worker, task)) return false;
  const assignee = world.wish.tasks.get(task)?.assignee ?? null;
  if (assignee === null || assignee === worker) return true;
  return isOutOfService(world, assignee) || hasCrashedOut(world, assignee, task);
}

/** Whether this task used up the restarts of that worker alone. */
export function hasCrashedOut({ ledger }: World, worker: WorkerName, task: TaskId): boolean {
  return (ledger.tasks.get(task)?.crashedOut ?? []).includes(worker);
}

export function isOutOfService(world: World, worker: WorkerName): boolean {
  if (!world.policy.workers.has(worker)) return true;
  return (world.ledger.workers.get(worker)?.quarantined ?? null) !== null;
}

/** A task that was begun, waits for nobody's answer, and sits in no worker's seat: rework, an answer, a restart. */
export function wantsSeat(world: World, task: TaskState): boolean {
  const begun = task.stage === 'running' || (task.stage === 'complete' && task.phase === 'rework');
  if (!begun || task.attempt === null || parkingQuestion(world.ledger, task.id) !== null) return false;
  return seatOf(world, task.id) === null;
}

export function seatOf(world: World, task: TaskId): WorkerState | null {
  for (const worker of world.ledger.workers.values()) if (worker.task === task) return worker;
  return null;
}

/** The worker that knows the task best has it to itself until it has been away for long. Epoch milliseconds (infinite while it is there), or null: nobody has. */
export function keptFor(
  world: World,
  task: TaskState,
): { readonly worker: WorkerName; readonly until: number } | null {
  const name = task.worker;
  const worker = name === null ? undefined : world.ledger.workers.get(name);
  if (worker === undefined || isOutOfService(world, worker.name)) return null;
  const awaySince = awaySinceOf(world, worker, task);
  const until = awaySince === null ? Number.POSITIVE_INFINITY : awaySince + world.policy.health.awayMs;
  return until > world.now ? { worker: worker.name, until } : null;
}

/** Whether this worker may go on with work that was begun before. */
export function mayResume(world: World, worker: WorkerName, task: TaskState): boolean {
  const kept = keptFor(world, task);
  return kept === null ? mayTake(world, worker, task.id) : kept.worker === worker;
}

/** Without a session, paused, or at its usage limit. When it was paused is not recorded: its last sign of life counts. */
function awaySinceOf(world: World, worker: WorkerState, task: TaskState): number | null {
  const { generation, lastEnd, agent } = worker;
  if (generation === null) return lastEnd?.at ?? task.stageSince;
  if (isPaused(world, worker)) return Math.max(generation.startedAt, agent.since, task.stageSince);
  if (limitedUntil(world, worker.name) !== null) return limitOf(world, worker.name)?.saidAt ?? agent.since;
  return activityOf(world, worker.name).activity === 'limited' ? agent.since : null;
}
