import type { Delivery } from '../../domain/delivery.ts';
import type { Fact } from '../../domain/facts.ts';
import { provenOf } from '../../domain/long-text.ts';
import type { World } from '../../domain/world.ts';
import { logVerdict } from '../injection-log.ts';
import { satisfiedOf } from './cleared.ts';
import type { Done, Effect } from './effect.ts';
import type { Behind, Ended } from './ended.ts';

/** Writes the receipt for people, and says what follows from a verdict: from a refusal nothing. */
export async function concludeDelivery(effect: Effect, delivery: Delivery, ended: Ended): Promise<Done> {
  const { id, worker, kind, file } = delivery;
  const { verdict } = ended;
  const because = verdict === 'refused' ? ended.because : provenOf(ended.because, file);
  await logVerdict(effect.parts, delivery, verdict);
  const receipt: Fact = { type: 'delivery.ended', id, verdict, because };
  return {
    says: `${kind} ${id} for ${worker}: ${verdict}, ${because}`,
    facts: [receipt, ...(verdict === 'refused' ? [] : dependenciesTold(effect.now(), delivery))],
  };
}

/** Its receipt stays open: whoever settles it goes on once the dialog is gone. */
export function hold({ id, worker, kind }: Delivery, { because, entered }: Behind): Done {
  return {
    says: `${kind} ${id} for ${worker} waits: ${because}`,
    facts: [{ type: 'delivery.held', id, because, entered }],
  };
}

/** A text that may have arrived told of what its task depends on. */
function dependenciesTold(world: World, { task, kind }: Delivery): readonly Fact[] {
  if (task === null || (kind !== 'opening' && kind !== 'continuation')) return [];
  return satisfiedOf(world, task)
    .filter(({ notified }) => !notified.includes(task))
    .map(({ id }): Fact => ({ type: 'dependant.told', task: id, dependant: task }));
}
