import type { ForgeWatch, RequestBudget } from '../domain/forge-watch.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Choice } from '../domain/question.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { ciStanding } from './ci.ts';
import { headsToAsk } from './forge-findings.ts';
import { judgedTasks } from './judged.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'forge-watch';
const LIVELY_MS = 30_000;
const CALM_MS = 60_000;
/** So long after news there may be more. */
const NEWS_MS = 5 * 60_000;
const LONGEST_DELAY_MS = 30 * 60_000;
/** Where the forge tells of changes by itself, it is looked at all the same. */
const TOLD_MS = 10 * 60_000;
/** So long a forge that told something is taken to tell the next thing too. */
const HEARD_MS = 2 * 60 * 60_000;
/** News that was found so long after the last call came without one. */
const LATE_MS = 2 * 60_000;
/** This part of what the forge allows is the user's own: below it nothing is looked at that can wait. */
const RESERVE = 0.4;

/** Looks what others did to the pull requests at a remote forge, while there are open ones, and asks where that needs a human. */
export const forgeWatch: Rule = (world) => {
  if (world.forge === 'local' || world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const notes = [
    ...judgedTasks(world).flatMap(({ task }) => closedNotes(world, task)),
    ...lockedNotes(world),
  ];
  const at = dueAt(world);
  if (at === null) return { notes };
  if (at > world.now) return { notes, wakeAt: at };
  const says = world.ledger.forge === undefined ? 'never looked' : `looked ${ago(world)} ago`;
  const why = 'pull requests may have been changed by others';
  const evidence = [{ source: 'ledger', at: world.now, says }] as const;
  return { notes, actions: [{ kind: 'look-at-forge', lane: 'forge', rule: RULE, why, evidence }] };
};

/** How old what is known of the forge is, and what is left of its requests; null for a local one. */
export function explainForge(world: World): string | null {
  const { forge, ledger, now } = world;
  if (forge === 'local' || ledger.forge === undefined) return null;
  const { because, budget } = ledger.forge;
  const seen = `GitHub: looked ${ago(world)} ago${because === null ? '' : `, in vain: ${because}`}`;
  return budget === null ? seen : `${seen}; ${leftOf(budget, now)}`;
}

/** What people have to know of the forge: it does not answer, or what it allows is nearly used up; null: nothing. */
export function forgeTrouble({ forge, ledger, now, hooks }: World): string | null {
  if (forge === 'local') return null;
  if (ledger.lockedForge !== undefined) return `pull requests wait: ${ledger.lockedForge}`;
  if (ledger.forge === undefined) return null;
  const { because, budget } = ledger.forge;
  if (because !== null) return `it cannot be looked at: ${because}`;
  if (hooks !== undefined && hooks.trouble !== null)
    return `it cannot tell of changes at ${hooks.address}: ${hooks.trouble}; it is looked at as without`;
  return isSpared(budget, now) ? `it is looked at later: ${leftOf(budget, now)}` : null;
}

/** What the forge told by itself; null: it is not to. */
export function explainHooks({ hooks, now }: World): string | null {
  if (hooks === undefined) return null;
  const { address, heardAt, heard, refused, trouble } = hooks;
  if (trouble !== null) return `GitHub cannot tell of changes at ${address}: ${trouble}`;
  const last =
    heardAt === null ? 'nothing heard yet' : `${heard} heard, the last ${shortDuration(now - heardAt)} ago`;
  const counts = Object.entries(refused).map(([why, count]) => `${count} ${why}`);
  return `GitHub tells of changes at ${address}: ${last}${counts.length === 0 ? '' : `; refused: ${counts.join(', ')}`}`;
}

function leftOf(budget: RequestBudget, now: number): string {
  const { limit, remaining, resetAt } = budget;
  const share = limit === 0 ? 0 : Math.floor((100 * remaining) / limit);
  const left = `${share}% of the requests of this hour are left`;
  return isSpared(budget, now) ? `${left}, and kept for you for ${shortDuration(resetAt - now)}` : left;
}

/** The pull request of finished work that somebody closed at the forge; null: nobody did. */
export function closedByOthers(
  { forge, ledger }: Pick<World, 'forge' | 'ledger'>,
  { pullRequest, attempt }: TaskState,
): PullRequest | null {
  const pr = pullRequest === null ? undefined : ledger.pullRequests.get(pullRequest);
  return forge !== 'local' && pr?.state === 'closed' && pr.head === attempt?.branch ? pr : null;
}

const USE_LOCAL: Choice = { key: 'local', says: 'have them as files of this machine, without GitHub' };

/** One question for all that waits. Where nothing is at GitHub yet, it can do without. */
function lockedNotes(world: World): readonly Note[] {
  const { ledger, policy, now } = world;
  if (ledger.lockedForge === undefined) return [];
  const mayBeLocal = policy.forge === 'auto' && ledger.pullRequests.size === 0;
  return questionNotes(world, RULE, {
    topic: 'no-token',
    detail: ledger.lockedForge,
    choices: mayBeLocal ? [USE_LOCAL] : [],
    evidence: [{ source: 'forge', at: now, says: ledger.lockedForge }],
  });
}

function closedNotes(world: World, task: TaskState): readonly Note[] {
  const pr = closedByOthers(world, task);
  if (pr === null) return [];
  return questionNotes(world, RULE, {
    topic: 'pr-closed',
    task: task.id,
    about: `#${pr.number}`,
    detail: `#${pr.number} was closed at GitHub`,
    evidence: [{ source: 'forge', at: pr.updatedAt, says: `#${pr.number} is closed` }],
  });
}

/** Null: nothing there matters now. */
function dueAt(world: World): number | null {
  const { ledger, now, policy } = world;
  if (ledger.lockedForge !== undefined) return null;
  const matters =
    [...ledger.pullRequests.values()].some(({ state }) => state === 'open') ||
    [...ledger.questions.values()].some(({ topic }) => topic === 'pr-closed' || topic === 'omnibus-closed');
  const last = ledger.forge;
  // Whether there is a token is found out at once, not when the first work is finished.
  if (!matters && !(policy.forge === 'auto' && last === undefined)) return null;
  // A clock that was set back must not put it off.
  if (last === undefined || last.triedAt > now) return now;
  const at = Math.min(last.triedAt + waitMs(world, last), soonerAt(world, last), toldAt(world, last));
  return isSpared(last.budget, now) ? Math.max(at, last.budget.resetAt) : at;
}

/** Between two looks there is at least so much, whatever waits for one. */
const SHORTEST_MS = 5_000;

/** When a look may end what finished work waits for: a head that was not looked at, a check that may appear no more. */
function soonerAt(world: World, { triedAt, failed }: ForgeWatch): number {
  if (failed > 0) return Number.POSITIVE_INFINITY;
  const times = headsToAsk(world).map(({ number, headSha }) => {
    const pr = world.ledger.pullRequests.get(number);
    const standing = pr === undefined ? null : ciStanding(world, pr, headSha);
    if (pr === undefined || standing?.is !== 'waits') return Number.POSITIVE_INFINITY;
    return Math.max(standing.until ?? 0, triedAt + SHORTEST_MS);
  });
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}

/** When to look because the forge told that something changed. That is a hint: what is so is looked up. */
function toldAt({ hooks }: World, { triedAt, failed }: ForgeWatch): number {
  const heardAt = hooks?.heardAt ?? null;
  if (failed > 0 || heardAt === null || heardAt < triedAt) return Number.POSITIVE_INFINITY;
  return triedAt + SHORTEST_MS;
}

/** It was heard of late, and no look has found what it did not tell. */
function isHeard({ hooks, now }: World, { newsAt }: ForgeWatch): boolean {
  const heardAt = hooks?.heardAt ?? null;
  if (hooks === undefined || hooks.trouble !== null || heardAt === null) return false;
  return now - heardAt < HEARD_MS && (newsAt === null || newsAt - heardAt < LATE_MS);
}

function waitMs(world: World, last: ForgeWatch): number {
  const { now } = world;
  const { failed, newsAt } = last;
  if (failed > 0) return Math.min(LIVELY_MS * 2 ** (failed - 1), LONGEST_DELAY_MS);
  if (isHeard(world, last)) return TOLD_MS;
  return newsAt !== null && now - newsAt < NEWS_MS ? LIVELY_MS : CALM_MS;
}

/** What is left is the user's. */
export function isSpared(budget: RequestBudget | null, now: number): budget is RequestBudget {
  return budget !== null && budget.resetAt > now && budget.remaining < budget.limit * RESERVE;
}

function ago({ ledger, now }: World): string {
  return shortDuration(Math.max(0, now - (ledger.forge?.triedAt ?? now)));
}
