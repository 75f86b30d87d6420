import type { WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './activity.ts';

/** When a worker gets a text that waits for it: for the person who left it there. */
export function whenTold(world: World, worker: WorkerState): string {
  const out = outOfService(worker);
  if (out !== null) return `${out}; it gets this once it is released (czar restart ${worker.name})`;
  if (isPaused(world, worker)) {
    const resumed = world.ledger.pausedAll ? 'czar resume' : `czar resume ${worker.name}`;
    return `${worker.name} is paused; it gets this once it is resumed (${resumed})`;
  }
  if (worker.generation === null) return 'queued until its session is up';
  return worker.agent.activity === 'idle' ? 'it is told now' : 'queued for its next idle';
}

/** Why nothing reaches this worker, or null. */
export function outOfService({ name, quarantined }: WorkerState): string | null {
  return quarantined === null ? null : `${name} is out of service: ${quarantined.because}`;
}
