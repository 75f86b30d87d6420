import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { Effect } from './effect.ts';

/** Where the remote has a branch, with all that leads there. Errors: Fault `git-failed`, which may pass. */
export async function fetchedTip(effect: Effect, branch: string): Promise<Sha> {
  const fetched = await effect.parts.repository.merges.fetchBase(branch, effect);
  if (fetched.fetched) return fetched.tip;
  const { because } = fetched;
  throw new Fault({ code: 'git-failed', what: 'fetch', on: branch, because, transient: true });
}
