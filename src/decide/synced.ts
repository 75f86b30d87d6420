import type { FactOf } from '../domain/facts.ts';
import type { Synced } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { TaskWish } from '../domain/wish.ts';
import type { World } from '../domain/world.ts';

/** The values of Czar's own fields as the files have them now. */
export function syncedOf(world: World, wish: TaskWish): Synced {
  const fields = world.wish.dependencyFields.get(wish.id);
  return {
    status: wish.status,
    assignee: wish.assignee,
    waitingSince: fields?.waitingSince ?? null,
    notified: fields?.notified ?? [],
  };
}

/** The fact that what the files say was taken note of; none when the entry is gone. */
export function syncedFact(world: World, id: TaskId): readonly FactOf<'task.synced'>[] {
  const wish = world.wish.tasks.get(id);
  return wish === undefined ? [] : [{ type: 'task.synced', task: id, synced: syncedOf(world, wish) }];
}
