import type { Attempt, TaskState, WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { activityOf, LOOKS_AT_PROMPT } from './activity.ts';
import { livePane } from './pane.ts';

/** A task and the attempt at it that was begun. */
export interface Begun {
  readonly task: TaskState;
  readonly attempt: Attempt;
}

/**
 * The turn is over, or nobody is there any more who could go on. The quiet of an agent that said that it is at work is not enough:
 * what it does next would come to the next task.
 */
export function atRest(world: World, work: Begun): boolean {
  const worker = workerAt(world, work);
  if (worker === undefined) return true;
  const { activity } = activityOf(world, worker.name);
  switch (activity) {
    case 'off':
      return true;
    case 'idle':
    case 'in-review':
      return !committedUnheard(worker, work) || isQuiet(world, worker, work);
    case 'working':
      return isQuiet(world, worker, work) && showsPrompt(worker, work);
    default:
      return false;
  }
}

/** Its prompt stood on its screen in two looks since its last commit. */
function showsPrompt({ agent: { screen = null } }: WorkerState, { attempt }: Begun): boolean {
  if (screen === null || screen.at < (attempt.lastCommitAt ?? 0)) return false;
  return screen.shows === 'prompt' && screen.looks >= LOOKS_AT_PROMPT;
}

/** Who may still be at work on it. */
function workerAt(world: World, { task }: Begun): WorkerState | undefined {
  const worker = task.worker === null ? undefined : world.ledger.workers.get(task.worker);
  return worker === undefined || (worker.task !== null && worker.task !== task.id) ? undefined : worker;
}

/** It committed since it last said that it is idle: that says nothing about this turn. */
function committedUnheard({ agent }: WorkerState, { attempt }: Begun): boolean {
  const committedAt = attempt.recent.at(-1)?.at ?? null;
  return committedAt !== null && agent.lastEventAt !== null && committedAt > agent.lastEventAt;
}

/** Where no event tells that a turn is over, quiet does: nothing printed and nothing committed for a while. */
function isQuiet(world: World, { name }: WorkerState, { attempt }: Begun): boolean {
  const at = quietFrom(world, name, attempt);
  return at !== null && at <= world.now;
}

/** When a worker counts as quiet, if it neither prints nor commits any more; null: nobody can tell what it prints. */
export function quietFrom(world: World, name: WorkerName, attempt: Attempt): number | null {
  const output = livePane(world, name)?.lastOutputAt ?? null;
  if (output === null) return null;
  return Math.max(output, attempt.lastCommitAt ?? 0) + world.policy.health.quietMs;
}

/** When a task with a finished or moved head may count as quiet. */
export function restAt(world: World, work: Begun): number | null {
  const { attempt } = work;
  const waits = attempt.marker !== null || (attempt.judged !== null && attempt.judged !== attempt.tip);
  const worker = waits ? workerAt(world, work) : undefined;
  const at = worker === undefined ? null : quietFrom(world, worker.name, attempt);
  return at !== null && at > world.now ? at : null;
}
