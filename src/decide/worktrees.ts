import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './health.ts';
import type { Rule } from './rule.ts';

/** Every configured worker gets its worktree as soon as there is an integration branch to stand on. */
export const worktrees: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const missing = [...world.policy.workers.keys()]
    .flatMap((name) => world.ledger.workers.get(name) ?? [])
    .filter((worker) => worker.worktree === null && whyNoWorktree(world, worker) === null);
  return {
    actions: missing.map(({ name }) => ({
      kind: 'prepare-worktree',
      lane: `tree:${name}`,
      rule: 'worktrees',
      why: `${name} has no worktree yet`,
      evidence: [],
      worker: name,
    })),
  };
};

/** Why a worker without a worktree gets none now, or null. */
export function explainWorktree(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || worker.worktree !== null) return null;
  return whyNoWorktree(world, worker) ?? 'its worktree is being prepared';
}

function whyNoWorktree(world: World, worker: WorkerState): string | null {
  if (isPaused(world, worker)) return 'it is paused';
  if (!world.integrationTip.known)
    return `the integration branch cannot be read: ${world.integrationTip.reason}`;
  return world.integrationTip.value === null ? 'there is no integration branch yet' : null;
}
