import type { Delivery } from '../../domain/delivery.ts';
import type { Fact } from '../../domain/facts.ts';
import type { World } from '../../domain/world.ts';
import { logVerdict } from '../injection-log.ts';
import { satisfiedOf } from './cleared.ts';
import type { Done, Effect } from './effect.ts';
import type { Ended } from './submit.ts';

/** Writes the receipt for people, and says what follows from a verdict: from a refusal nothing. */
export async function concludeDelivery(effect: Effect, delivery: Delivery, ended: Ended): Promise<Done> {
  const { id, worker, kind } = delivery;
  await logVerdict(effect.parts, delivery, ended.verdict);
  const receipt: Fact = { type: 'delivery.ended', id, ...ended };
  return {
    says: `${kind} ${id} for ${worker}: ${ended.verdict}, ${ended.because}`,
    facts: [receipt, ...(ended.verdict === 'refused' ? [] : dependenciesTold(effect.now(), delivery))],
  };
}

/** A text that may have arrived told of what its task depends on. */
function dependenciesTold(world: World, { task, kind }: Delivery): readonly Fact[] {
  if (task === null || (kind !== 'opening' && kind !== 'continuation')) return [];
  return satisfiedOf(world, task)
    .filter(({ notified }) => !notified.includes(task))
    .map(({ id }): Fact => ({ type: 'dependant.told', task: id, dependant: task }));
}
