import type { ForgeWatch } from '../domain/forge-watch.ts';
import type { AskedHead, ForgeCheck, ForgeEvidence } from '../domain/forge-report.ts';
import type { Sha } from '../domain/names.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import { wholeDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';

/** Where a pull request stands with the checks of a remote forge, at exactly one head. */
export type CiStanding =
  /** They passed, or none are waited for. */
  | { readonly is: 'clear' }
  /** `until`: from when on it is not only waited for, epoch milliseconds; null: until something is seen. */
  | { readonly is: 'waits'; readonly says: string; readonly until: number | null }
  | { readonly is: 'failed'; readonly checks: readonly ForgeCheck[] }
  /** Only a human can say how it goes on. */
  | { readonly is: 'asks'; readonly says: string };

const CLEAR = { is: 'clear' } as const;

export function ciStanding(world: World, pr: PullRequest, head: Sha): CiStanding {
  const { forge, policy } = world;
  if (forge === 'local' || policy.ci.wait === 'off') return CLEAR;
  const evidence = evidenceAt(pr, head);
  if (evidence === null)
    return { is: 'waits', says: 'what GitHub says of its head is looked at first', until: null };
  if (evidence.waived === true) return CLEAR;
  const { failed, stopped, pending } = byState(evidence.checks);
  if (failed.length > 0) return { is: 'failed', checks: failed };
  const [first] = stopped;
  if (first !== undefined) return { is: 'asks', says: stoppedSays(first) };
  if (pending.length > 0) return late(world, evidence, pending);
  return evidence.checks.length > 0 ? CLEAR : missing(world, evidence);
}

/** What the forge said of this head, as long as it is the present one. */
export function evidenceAt({ atForge }: PullRequest, head: Sha): ForgeEvidence | null {
  return atForge?.head === head ? atForge : null;
}

/** Whether a look may still find something that matters. */
export function isUnsettled(world: World, { number, headSha }: AskedHead): boolean {
  const pr = world.ledger.pullRequests.get(number);
  if (pr === undefined || evidenceAt(pr, headSha) === null) return true;
  return ciStanding(world, pr, headSha).is !== 'clear' || pr.atForge?.base !== pr.base;
}

function byState(checks: readonly ForgeCheck[]) {
  const of = (state: ForgeCheck['state']): readonly ForgeCheck[] =>
    checks.filter((check) => check.state === state);
  return { failed: of('failed'), stopped: of('stopped'), pending: of('pending') };
}

function stoppedSays({ name, tail }: ForgeCheck): string {
  return tail === '' ? `check "${name}" ended without a result` : `check "${name}": ${tail}`;
}

function late({ now, policy }: World, { since }: ForgeEvidence, pending: readonly ForgeCheck[]): CiStanding {
  const { timeoutMs } = policy.ci;
  const says = `${namesOf(pending)} still to come`;
  if (now < since + timeoutMs) return { is: 'waits', says, until: since + timeoutMs };
  return { is: 'asks', says: `${says} after ${wholeDuration(timeoutMs)}` };
}

/** That there is none counts only from a look that was late enough. */
function missing({ now, policy, ledger }: World, { since }: ForgeEvidence): CiStanding {
  const { appearWithinMs, wait } = policy.ci;
  const due = since + appearWithinMs;
  const lookedAt = answeredAt(ledger.forge);
  if (now < due || lookedAt < due)
    return { is: 'waits', says: 'checks of GitHub may still appear', until: Math.max(now, due) };
  if (wait === 'if-present') return CLEAR;
  return { is: 'asks', says: `no check appeared within ${wholeDuration(appearWithinMs)}` };
}

/** That it does not answer now takes nothing back. */
function answeredAt(forge: ForgeWatch | undefined): number {
  return forge?.lookedAt ?? (forge?.because === null ? forge.triedAt : 0);
}

const MOST_NAMES = 5;

/** In quotes, the first ones. */
export function namesOf(checks: readonly ForgeCheck[]): string {
  const names = checks.slice(0, MOST_NAMES).map(({ name }) => `"${name}"`);
  const more = checks.length - names.length;
  const list = more > 0 ? [...names, `${more} more`] : names;
  return `${checks.length === 1 ? 'check' : 'checks'} ${list.join(', ')}`;
}
