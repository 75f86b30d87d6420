import type { Evidence, Health } from '../domain/evidence.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { countsQuiet } from './counts-quiet.ts';
import { loopOf, mayLoop } from './loops.ts';
import { paneState } from './pane.ts';
import { runningTask } from './running-task.ts';
import { type LifeSign, quietOf, signsOf, stillOf } from './signs.ts';
import { thresholdsOf } from './thresholds.ts';

/** One that moves and brings nothing for so many times `health.slow` is told to commit what it has. */
const WITHOUT_RESULT = 4;

/** After so much counted time without a result, in milliseconds, one that moves is slow. */
export function resultDueMs({ policy }: World): number {
  return WITHOUT_RESULT * policy.health.slowMs;
}

export interface HealthView {
  readonly health: Health;
  /** It does the same over and over. Only of one that is stuck. */
  readonly loops: boolean;
  readonly evidence: readonly Evidence[];
}

/** The one classifier of health. What is unknown is not called crashed, and one that moves is not stuck unless it goes in circles. */
export function healthOf(world: World, name: WorkerName): HealthView {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return HEALTHY;
  const crash = crashEvidence(world, worker);
  if (crash !== null) return { health: 'crashed', loops: false, evidence: [crash] };
  if (!mayBeIll(world, worker) || !countsQuiet(world, name)) return HEALTHY;
  const stillMs = stillOf(world, worker);
  const { slowMs, stuckMs } = thresholdsOf(world, worker);
  if (stillMs >= stuckMs) return { health: 'stuck', loops: false, evidence: stoodStill(world, worker) };
  const loop = loopOf(world, worker);
  if (loop !== null) return { health: 'stuck', loops: true, evidence: [loop] };
  if (stillMs >= slowMs) return { health: 'slow', loops: false, evidence: stoodStill(world, worker) };
  if (quietOf(world, worker) < resultDueMs(world)) return HEALTHY;
  return { health: 'slow', loops: false, evidence: [resultEvidence(world, worker)] };
}

/** Cheap, and no for nearly all workers in nearly every tick. */
function mayBeIll(world: World, worker: WorkerState): boolean {
  const { slowMs } = world.policy.health;
  return quietOf(world, worker) >= slowMs || mayLoop(world, worker);
}

const HEALTHY: HealthView = { health: 'healthy', loops: false, evidence: [] };

export function explainHealth(world: World, name: WorkerName): string | null {
  const { health, evidence } = healthOf(world, name);
  if (health === 'healthy') return null;
  return `it is ${health}: ${evidence.map(({ says }) => says).join('; ')}`;
}

/** "2h00m without progress, no commit yet", and what stood still since when. */
function stoodStill(world: World, worker: WorkerState): readonly Evidence[] {
  const signs = signsOf(world, worker).filter(({ means, at }) => means !== 'motion' && at !== null);
  const still = signs.flatMap((sign) => standsSince(world, sign));
  return [quietEvidence(world, worker, stillOf(world, worker)), ...still];
}

function standsSince({ now }: World, { source, at, what }: LifeSign): readonly Evidence[] {
  if (at === null || source === 'git') return [];
  return [{ source, at, says: `${what}: nothing since ${shortDuration(now - at)}` }];
}

function quietEvidence(world: World, worker: WorkerState, stillMs: number): Evidence {
  const lastCommitAt = runningTask(world, worker)?.attempt?.lastCommitAt ?? null;
  const commit =
    lastCommitAt === null ? 'no commit yet' : `last commit ${shortDuration(world.now - lastCommitAt)} ago`;
  return {
    source: 'git',
    at: lastCommitAt ?? world.now,
    says: `${shortDuration(stillMs)} without progress, ${commit}`,
  };
}

function resultEvidence(world: World, worker: WorkerState): Evidence {
  const { source, at } = quietEvidence(world, worker, 0);
  return { source, at, says: `it moves, and brought nothing for ${shortDuration(quietOf(world, worker))}` };
}

function crashEvidence(world: World, worker: WorkerState): Evidence | null {
  if (worker.quarantined !== null) {
    return {
      source: 'ledger',
      at: worker.quarantined.at,
      says: `quarantined: ${worker.quarantined.because}`,
    };
  }
  const pane = paneState(world, worker.name);
  if (pane.state === 'ended') return { source: 'tmux', at: world.now, says: pane.says };
  if (pane.state !== 'none' || worker.lastEnd === null) return null;
  const { how, at, status, withServer = false } = worker.lastEnd;
  if (how === 'ended-by-czar') return null;
  if (withServer) return { source: 'tmux', at, says: 'its session went with the tmux server' };
  return {
    source: 'tmux',
    at,
    says: status === null ? `its session was ${how}` : `it ended with status ${status}`,
  };
}
