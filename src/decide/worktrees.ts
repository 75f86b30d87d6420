import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './activity.ts';
import type { Rule } from './rule.ts';
import { isSetUp, whyInUse } from './taking.ts';

/**
 * Every configured worker gets its worktree as soon as there is an integration branch to stand on. One whose setup turned out to be
 * old when an attempt was to begin in it is set up again, while nobody works there.
 */
export const worktrees: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const missing = [...world.policy.workers.keys()]
    .flatMap((name) => world.ledger.workers.get(name) ?? [])
    .filter((worker) => !isSetUp(worker) && whyNotPrepared(world, worker) === null);
  return {
    actions: missing.map(({ name, worktree }) => ({
      kind: 'prepare-worktree',
      lane: `tree:${name}`,
      rule: 'worktrees',
      why: worktree === null ? `${name} has no worktree yet` : `what the setup of ${name} made is old`,
      evidence: [],
      worker: name,
    })),
  };
};

/** Why a worktree that is missing, or not set up, is not prepared now, or null. */
export function explainWorktree(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || isSetUp(worker)) return null;
  return whyNotPrepared(world, worker) ?? 'its worktree is being prepared';
}

function whyNotPrepared(world: World, worker: WorkerState): string | null {
  if (isPaused(world, worker)) return 'it is paused';
  if (world.ledger.goneTrees?.get(worker.name)?.wanted === true)
    return 'the one that was removed is put back';
  if (!world.integrationTip.known)
    return `the integration branch cannot be read: ${world.integrationTip.reason}`;
  if (world.integrationTip.value === null) return 'there is no integration branch yet';
  if (worker.worktree === null) return null;
  return worker.task === null ? whyInUse(world, worker) : `it is at work on ${worker.task}`;
}
