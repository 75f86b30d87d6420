import type { ParentIssue } from '../domain/integration.ts';
import type { World } from '../domain/world.ts';
import { isSpared } from './forge-watch.ts';
import { allDone } from './omnibus.ts';
import type { Rule } from './rule.ts';

const RULE = 'parent-issue';

/** Rewritten at most so often, but for the last time. */
const TOLD_MS = 5 * 60_000;

/**
 * Keeps one issue for each round of the omnibus at a remote forge, where the config says so: opened when there is work, rewritten
 * when it would say something else, closed when the omnibus is merged.
 */
export const parentIssue: Rule = (world) => {
  const { stopping, ledger, now } = world;
  if (stopping !== 'no' || ledger.pausedAll || ledger.lockedForge !== undefined) return {};
  const wanted = wantedIssue(world);
  if (wanted === null) return {};
  const dueAt = sparedUntil(world, wanted.dueAt);
  if (dueAt > now) return { wakeAt: dueAt };
  const { round, isOver, why } = wanted;
  const evidence = [{ source: 'ledger', at: now, says: `round ${round + 1}` }] as const;
  return { actions: [{ kind: 'keep-issue', lane: 'forge', rule: RULE, why, evidence, round, isOver }] };
};

/** Where the parent issue stands, or null when there is to be none. */
export function explainParentIssue(world: World): string | null {
  if (!isWanted(world)) return null;
  const issue = world.ledger.integration.issue ?? null;
  if (issue === null) return 'its parent issue opens when there is work';
  const name = issue.number === null ? 'no parent issue' : `parent issue #${issue.number}`;
  if (issue.isOver) return `${name} is closed`;
  return wantedIssue(world) === null ? `${name} says what is so` : `${name} is brought up to date`;
}

interface Wanted {
  readonly round: number;
  readonly isOver: boolean;
  readonly why: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

function isWanted({ forge, policy }: World): boolean {
  return forge !== 'local' && policy.github.parentIssue === true;
}

/** What the issue does not say yet; null: nothing. That of the round before is closed before the next one opens. */
function wantedIssue(world: World): Wanted | null {
  if (!isWanted(world)) return null;
  const { issue = null, rounds } = world.ledger.integration;
  if (issue !== null && !issue.isOver) return change(world, issue);
  if (issue?.round === rounds || hasMerged(world) || !hasWork(world)) return null;
  return { round: rounds, isOver: false, why: 'there is work', dueAt: world.now };
}

/** Of one that is open. */
function change(world: World, issue: ParentIssue): Wanted | null {
  const { now } = world;
  const { round } = issue;
  if (round !== world.ledger.integration.rounds || hasMerged(world))
    return { round, isOver: true, why: 'its omnibus is merged', dueAt: now };
  if (!saysOther(world, issue)) return null;
  const dueAt = allDone(world) ? now : issue.tells.at + TOLD_MS;
  return { round, isOver: false, why: 'tasks are in other states by now', dueAt };
}

function hasWork({ ledger }: World): boolean {
  if (ledger.startedAt === null) return false;
  return [...ledger.tasks.values()].some(({ beforeCzar, stage }) => !beforeCzar && stage !== 'cancelled');
}

function saysOther({ ledger }: World, { tells }: ParentIssue): boolean {
  const { omnibus } = ledger.integration;
  return tells.statusChanges !== ledger.statusChanges || tells.omnibus !== (omnibus?.number ?? null);
}

/** What is left of the requests of an hour is the user's. */
function sparedUntil({ ledger, now }: World, at: number): number {
  const budget = ledger.forge?.budget ?? null;
  return isSpared(budget, now) ? Math.max(at, budget.resetAt) : at;
}

function hasMerged({ ledger }: World): boolean {
  return (ledger.integration.omnibus?.merged ?? null) !== null;
}
