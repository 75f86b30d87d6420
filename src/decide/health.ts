import type { Evidence, Health } from '../domain/evidence.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { countsQuiet } from './counts-quiet.ts';
import { loopOf, mayLoop } from './loops.ts';
import { isBeingEnded, paneState } from './pane.ts';
import { runningTask } from './running-task.ts';
import { type LifeSign, quietOf, resultSince, signsOf, stillOf, stillSince } from './signs.ts';
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
  /** Since when, by the clock of the day (docs/detection.md); null: it is healthy, or nobody knows. */
  readonly since: number | null;
  /** What is wrong, in a few words, as it is now. */
  readonly says: string;
  /** What that rests on: each with its time, so that it reads right whenever it is looked at. */
  readonly evidence: readonly Evidence[];
}

/** The one classifier of health. What is unknown is not called crashed, and one that moves is not stuck unless it goes in circles. */
export function healthOf(world: World, name: WorkerName): HealthView {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return HEALTHY;
  const crash = crashEvidence(world, worker);
  if (crash !== null)
    return { health: 'crashed', loops: false, since: crash.at, says: crash.says, evidence: [crash] };
  if (!mayBeIll(world, worker) || !countsQuiet(world, name)) return HEALTHY;
  const stillMs = stillOf(world, worker);
  const { slowMs, stuckMs } = thresholdsOf(world, worker);
  if (stillMs >= stuckMs) return { health: 'stuck', ...stoodStill(world, worker) };
  const loop = loopOf(world, worker);
  if (loop !== null) return { health: 'stuck', ...circles(world, worker, loop) };
  if (stillMs >= slowMs) return { health: 'slow', ...stoodStill(world, worker) };
  if (quietOf(world, worker) < resultDueMs(world)) return HEALTHY;
  return { health: 'slow', ...withoutResult(world, worker) };
}

/**
 * When a verdict about a worker changes if its time goes on to count and nothing moves, in epoch milliseconds; null: its time does not
 * count, or there is no further one.
 */
export function nextVerdictAt(world: World, name: WorkerName): number | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || !countsQuiet(world, name)) return null;
  const stillMs = stillOf(world, worker);
  const { slowMs, stuckMs } = thresholdsOf(world, worker);
  const leftMs = [slowMs - stillMs, stuckMs - stillMs, resultDueMs(world) - quietOf(world, worker)];
  const soonestMs = Math.min(...leftMs.filter((ms) => ms > 0));
  return Number.isFinite(soonestMs) ? world.now + soonestMs : null;
}

/** Cheap, and no for nearly all workers in nearly every tick. */
function mayBeIll(world: World, worker: WorkerState): boolean {
  const { slowMs } = world.policy.health;
  return quietOf(world, worker) >= slowMs || mayLoop(world, worker);
}

const HEALTHY: HealthView = { health: 'healthy', loops: false, since: null, says: '', evidence: [] };

export function explainHealth(world: World, name: WorkerName): string | null {
  const { health, says } = healthOf(world, name);
  return health === 'healthy' ? null : `it is ${health}: ${says}`;
}

type Ill = Omit<HealthView, 'health'>;

function stoodStill(world: World, worker: WorkerState): Ill {
  const since = stillSince(world, worker);
  const says = `nothing moves, ${shortDuration(stillOf(world, worker))} counted`;
  const last: Evidence = { source: 'clock', at: since, says: 'the last sign that it got on' };
  const still = signsOf(world, worker).flatMap(standsSince);
  return { loops: false, since, says, evidence: [last, lastCommit(world, worker), ...still] };
}

function standsSince({ source, at, what, means }: LifeSign): readonly Evidence[] {
  if (means === 'motion' || at === null || source === 'git') return [];
  return [{ source, at, says: `${what}: nothing since` }];
}

function circles(world: World, worker: WorkerState, loop: Evidence): Ill {
  const since = resultSince(world, worker);
  return { loops: true, since, says: loop.says, evidence: [loop, lastCommit(world, worker)] };
}

function withoutResult(world: World, worker: WorkerState): Ill {
  const since = resultSince(world, worker);
  const says = `it moves, and brought nothing, ${shortDuration(quietOf(world, worker))} counted`;
  return { loops: false, since, says, evidence: [lastCommit(world, worker)] };
}

function lastCommit(world: World, worker: WorkerState): Evidence {
  const attempt = runningTask(world, worker)?.attempt ?? null;
  const at = attempt?.lastCommitAt ?? null;
  return at === null
    ? { source: 'git', at: attempt?.startedAt ?? world.now, says: 'its attempt began; no commit since' }
    : { source: 'git', at, says: 'its last commit' };
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
  if (pane.state === 'ended')
    return isBeingEnded(world, worker.name) ? null : { source: 'tmux', at: world.now, says: pane.says };
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
