import type { ActionOf } from '../../domain/plan.ts';
import type { Runner } from './effect.ts';
import { refuseIfOver } from './subject.ts';

/** What the remote says is journaled as seen. That it cannot be reached is no failure: it is tried again later. */
export const fetchBase: Runner<ActionOf<'fetch-base'>> = async (effect) => {
  const { base } = effect.now().policy;
  const fetched = await effect.parts.repository.merges.fetchBase(base, effect);
  if (fetched.fetched) {
    const { tip } = fetched;
    return { says: `the remote has ${base} at ${tip.slice(0, 8)}`, facts: [{ type: 'base.fetched', tip }] };
  }
  refuseIfOver(effect, 'fetch', base);
  const { because } = fetched;
  return { says: `${base} could not be fetched: ${because}`, facts: [{ type: 'base.unreachable', because }] };
};
