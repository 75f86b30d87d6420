import type { Evidence, LivingHealth } from '../domain/evidence.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { earlier, type Rule } from './rule.ts';
import { countsQuiet } from './counts-quiet.ts';
import { healthOf, resultDueMs } from './health.ts';
import { runningTask } from './running-task.ts';
import { quietOf, signsOf, stillOf, wakesItself } from './signs.ts';
import { thresholdsOf } from './thresholds.ts';

/** Notes when a verdict about a living session becomes another one, with what it rests on. Ends of sessions are facts themselves. */
export const verdicts: Rule = (world) => {
  const workers = [...world.ledger.workers.values()];
  return {
    notes: workers.flatMap((worker) => noted(world, worker)),
    wakeAt: wakesItself(world)
      ? workers.reduce<number | null>((at, worker) => earlier(at, nextAt(world, worker)), null)
      : null,
  };
};

function noted(world: World, worker: WorkerState): readonly Note[] {
  const { health, evidence, says } = healthOf(world, worker.name);
  const before: LivingHealth = worker.verdict?.health ?? 'healthy';
  if (health === 'crashed' || health === before || worker.generation === null) return [];
  const rests = health === 'healthy' ? newestSign(world, worker) : evidence;
  return [
    {
      rule: 'verdicts',
      why: `${worker.name} is ${health}${health === 'healthy' ? ` again, it was ${before}: ${wordsOf(rests)}` : `: ${says}`}`,
      evidence: rests,
      facts: [{ type: 'health.changed', worker: worker.name, health }],
    },
  ];
}

function wordsOf(evidence: readonly Evidence[]): string {
  return evidence.map(({ says }) => says).join('; ');
}

function newestSign(world: World, worker: WorkerState): readonly Evidence[] {
  if (!countsQuiet(world, worker.name))
    return [{ source: 'ledger', at: world.now, says: 'its time does not count any more' }];
  const signs = signsOf(world, worker).flatMap(({ source, at, what, means }) =>
    at === null || means === 'motion' ? [] : [{ source, at, says: what }],
  );
  return signs.toSorted((a, b) => b.at - a.at).slice(0, 1);
}

/** When nothing that moves until then makes it slow, or stuck. */
function nextAt(world: World, worker: WorkerState): number | null {
  if (worker.generation === null || runningTask(world, worker) === null) return null;
  const { slowMs, stuckMs } = thresholdsOf(world, worker);
  const stillMs = stillOf(world, worker);
  const left = [slowMs - stillMs, stuckMs - stillMs, resultDueMs(world) - quietOf(world, worker)];
  const next = left.filter((ms) => ms > 0);
  return next.length === 0 ? null : world.now + Math.min(...next);
}
