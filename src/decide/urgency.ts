import type { TaskId } from '../domain/names.ts';
import type { World } from '../domain/world.ts';

/** For sorting: the lower priority number first, then what more tasks wait for. 0: one is as urgent as the other. */
export function moreUrgent({ wish, graph }: World, a: TaskId, b: TaskId): number {
  const priority = (id: TaskId) => wish.tasks.get(id)?.priority ?? Number.MAX_SAFE_INTEGER;
  const dependants = (id: TaskId) => graph.dependants.get(id)?.length ?? 0;
  return priority(a) - priority(b) || dependants(b) - dependants(a);
}
