import type { TaskId } from './names.ts';

/** How a task would wait for itself if it came after these, its name first and last; null: it would not. */
export function circleBy(
  after: (task: TaskId) => readonly TaskId[],
  task: TaskId,
  wanted: readonly TaskId[],
): readonly TaskId[] | null {
  /** Who was found to wait for it. */
  const found = new Map<TaskId, TaskId>(wanted.map((id) => [id, task]));
  const open = [...found.keys()];
  for (let id = open.pop(); id !== undefined && id !== task; id = open.pop()) {
    for (const next of after(id)) {
      if (found.has(next)) continue;
      found.set(next, id);
      open.push(next);
    }
  }
  const last = found.get(task);
  return last === undefined ? null : [...wayTo(last, { task, found }), task];
}

function wayTo(
  end: TaskId,
  { task, found }: { readonly task: TaskId; readonly found: ReadonlyMap<TaskId, TaskId> },
): readonly TaskId[] {
  const way: TaskId[] = [];
  for (let id = end; id !== task; id = found.get(id) ?? task) way.push(id);
  return [task, ...way.toReversed()];
}
