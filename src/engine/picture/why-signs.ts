import { countsQuiet } from '../../decide/counts-quiet.ts';
import { believedMs, type LifeSign, quietOf, signsOf, stillOf } from '../../decide/signs.ts';
import { explainThresholds } from '../../decide/thresholds.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import { ago, type Reasoned } from '../../domain/reason.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';

/** What a worker at work is judged by: every source in the order of its precedence, its age, what it says and how long that holds. */
export function whySigns(world: World, name: WorkerName): readonly Reasoned[] {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || worker.generation === null || !countsQuiet(world, name)) return [];
  const stillMs = stillOf(world, worker);
  return [
    `counted against it: ${shortDuration(stillMs)} in which nothing moved, ${shortDuration(quietOf(world, worker))} without a result`,
    explainThresholds(world, worker),
    ...signsOf(world, worker).map((sign) => signLine(world, worker, sign)),
  ];
}

function signLine(world: World, worker: WorkerState, sign: LifeSign): Reasoned {
  const { source, at, what } = sign;
  const rest = ` | ${what} | ${holds(world, worker, sign)}`;
  return at === null
    ? `evidence: ${source} | not seen to move${rest}`
    : ago(`evidence: ${source} | `, at, rest);
}

function holds(world: World, worker: WorkerState, { source, means }: LifeSign): string {
  if (means === 'motion') return 'no progress by itself';
  if (means === 'work') return 'holds until the next look';
  const leftMs = believedMs(world) - stillOf(world, worker);
  if (source !== 'event') return 'begins the time anew';
  return leftMs > 0 ? `holds for ${shortDuration(leftMs)} if nothing moves` : 'expired';
}
