import type { WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { runningTask } from './running-task.ts';

/**
 * The conversation that a new session of a worker goes on with: one in which the running attempt was opened, of an agent that can
 * resume. Null: a new one.
 */
export function resumable(world: World, worker: WorkerState, kind: string): string | null {
  const { conversation } = worker;
  if (conversation === undefined || conversation.kind !== kind) return null;
  if (world.kinds.get(kind)?.resumes !== true) return null;
  const opened = runningTask(world, worker)?.attempt?.openedIn ?? [];
  return opened.some((number) => conversation.generations.includes(number)) ? conversation.id : null;
}

/** Whether a worker's present session goes on with the conversation in which an attempt was opened. */
export function wentOn(
  world: World,
  { generation, conversation }: WorkerState,
  openedIn: readonly number[],
): boolean {
  if (generation === null || world.kinds.get(generation.kind)?.resumes !== true) return false;
  const had = conversation?.generations ?? [];
  return had.includes(generation.number) && openedIn.some((number) => had.includes(number));
}
