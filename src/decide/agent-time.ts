import type { TaskId } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { countsQuiet } from './counts-quiet.ts';
import { runningTask } from './running-task.ts';
import { agentTimeOf } from './spending.ts';

/** Longer gaps between two ticks are sleep of the machine or an absent supervisor: they do not count. */
const LONGEST_TICK_MS = 60_000;

/**
 * How long agents were at work on each running task's attempt, in counted milliseconds: the same time counts that counts as quiet,
 * whether or not they made progress in it. Tasks that are not under way are left out: theirs is in the ledger.
 */
export function advanceAgentTime(world: World, elapsedMs: number): World['agentMs'] {
  const countedMs = Math.min(Math.max(elapsedMs, 0), LONGEST_TICK_MS);
  const next = new Map<TaskId, { readonly attempt: number; readonly ms: number }>();
  for (const id of world.ledger.active) {
    const task = world.ledger.tasks.get(id);
    if (task === undefined || task.attempt === null || !world.agentMs.has(id)) continue;
    next.set(id, { attempt: task.attempt.number, ms: agentTimeOf(world, task) });
  }
  for (const worker of world.ledger.workers.values()) {
    const task = runningTask(world, worker);
    if (task === null || task.attempt === null || !countsQuiet(world, worker.name)) continue;
    next.set(task.id, { attempt: task.attempt.number, ms: agentTimeOf(world, task) + countedMs });
  }
  return next;
}
