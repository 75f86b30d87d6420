import { FULL_BUDGET, type LimitName } from '../domain/budget.ts';
import type { Ledger, TaskState } from '../domain/ledger.ts';
import { costOfAll } from '../domain/price.ts';
import { shortDuration } from '../domain/units.ts';
import { allTokens, NOTHING_SPENT, plusTokens, shortCost, type Spent } from '../domain/usage.ts';
import type { World } from '../domain/world.ts';

/** How far a limit is used up that somebody set: US dollars or milliseconds. What costs are not known does not count. */
export interface Measured {
  readonly limit: LimitName;
  readonly spent: number;
  readonly allowed: number;
}

/** What all agents of the project used, for whatever task. */
export function projectSpent({ workers }: Pick<Ledger, 'workers'>): Spent {
  let sum = NOTHING_SPENT;
  for (const { spent } of workers.values()) if (spent !== undefined) sum = plusSpent(sum, spent);
  return sum;
}

function plusSpent(a: Spent, b: Spent): Spent {
  const unpriced = { ...a.unpriced };
  for (const [model, tokens] of Object.entries(b.unpriced)) {
    const before = unpriced[model];
    unpriced[model] = before === undefined ? tokens : plusTokens(before, tokens);
  }
  return { ...plusTokens(a, b), costUsd: a.costUsd + b.costUsd, unpriced };
}

/** The limit of the project's cost; null: there is none. */
export function projectMeasure(world: World): Measured | null {
  const { costUsd } = world.policy.limits;
  if (costUsd === null) return null;
  const spent = costOfAll(projectSpent(world.ledger), world.policy.prices).knownUsd;
  return { limit: 'cost', spent, allowed: Math.max(costUsd, world.ledger.budget?.allowedUsd ?? 0) };
}

/** The limits that a task has. */
export function taskMeasures(world: World, task: TaskState): readonly Measured[] {
  const { costPerTaskUsd, taskTimeMs } = world.policy.limits;
  const { allowedUsd, allowedMs } = task.budget ?? FULL_BUDGET;
  const measures: Measured[] = [];
  if (costPerTaskUsd !== null) {
    const allowed = Math.max(costPerTaskUsd, allowedUsd ?? 0);
    measures.push({ limit: 'costPerTask', spent: taskCost(world, task), allowed });
  }
  if (taskTimeMs !== null) {
    const allowed = Math.max(taskTimeMs, allowedMs ?? 0);
    measures.push({ limit: 'taskTime', spent: agentTimeOf(world, task), allowed });
  }
  return measures;
}

/** Since its budget began anew. */
function taskCost({ policy }: World, { spent = NOTHING_SPENT, budget = FULL_BUDGET }: TaskState): number {
  const [all, before] = [spent, budget.from].map((sum) => costOfAll(sum, policy.prices).knownUsd);
  return Math.max(0, (all ?? 0) - (before ?? 0));
}

/** For how long agents were at work on a task's attempt, in counted milliseconds. */
export function agentTimeOf({ agentMs }: World, { id, attempt }: TaskState): number {
  const counted = agentMs.get(id);
  if (counted !== undefined && counted.attempt === attempt?.number) return counted.ms;
  return attempt?.agentMs ?? 0;
}

export function isReached({ spent, allowed }: Measured): boolean {
  return spent > 0 && spent >= allowed;
}

/** "$5.10 of $5.00 (limits.costPerTask)". */
export function measureWords({ limit, spent, allowed }: Measured): string {
  return `${amountWords(limit, spent)} of ${amountWords(limit, allowed)} (limits.${limit})`;
}

export function amountWords(limit: LimitName, amount: number): string {
  return limit === 'taskTime' ? shortDuration(amount) : shortCost(amount);
}

/** How many tokens a sum has of which nobody knows what they cost. */
export function unpricedTokens(world: Pick<World, 'policy'>, spent: Spent): number {
  return costOfAll(spent, world.policy.prices).unpriced.reduce((sum, tokens) => sum + allTokens(tokens), 0);
}
