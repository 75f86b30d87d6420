import { namesOf } from '../../decide/acceptance.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Runner } from './effect.ts';
import { notNow } from './subject.ts';

/** Keeps the list that a human accepted, if it is still the one that the files have. */
export const acceptCommands: Runner<ActionOf<'accept-commands'>> = async (effect) => {
  const { action, parts } = effect;
  const { unaccepted } = effect.now();
  if (unaccepted?.list.hash !== action.hash)
    throw notNow('keep what was accepted', 'commands of the files', 'they name others by now');
  await parts.acceptance.accept(unaccepted.list, parts.clock.now());
  return { says: `accepted: ${namesOf(unaccepted)}`, facts: [] };
};
