import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { livePane } from './pane.ts';

/** A human is attached to this worker's session and typed a moment ago: nothing is typed, interrupted or ended there. */
export function leased(world: World, worker: WorkerName): boolean {
  return leasedUntil(world, worker) !== null;
}

/** Epoch milliseconds at which the human's lease ends if no further key is typed; null without one. */
export function leasedUntil(world: World, worker: WorkerName): number | null {
  const pane = livePane(world, worker);
  if (pane === null || pane.humanKeyAt === null || pane.attachedClients === 0) return null;
  const until = pane.humanKeyAt + world.policy.leaseMs;
  return until > world.now ? until : null;
}

export function explainLease(world: World, worker: WorkerName): string | null {
  return leased(world, worker) ? 'you are typing in its session: Czar keeps its hands off' : null;
}
