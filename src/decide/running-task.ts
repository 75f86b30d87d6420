import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';

/** The task in a worker's seat, if it is under way there. */
export function runningTask(world: World, worker: WorkerState): TaskState | null {
  const task = worker.task === null ? undefined : world.ledger.tasks.get(worker.task);
  return task?.stage === 'running' && task.attempt !== null ? task : null;
}
