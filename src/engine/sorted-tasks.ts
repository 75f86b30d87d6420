import type { TaskId } from '../domain/names.ts';

/** A list that stays sorted: additions and removals find their place by bisection. The order must be total and must not change. */
export interface SortedTasks {
  readonly items: readonly TaskId[];
  add(id: TaskId): void;
  remove(id: TaskId): void;
}

export function sortedTasks(compare: (a: TaskId, b: TaskId) => number): SortedTasks {
  const items: TaskId[] = [];
  /** First place whose item does not come before `id`. */
  const placeOf = (id: TaskId): number => {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = items[middle];
      if (item !== undefined && compare(item, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    items,
    add(id) {
      const place = placeOf(id);
      if (items[place] !== id) items.splice(place, 0, id);
    },
    remove(id) {
      const place = placeOf(id);
      if (items[place] === id) items.splice(place, 1);
    },
  };
}
