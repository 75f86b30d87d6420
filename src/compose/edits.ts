import { circleBy } from '../domain/circle.ts';
import type { EditedFields } from '../domain/edited-fields.ts';
import { Fault } from '../domain/fault.ts';
import type { Wish } from '../domain/wish.ts';
import type { KnownNames, NewTask, TaskChange } from '../surfaces/cli/project-door.ts';
import { openForEdits } from './human-files.ts';
import type { Place } from './place.ts';

/** Workers and tasks as the files name them now. */
export async function knownNames(place: Place): Promise<KnownNames> {
  const files = await openForEdits(place);
  try {
    const { tasks } = await files.wish();
    const { policy } = await files.policy();
    return { workers: [...policy.workers.keys()], tasks: [...tasks.keys()] };
  } finally {
    await files.close();
  }
}

export async function addTask(place: Place, task: NewTask): Promise<void> {
  const files = await openForEdits(place);
  try {
    refuseCircle(await files.wish(), task);
    await files.edit({ do: 'add', ...task });
  } finally {
    await files.close();
  }
}

/** Changes the queue entry of a task as a person would, and tells what it comes after now. */
export async function changeTask(place: Place, change: TaskChange): Promise<readonly string[]> {
  const files = await openForEdits(place);
  try {
    refuseCircle(await files.wish(), change);
    await files.edit({ do: 'set', ...change });
    return (await files.wish()).tasks.get(change.task)?.after ?? [];
  } finally {
    await files.close();
  }
}

/** Single fields of a queue entry as the files have them now. */
export async function entryOf(place: Place, task: string): Promise<Required<EditedFields> | null> {
  const files = await openForEdits(place);
  try {
    const wish = (await files.wish()).tasks.get(task);
    return wish === undefined ? null : { priority: wish.priority, assignee: wish.assignee, hold: wish.hold };
  } finally {
    await files.close();
  }
}

/** Tasks that wait for each other are never begun. Errors: Fault `bad-input`. */
function refuseCircle(
  { tasks }: Wish,
  { task, after = [] }: { readonly task: string; readonly after?: readonly string[] },
): void {
  const circle = circleBy((id) => tasks.get(id)?.after ?? [], task, after);
  if (circle === null) return;
  throw new Fault({
    code: 'bad-input',
    what: 'let the task wait',
    on: task,
    because: `it would wait for itself: ${circle.join(' after ')}`,
    help: 'czar why <task>   (what a task waits for)',
  });
}
