import { projectMeasure, projectSpent } from '../../decide/spending.ts';
import type { Policy } from '../../domain/policy.ts';
import { costOfAll } from '../../domain/price.ts';
import type { ProjectSpent, SpentRow } from '../../domain/snapshot.ts';
import { allTokens, type Spent } from '../../domain/usage.ts';
import type { World } from '../../domain/world.ts';

/** A sum at the prices that are known. */
export function spentRow({ prices }: Pick<Policy, 'prices'>, spent: Spent): SpentRow {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = spent;
  const { knownUsd, unpriced } = costOfAll(spent, prices);
  const unpricedTokens = unpriced.reduce((sum, tokens) => sum + allTokens(tokens), 0);
  const costUsd = unpricedTokens === 0 ? knownUsd : null;
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd, knownUsd, unpricedTokens };
}

/** What all agents used, and how far it may go; null: nothing that is known, and no limit. */
export function projectSpentRow(world: World): ProjectSpent | null {
  const spent = projectSpent(world.ledger);
  const { costUsd, costPerTaskUsd } = world.policy.limits;
  const isLimited = costUsd !== null || costPerTaskUsd !== null;
  if (allTokens(spent) === 0 && spent.costUsd === 0 && !isLimited) return null;
  return { ...spentRow(world.policy, spent), limitUsd: projectMeasure(world)?.allowed ?? null, isLimited };
}
