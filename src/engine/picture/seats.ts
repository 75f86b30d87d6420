import type { Receipt } from '../../domain/delivery.ts';
import type { TaskState } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { World } from '../../domain/world.ts';
import type { Asked } from './asked.ts';

/** The task that is shown beside each worker: the one in its seat, else the newest that it finished and that is in review. */
export function seatsOf(world: World, asked: Asked): ReadonlyMap<WorkerName, TaskState> {
  const { ledger } = world;
  const seats = new Map<WorkerName, TaskState>();
  for (const id of ledger.active) {
    const task = ledger.tasks.get(id);
    if (task?.stage !== 'complete' || task.worker === null || asked.tasks.has(id)) continue;
    const other = seats.get(task.worker);
    if (other === undefined || other.stageSince <= task.stageSince) seats.set(task.worker, task);
  }
  for (const worker of ledger.workers.values()) {
    const task = worker.task === null ? undefined : ledger.tasks.get(worker.task);
    if (task !== undefined) seats.set(worker.name, task);
  }
  return seats;
}

/**
 * The newest receipt of each worker's shown task. Of a task in its seat only the current session counts; a finished one has proven
 * that its text arrived, whichever session got it.
 */
export function seatReceipts(
  { ledger }: World,
  seats: ReadonlyMap<WorkerName, TaskState>,
): ReadonlyMap<WorkerName, Receipt> {
  const newest = new Map<WorkerName, Receipt>();
  for (const receipt of ledger.receipts.values()) {
    const worker = ledger.workers.get(receipt.worker);
    if (worker === undefined || receipt.task === null || receipt.task !== seats.get(worker.name)?.id)
      continue;
    if (worker.task !== null && receipt.generation !== worker.generation?.number) continue;
    const other = newest.get(worker.name);
    if (other === undefined || other.at <= receipt.at) newest.set(worker.name, receipt);
  }
  return newest;
}
