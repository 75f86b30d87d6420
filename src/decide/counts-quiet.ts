import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { limitedUntil } from './accounts.ts';
import { activityOf } from './activity.ts';
import { paneState } from './pane.ts';
import { runningTask } from './running-task.ts';

/**
 * Whether time passes for this worker: it has a running task that nobody's answer is missing for, and should be working on it.
 * Time when idle, asking, in review or paused does not count, nor when it or its account is limited, nor when tmux cannot be seen.
 */
export function countsQuiet(world: World, name: WorkerName): boolean {
  if (world.stopping !== 'no') return false;
  const worker = world.ledger.workers.get(name);
  const task = worker === undefined ? null : runningTask(world, worker);
  if (task === null || worker?.quarantined !== null || waitsForAnswer(world, worker)) return false;
  if (limitedUntil(world, name) !== null) return false;
  const { activity } = activityOf(world, name);
  if (activity === 'unknown') return paneState(world, name).state === 'live';
  return activity === 'working' || activity === 'starting';
}

/** A parked task waits by itself: its worker goes on with others, and its time counts. */
function waitsForAnswer(world: World, worker: WorkerState): boolean {
  for (const { holds, worker: name, task } of world.ledger.questions.values()) {
    if (holds === 'worker' ? name === worker.name : holds === 'task' && task === worker.task) return true;
  }
  return false;
}
