import { isUnsettled, type Receipt } from '../domain/delivery.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { questionName } from '../domain/question.ts';
import type { World } from '../domain/world.ts';

/** What keeps a worker where it is: a text whose fate is open, or a question that waits in place. Null: nothing. */
export function whyHeld(world: World, worker: WorkerState): string | null {
  const open = openReceipt(world, worker);
  if (open !== null) return behindDialog(open) ?? `the last text (${open.id}) is not settled yet`;
  return heldBy(world, worker.name);
}

export function explainHeld(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  const open = worker === undefined ? null : openReceipt(world, worker);
  return open === null ? null : behindDialog(open);
}

function behindDialog({ id, verdict, held }: Receipt): string | null {
  if (verdict !== 'open' || held === undefined) return null;
  return `its last text (${id}) waits: ${held.because}; it goes out once nothing stands before it`;
}

/** A text that is on its way, or of which nobody knows whether it arrived. */
export function openReceipt(world: World, worker: WorkerState): Receipt | null {
  for (const receipt of world.ledger.receipts.values()) {
    if (receipt.worker !== worker.name || receipt.generation !== worker.generation?.number) continue;
    if (isUnsettled(receipt)) return receipt;
  }
  return null;
}

function heldBy(world: World, worker: WorkerName): string | null {
  for (const question of world.ledger.questions.values()) {
    if (question.worker === worker && question.holds === 'worker')
      return `${questionName(question.id)} waits for your answer`;
  }
  return null;
}
