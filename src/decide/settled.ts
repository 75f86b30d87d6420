import type { TaskState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './health.ts';
import { parkingQuestion } from './readiness.ts';
import { mayTake, seatOf } from './taking.ts';

/** Nothing more will happen without a human, an edit, or a new commit of somebody else. */
export function isSettled(world: World): boolean {
  const { ledger, graph } = world;
  if (ledger.open.size > 0 || ledger.orders.length > 0 || graph.unseen.length > 0) return false;
  if ([...ledger.failures.values()].some(({ lasting }) => !lasting)) return false;
  if ([...ledger.active].some((id) => isMoving(world, ledger.tasks.get(id)))) return false;
  return !someoneCanBegin(world) && omnibusIsSettled(world);
}

function isMoving(world: World, task: TaskState | undefined): boolean {
  if (task === undefined || parkingQuestion(world.ledger, task.id) !== null) return false;
  const seat = seatOf(world, task.id);
  const waitsInPlace =
    seat !== null &&
    [...world.ledger.questions.values()].some(
      ({ worker, holds }) => worker === seat.name && holds === 'worker',
    );
  if (waitsInPlace) return false;
  return task.stage === 'running' || task.stage === 'complete' || task.items.length > 0;
}

function someoneCanBegin(world: World): boolean {
  const { ready } = world.graph;
  if (ready.size === 0) return false;
  return [...world.ledger.workers.values()].some((worker) => {
    if (worker.quarantined !== null || isPaused(world, worker) || !world.policy.workers.has(worker.name))
      return false;
    const tasks = [
      ...ready.open.slice(0, 1),
      ...[...world.policy.workers.keys()].flatMap((name) => ready.own(name).slice(0, 1)),
    ];
    return tasks.some((task) => mayTake(world, worker.name, task));
  });
}

function omnibusIsSettled({ ledger, policy }: World): boolean {
  const { omnibus, merges, tip } = ledger.integration;
  if (merges === 0) return true;
  if (omnibus === null || omnibus.describes !== tip) return false;
  const wanted = omnibus.asked || (policy.merge.omnibus === 'auto' && !omnibus.draft);
  return !wanted || omnibus.merged !== null || omnibus.refused !== null;
}
