import { limitedUntil } from '../../decide/accounts.ts';
import { activityOf } from '../../decide/activity.ts';
import { healthOf } from '../../decide/health.ts';
import { isoTime } from '../../domain/iso-time.ts';
import type { Activity, Evidence, Health } from '../../domain/evidence.ts';
import type { TaskState, WorkerState } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { World } from '../../domain/world.ts';
import type { Asked } from './asked.ts';

/** How a worker is, in a few words, and since when (epoch milliseconds). */
export interface Doing {
  readonly health: Health;
  readonly activity: Activity;
  readonly doing: string;
  /** When the limit ends that `doing` tells of. */
  readonly limitedUntil?: number;
  readonly since: number;
  readonly evidence: readonly Evidence[];
}

export interface DoingContext {
  readonly asked: Asked;
  readonly seats: ReadonlyMap<WorkerName, TaskState>;
}

export function doingOf(world: World, name: WorkerName, context: DoingContext): Doing {
  const { activity, since, evidence } = activityOf(world, name);
  const { health, since: illSince, evidence: ill } = healthOf(world, name);
  const worker = world.ledger.workers.get(name);
  const seen = { health, activity, evidence: [...evidence, ...ill] };
  if (worker === undefined) return { ...seen, doing: 'off', since };
  const rest = restWords(worker, activity, context);
  const wrong = trouble(worker, { activity, health, illSince });
  const began = { since: since > 0 ? since : world.now, doing: rest };
  if (wrong !== null) return { ...seen, ...began, ...wrong };
  return { ...seen, ...began, ...heldBack(world, worker, { activity, rest }) };
}

/** A limit of its account holds it back. */
function heldBack(
  world: World,
  worker: WorkerState,
  { activity, rest }: Pick<Doing, 'activity'> & { readonly rest: string },
): Pick<Doing, 'doing' | 'limitedUntil'> | null {
  const own = activity === 'limited' ? worker.agent.limitedUntil : null;
  const until = limitedUntil(world, worker.name) ?? own;
  if (until === null || (activity !== 'limited' && (rest !== 'idle' || worker.task === null))) return null;
  return { doing: limitWords(until), limitedUntil: until };
}

/** What is wrong comes before what goes on. */
function trouble(
  worker: WorkerState,
  { activity, health, illSince }: Pick<Doing, 'activity' | 'health'> & { readonly illSince: number | null },
): Partial<Pick<Doing, 'doing' | 'since'>> | null {
  if (worker.quarantined !== null) return { doing: 'quarantined', since: worker.quarantined.at };
  if (activity === 'paused') return null;
  if (health === 'crashed') return crashed(worker);
  if (health === 'healthy') return null;
  const doing = health === 'stuck' ? 'no progress' : 'nothing new';
  return illSince === null ? { doing } : { doing, since: illSince };
}

function crashed({ lastEnd, generation }: WorkerState): Partial<Pick<Doing, 'doing' | 'since'>> {
  if (lastEnd === null || generation !== null) return { doing: 'agent ended' };
  return { doing: 'agent ended', since: lastEnd.at };
}

function restWords(worker: WorkerState, activity: Activity, { asked, seats }: DoingContext): string {
  switch (activity) {
    case 'asks':
      return 'asks you';
    case 'idle':
      return asked.workers.has(worker.name) ? 'waits for you' : 'idle';
    case 'in-review':
      return seats.has(worker.name) ? 'in review' : 'idle';
    case 'limited':
    case 'starting':
    case 'working':
    case 'paused':
    case 'off':
    case 'unknown':
      return activity;
  }
}

/** Time of day in UTC: the same on every machine that looks. */
function limitWords(until: number): string {
  return `limit >${isoTime(until).slice(11, 16)}`;
}
