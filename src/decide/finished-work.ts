import { type BegunOn, isSameWork } from '../domain/begun-on.ts';
import type { Ledger, TaskState } from '../domain/ledger.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { World } from '../domain/world.ts';

export function isMerged(ledger: Ledger, task: TaskId): boolean {
  return ledger.tasks.get(task)?.stage === 'merged';
}

/** The head at which a task is complete and not sent back; null: it is not, or its branch has moved on. */
export function finishedHead(ledger: Ledger, id: TaskId): Sha | null {
  const task = ledger.tasks.get(id);
  if (task?.stage !== 'complete' || task.phase === 'rework' || task.attempt === null) return null;
  const { judged, tip } = task.attempt;
  return judged === tip ? judged : null;
}

/** Finished work of its dependencies that is not merged: with `merge.unblockOn: complete` a task begins on it. */
export function beginsOn({ ledger, graph }: Pick<World, 'ledger' | 'graph'>, id: TaskId): readonly BegunOn[] {
  return (graph.after.get(id) ?? []).flatMap((task) => {
    const head = finishedHead(ledger, task);
    return head === null ? [] : [{ task, head }];
  });
}

/** Why a task cannot be begun on the finished work as it is now; null: it can, or nobody has tried. */
export function whyNoStart(world: Pick<World, 'ledger' | 'graph'>, task: TaskState): string | null {
  const conflict = task.startConflict ?? null;
  if (conflict === null || !isSameWork(conflict.on, beginsOn(world, task.id))) return null;
  const others = conflict.on.map((part) => part.task);
  const files = conflict.files.slice(0, SHOWN_FILES).join(', ');
  const wait = `it waits until ${others.join(' and ')} ${others.length === 1 ? 'is' : 'are'} merged`;
  return `the work of ${conflict.task} does not fit into what it would be begun on (${files}): ${wait}`;
}

const SHOWN_FILES = 3;

/** The tasks on whose work this one was begun, that are not merged, and that it still depends on: they are merged before it. */
export function waitsToMerge(
  { ledger, graph }: Pick<World, 'ledger' | 'graph'>,
  { id, attempt }: TaskState,
): readonly TaskId[] {
  const on = attempt?.on ?? [];
  if (on.length === 0) return [];
  const after = graph.after.get(id) ?? [];
  return on.flatMap(({ task }) => (after.includes(task) && !isMerged(ledger, task) ? [task] : []));
}
