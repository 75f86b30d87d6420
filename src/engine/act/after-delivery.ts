import type { Delivery, DeliveryKind } from '../../domain/delivery.ts';
import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { World } from '../../domain/world.ts';
import { satisfiedOf } from './cleared.ts';
import type { Done, Effect } from './effect.ts';
import type { Ended } from './submit.ts';
import { workerNow } from './subject.ts';

/** Writes the receipt for people, and says what follows from a verdict: from a refusal nothing. */
export async function concludeDelivery(effect: Effect, delivery: Delivery, ended: Ended): Promise<Done> {
  const { id, worker, kind } = delivery;
  await logReceipt(effect, delivery, ended);
  const receipt: Fact = { type: 'delivery.ended', id, ...ended };
  return {
    says: `${kind} ${id} for ${worker}: ${ended.verdict}, ${ended.because}`,
    facts: [receipt, ...(ended.verdict === 'refused' ? [] : followUps(effect.now(), delivery))],
  };
}

/** What is true once a text may have arrived. */
function followUps(world: World, delivery: Delivery): readonly Fact[] {
  return [
    ...textGiven(delivery),
    ...counted(delivery),
    ...itemTold(world, delivery),
    ...backAtWork(world, delivery),
    ...dependenciesTold(world, delivery),
  ];
}

function textGiven({ task, textHash }: Delivery): readonly Fact[] {
  return task === null || textHash === null ? [] : [{ type: 'text.given', task, hash: textHash }];
}

const COUNTED: ReadonlySet<DeliveryKind> = new Set(['remind', 'help', 'marker', 'branch']);

function counted({ task, kind }: Delivery): readonly Fact[] {
  return task === null || !COUNTED.has(kind) ? [] : [{ type: 'message.counted', task, kind }];
}

function itemTold(world: World, { worker, task, item }: Delivery): readonly Fact[] {
  if (item === null) return [];
  const inInbox = workerNow(world, worker).inbox.some(({ id }) => id === item);
  return [
    ...(task === null ? [] : [{ type: 'item.done', task, item } as const]),
    ...(inInbox ? [{ type: 'worker.item.done', worker, item } as const] : []),
  ];
}

const BRINGS_BACK: ReadonlySet<DeliveryKind> = new Set(['rework', 'answer', 'text']);

/** A finished or parked task is under way again, in the seat of whoever was told. */
function backAtWork(world: World, { worker, task: id, kind, attempt }: Delivery): readonly Fact[] {
  const task = id === null ? undefined : world.ledger.tasks.get(id);
  if (task === undefined || !BRINGS_BACK.has(kind) || task.attempt?.number !== attempt) return [];
  if (task.stage !== 'complete' && task.stage !== 'running') return [];
  const because = `${worker} was told: ${kind}`;
  return [
    ...(task.stage === 'running'
      ? []
      : [{ type: 'task.stage', task: task.id, stage: 'running', phase: null, because } as const]),
    ...(workerNow(world, worker).task === task.id
      ? []
      : [{ type: 'worker.seated', worker, task: task.id } as const]),
  ];
}

function dependenciesTold(world: World, { task, kind }: Delivery): readonly Fact[] {
  if (task === null || (kind !== 'opening' && kind !== 'continuation')) return [];
  return satisfiedOf(world, task)
    .filter(({ notified }) => !notified.includes(task))
    .map(({ id }): Fact => ({ type: 'dependant.told', task: id, dependant: task }));
}

/** The log is derived: that it cannot be written holds nothing back. */
async function logReceipt({ parts }: Effect, delivery: Delivery, { verdict }: Ended): Promise<void> {
  const { id, worker, task, kind, bytes, sha256 } = delivery;
  const at = parts.clock.now();
  try {
    await parts.status.appendInjection({ at, worker, task, delivery: id, kind, verdict, bytes, sha256 });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ delivery: id }, error.message);
  }
}
