import { countsQuiet } from '../../decide/counts-quiet.ts';
import { believedMs, signsOf, stillOf } from '../../decide/signs.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { Details } from '../../domain/request.ts';
import type { World } from '../../domain/world.ts';
import { askedOf } from './asked.ts';
import { doingOf } from './doing.ts';
import { nextSteps } from './next-steps.ts';
import { seatsOf } from './seats.ts';

const MOST_RECEIPTS = 50;

/** Of a worker or a task; empty lists for a name that is neither. */
export function detailsOf(world: World, about: string): Details {
  const receipts = [...world.ledger.receipts.values()].filter(
    ({ worker, task }) => worker === about || task === about,
  );
  return {
    evidence: eachOnce([...workerEvidence(world, about), ...questionEvidence(world, about)]),
    next: nextSteps(world).filter((step) => step.about === about),
    receipts: receipts.toReversed().slice(0, MOST_RECEIPTS),
  };
}

/** What its activity and its health rest on, then every sign of life, in the order in which they count. */
function workerEvidence(world: World, name: WorkerName): readonly Evidence[] {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return [];
  const asked = askedOf(world);
  const { evidence } = doingOf(world, name, { asked, seats: seatsOf(world, asked) });
  if (worker.generation === null || !countsQuiet(world, name)) return evidence;
  const believedFor = believedMs(world) - stillOf(world, worker);
  const signs = signsOf(world, worker).flatMap(({ source, at, what, means }): readonly Evidence[] => {
    if (at === null) return [];
    const says = means === 'progress' ? what : `${what}, which is no progress by itself`;
    return [{ source, at, says, ...(source === 'event' ? { expiresAt: world.now + believedFor } : {}) }];
  });
  return [...evidence, ...signs];
}

function questionEvidence({ ledger }: World, about: string): readonly Evidence[] {
  return [...ledger.questions.values()]
    .filter(({ worker, task }) => worker === about || task === about)
    .flatMap(({ evidence }) => evidence);
}

function eachOnce(evidence: readonly Evidence[]): readonly Evidence[] {
  const known = new Map(evidence.map((one) => [`${one.source} ${one.at} ${one.says}`, one]));
  return [...known.values()];
}
