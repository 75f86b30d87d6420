import type { Ledger, TaskState, WorkerState } from '../../src/domain/ledger.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Ended } from '../../src/engine/options.ts';
import type { SimulatedWorld } from './world.ts';

/** What is wrong with the way a run ended: every task must be merged, or there must be a reason that only a human can remove. */
export function endIsRight(world: SimulatedWorld, ended: Ended): readonly string[] {
  if (ended.because !== 'settled') return [`it ended as ${ended.because}: ${ended.says}`];
  const { ledger } = world.invariants;
  const wrong = [...world.folder.entries.values()].flatMap(({ id, hold }) => {
    const task = ledger.tasks.get(id);
    if (task === undefined) return [`${id} was never seen`];
    return isDone(task) || hold || waits(world, task)
      ? []
      : [`${id} is left ${task.stage} ${task.phase ?? ''}`];
  });
  const open = [...ledger.open.keys()];
  return [
    ...wrong,
    ...(open.length === 0 ? [] : [`effects are open: ${open.join(', ')}`]),
    ...omnibusIsRight(world),
  ];
}

function isDone({ stage }: TaskState): boolean {
  return stage === 'merged' || stage === 'cancelled' || stage === 'failed';
}

/** For an answer, or for a task that does. */
function waits(world: SimulatedWorld, task: TaskState): boolean {
  const { ledger } = world.invariants;
  const asked = [...ledger.questions.values()].some(
    (question) => question.task === task.id || (question.worker !== null && question.worker === task.worker),
  );
  if (ledger.lockedForge !== undefined) return true;
  if (asked || isOnHeldSeat(world, task) || nobodyWorks(world)) return true;
  const after = world.folder.entries.get(task.id)?.after ?? [];
  return after.some((id) => ledger.tasks.get(id)?.stage !== 'merged');
}

function isOnHeldSeat(
  { invariants: { ledger }, folder, policy }: SimulatedWorld,
  { id, worker }: TaskState,
): boolean {
  const seat = worker ?? folder.entries.get(id)?.assignee ?? null;
  const holder = seat === null ? undefined : ledger.workers.get(seat);
  return (
    ledger.pausedAll ||
    (holder !== undefined &&
      (holder.paused || waitsInPlace(ledger, holder) || hasBadProgram(ledger, policy, holder)))
  );
}

/** In a dialog, or after an error that only a human can put right. */
function waitsInPlace({ questions }: Ledger, { name, agent }: WorkerState): boolean {
  const isHeld = [...questions.values()].some(({ worker, holds }) => worker === name && holds === 'worker');
  return isHeld || agent.activity === 'asks';
}

/** Its agent has another version, which did not pass its trial. */
function hasBadProgram({ questions }: Ledger, { workers }: Policy, { name }: WorkerState): boolean {
  const agent = workers.get(name)?.agent;
  return [...questions.values()].some(({ topic, about }) => topic === 'program-changed' && about === agent);
}

function nobodyWorks({ invariants: { ledger }, policy }: SimulatedWorld): boolean {
  if ([...ledger.questions.values()].some(({ topic }) => topic === 'server-dies')) return true;
  if ((ledger.budget?.reachedAt ?? null) !== null) return true;
  return [...ledger.workers.values()].every(
    (worker) =>
      worker.quarantined !== null ||
      worker.paused ||
      waitsInPlace(ledger, worker) ||
      hasBadProgram(ledger, policy, worker),
  );
}

/** Work that is merged is in the integration branch, and in the omnibus. */
function omnibusIsRight({ invariants: { ledger }, store, policy }: SimulatedWorld): readonly string[] {
  const tip = store.objects.refs.get(`refs/heads/${policy.git.integration}`);
  const lost = [...ledger.tasks.values()].filter(
    ({ merged }) =>
      typeof merged?.sha === 'string' && (tip === undefined || !store.objects.isAncestor(merged.sha, tip)),
  );
  return lost.map(({ id }) => `${id} is merged, and not in the integration branch`);
}
