import type { TaskRow } from '../../domain/snapshot.ts';

/** What the tasks that a worker could take next wait for. */
export interface Waits {
  /** Nothing, when the worker has something ready. */
  of(worker: string): readonly string[];
}

/** One pass over the tasks: the most urgent waiting one of each worker, and of all. */
export function waitsOf(rows: readonly TaskRow[]): Waits {
  const ready = new Set<string | null>();
  const first = new Map<string | null, TaskRow>();
  for (const row of rows) {
    if (row.status === 'ready') ready.add(row.assignee);
    if (row.waitingFor.length === 0 || (row.status !== 'pending' && row.status !== 'blocked')) continue;
    const other = first.get(row.assignee);
    if (other === undefined || row.priority < other.priority) first.set(row.assignee, row);
  }
  return {
    of: (worker) => {
      if (ready.has(worker) || ready.has(null)) return [];
      return (first.get(worker) ?? first.get(null))?.waitingFor ?? [];
    },
  };
}
