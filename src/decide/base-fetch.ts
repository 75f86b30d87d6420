import type { Stage } from '../domain/ledger.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { wantsMerge } from './wanted-omnibus.ts';
import type { Rule } from './rule.ts';

const EVERY_MS = 5 * 60_000;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 30 * 60_000;

/**
 * Looks where the remote has the base, while there is work that it matters to. Nothing waits for it: until it went well the base
 * is taken as it was seen last.
 */
export const baseFetch: Rule = (world) => {
  const { remote, ledger, policy, now } = world;
  if (remote === null || world.stopping !== 'no' || ledger.pausedAll || !matters(world)) return {};
  const at = dueAt(world);
  if (at > now) return { wakeAt: at };
  return {
    actions: [
      {
        kind: 'fetch-base',
        lane: 'fetch',
        rule: 'base-fetch',
        why: `${policy.base} may have moved at ${remote}`,
        evidence: [{ source: 'ledger', at: now, says: whenFetched(world) }],
      },
    ],
  };
};

/** Where the base comes from and how old that is, or null without a remote. */
export function explainFetch(world: World): string | null {
  const { remote, policy, ledger, now } = world;
  if (remote === null) return null;
  const base = `${policy.base} of ${remote}`;
  const { triedAt, because } = ledger.integration.baseFetch ?? { triedAt: now, because: null };
  if (because === null) return `${base}: ${whenFetched(world)}`;
  return `${base}: ${whenFetched(world)}; ${shortDuration(now - triedAt)} ago it could not be: ${because}`;
}

function whenFetched({ ledger, now }: World): string {
  const at = ledger.integration.baseFetch?.fetchedAt ?? null;
  return at === null ? 'not fetched yet' : `fetched ${shortDuration(Math.max(0, now - at))} ago`;
}

/** A push of Czar's own moves what a fetch moves, so they do not go together. */
function matters(world: World): boolean {
  const { ledger } = world;
  if ([...ledger.open.values()].some(({ action }) => action.kind === 'merge-omnibus')) return false;
  const live: readonly Stage[] = ['pending', 'running', 'complete'];
  return wantsMerge(world) || live.some((stage) => (ledger.stages.get(stage) ?? 0) > 0);
}

function dueAt({ ledger, now }: World): number {
  const { baseFetch: last, omnibus } = ledger.integration;
  // A clock that was set back must not put it off.
  if (last === undefined || last.triedAt > now) return now;
  if ((omnibus?.stale?.at ?? 0) > last.triedAt) return now;
  // Whoever merged it moved the base.
  if ((omnibus?.merged?.at ?? 0) > last.triedAt) return now;
  if (last.failed === 0) return last.triedAt + EVERY_MS;
  return last.triedAt + Math.min(FIRST_DELAY_MS * 2 ** (last.failed - 1), LONGEST_DELAY_MS);
}
