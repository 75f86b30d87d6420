import type { TaskId } from '../domain/names.ts';

/** Every task that is on a cycle is in one of the answers; each is a path whose first name is repeated at its end. Linear time. */
export function findCycles(after: ReadonlyMap<TaskId, readonly TaskId[]>): readonly (readonly TaskId[])[] {
  const left = cyclic(after);
  const cycles: TaskId[][] = [];
  const done = new Set<TaskId>();
  for (const start of left) {
    if (done.has(start)) continue;
    const path = walk(start, { after, left, done });
    if (path !== null) cycles.push(path);
  }
  return cycles;
}

/** What remains when all that nobody on a cycle needs is taken away, from both ends. */
function cyclic(after: ReadonlyMap<TaskId, readonly TaskId[]>): ReadonlySet<TaskId> {
  const reversed = new Map<TaskId, TaskId[]>();
  for (const [id, edges] of after)
    for (const on of edges) reversed.set(on, [...(reversed.get(on) ?? []), id]);
  return peel(peel(new Set(after.keys()), after, reversed), reversed, after);
}

/** Takes away, again and again, what has no edge left into the rest. */
function peel(
  from: ReadonlySet<TaskId>,
  edges: ReadonlyMap<TaskId, readonly TaskId[]>,
  back: ReadonlyMap<TaskId, readonly TaskId[]>,
): ReadonlySet<TaskId> {
  const rest = new Set(from);
  const counts = new Map(
    [...rest].map((id) => [id, (edges.get(id) ?? []).filter((on) => rest.has(on)).length]),
  );
  const free = [...rest].filter((id) => counts.get(id) === 0);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    rest.delete(id);
    for (const other of back.get(id) ?? []) {
      if (!rest.has(other)) continue;
      const count = (counts.get(other) ?? 1) - 1;
      counts.set(other, count);
      if (count === 0) free.push(other);
    }
  }
  return rest;
}

interface Walk {
  readonly after: ReadonlyMap<TaskId, readonly TaskId[]>;
  readonly left: ReadonlySet<TaskId>;
  readonly done: Set<TaskId>;
}

/** Every task that is left has a way on, so following edges must come back to a place on the path, or to a path walked before. */
function walk(start: TaskId, { after, left, done }: Walk): TaskId[] | null {
  const path: TaskId[] = [];
  const places = new Map<TaskId, number>();
  let id: TaskId | undefined = start;
  while (id !== undefined && !done.has(id)) {
    const seenAt = places.get(id);
    if (seenAt !== undefined) {
      for (const walked of path) done.add(walked);
      return [...path.slice(seenAt), id];
    }
    places.set(id, path.length);
    path.push(id);
    id = (after.get(id) ?? []).find((on) => left.has(on));
  }
  for (const walked of path) done.add(walked);
  return null;
}
