import type { Ledger, TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Question } from '../domain/question.ts';
import type { ShownStatus } from '../domain/snapshot.ts';
import type { World } from '../domain/world.ts';
import { finishedHead, isMerged, whyNoStart } from './finished-work.ts';

/** As much of a world as readiness depends on. */
export interface Prospects extends Pick<World, 'ledger' | 'wish' | 'graph'> {
  readonly policy: { readonly merge: Pick<Policy['merge'], 'unblockOn'> };
}

/**
 * A dependency is satisfied when its work is in the integration branch, or was finished before Czar; with `merge.unblockOn:
 * complete` as soon as it is finished, and nothing was found in it.
 */
export function isSatisfied({ ledger, policy }: Pick<Prospects, 'ledger' | 'policy'>, task: TaskId): boolean {
  if (isMerged(ledger, task)) return true;
  return policy.merge.unblockOn === 'complete' && finishedHead(ledger, task) !== null;
}

/** Dependencies that a task still waits for. */
export function unsatisfied(world: Prospects, task: TaskId): readonly TaskId[] {
  return (world.graph.after.get(task) ?? []).filter((after) => !isSatisfied(world, after));
}

/** Dependencies that will not be satisfied without a human: failed or cancelled. */
export function lostDependencies(world: Prospects, task: TaskId): readonly TaskId[] {
  return unsatisfied(world, task).filter((after) => {
    const stage = world.ledger.tasks.get(after)?.stage;
    return stage === 'failed' || stage === 'cancelled';
  });
}

/** The question that parks this task, if one is open. */
export function parkingQuestion(ledger: Ledger, task: TaskId): Question | null {
  for (const question of ledger.questions.values()) {
    if (question.task === task && question.holds === 'task') return question;
  }
  return null;
}

/** Whether an answer of a human waits to be told to the task's worker. */
function hasUntoldAnswer(task: TaskState): boolean {
  return task.items.some((item) => item.kind === 'answer');
}

/** The state that a task is shown in. Everything that follows from other facts is derived here. */
export function shownStatus(world: Prospects, id: TaskId): ShownStatus {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return 'pending';
  if (task.stage === 'merged' || task.stage === 'cancelled' || task.stage === 'failed') return task.stage;
  if (parkingQuestion(world.ledger, id) !== null) return 'needs_human';
  if (task.stage === 'running') return hasUntoldAnswer(task) ? 'needs_human' : 'in_progress';
  return task.stage === 'complete' ? 'complete' : waitingStatus(world, id);
}

function waitingStatus(world: Prospects, id: TaskId): ShownStatus {
  if (lostDependencies(world, id).length > 0) return 'blocked';
  return canBegin(world, id) ? 'ready' : 'pending';
}

/** Pending, wanted, with a text, not on hold, and with every dependency satisfied. */
export function canBegin(world: Prospects, id: TaskId): boolean {
  const task = world.ledger.tasks.get(id);
  const wish = world.wish.tasks.get(id);
  if (task === undefined || wish === undefined) return false;
  if (task.stage !== 'pending' || wish.hold || wish.textFile === null) return false;
  if (whyNoStart(world, task) !== null) return false;
  return unsatisfied(world, id).length === 0 && parkingQuestion(world.ledger, id) === null;
}
