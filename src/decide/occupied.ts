import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { activityOf } from './activity.ts';
import { leased } from './lease.ts';

/** A supervisor that died between a switch and its outcome left a worktree on a branch that only a look at it shows. */
export function mayStandOn({ heads }: World, { name, worktree }: WorkerState, branch: string): boolean {
  const seen = heads.get(name);
  return worktree?.branch === branch || (seen?.known === true && seen.value.branch === branch);
}

/** Why a worker's worktree cannot let go of its branch now, or null. */
export function whyOccupied(world: World, name: WorkerName): string | null {
  const busy = [...world.ledger.open.values()].some(({ action }) => action.lane === `tree:${name}`);
  if (busy) return 'its worktree is being changed';
  if (leased(world, name)) return 'you are typing in its session';
  const { activity } = activityOf(world, name);
  return activity === 'working' || activity === 'asks' ? 'its agent is still at work there' : null;
}

/** Whether somebody else has this branch and cannot give it to `worker` now. Trying it would only fail. */
export function isKeptBySomebody(world: World, branch: string, worker: WorkerName): boolean {
  return [...world.ledger.workers.values()].some(
    (other) =>
      other.name !== worker &&
      other.worktree !== null &&
      mayStandOn(world, other, branch) &&
      whyOccupied(world, other.name) !== null,
  );
}
