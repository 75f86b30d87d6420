import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';

/** The omnibus that somebody closed at the forge without merging it; null: nobody did. */
export function closedOmnibus(world: World): PullRequest | null {
  const pr = omnibusRequest(world);
  return world.forge !== 'local' &&
    world.ledger.integration.omnibus?.merged === null &&
    pr?.state === 'closed'
    ? pr
    : null;
}

/** Its pull request as it was last seen; null: there is none, or it was not seen. */
export function omnibusRequest({ ledger }: World): PullRequest | null {
  const { omnibus: state } = ledger.integration;
  return state === null ? null : (ledger.pullRequests.get(state.number) ?? null);
}

/** Asked for by a human, or everything is merged and the config says so. */
export function wantsMerge(world: World): boolean {
  const { ledger, policy } = world;
  const { omnibus: state } = ledger.integration;
  if (state === null || state.merged !== null || closedOmnibus(world) !== null) return false;
  return state.asked || (policy.merge.omnibus === 'auto' && !state.draft && state.refused === null);
}
