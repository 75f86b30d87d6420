import type { WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';

/** A banner as it stands on a screen; `after`: the delivery whose last line is seen above it, if one is. */
export interface Banner {
  readonly says: string;
  readonly after: string | null;
}

/**
 * Whether a banner of a usage limit on the screen of a worker's agent tells of one that is not known. It stays where it was printed:
 * the same words again are news only where they stand below the newest text that it was given.
 */
export function isLimitNews(
  { ledger }: World,
  { name, agent }: WorkerState,
  { says, after }: Banner,
): boolean {
  if (agent.limitSeen?.says !== says) return true;
  if (after === null) return false;
  const newest = [...ledger.receipts.values()].findLast(
    ({ worker, verdict }) => worker === name && verdict !== 'refused',
  );
  return newest?.id === after && newest.at > agent.limitSeen.at;
}
