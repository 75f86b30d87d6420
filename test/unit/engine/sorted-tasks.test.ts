import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedTasks } from '../../../src/engine/sorted-tasks.ts';

const changes = fc.array(fc.record({ add: fc.boolean(), id: fc.integer({ min: 0, max: 40 }) }), {
  maxLength: 200,
});
const byNumber = (a: string, b: string): number => Number(a) - Number(b);

test('a sorted list holds what was added and not removed, in order', () => {
  fc.assert(
    fc.property(changes, (history) => {
      const sorted = sortedTasks(byNumber);
      const held = new Set<string>();
      for (const { add, id } of history) {
        if (add) held.add(`${id}`);
        else held.delete(`${id}`);
        if (add) sorted.add(`${id}`);
        else sorted.remove(`${id}`);
        expect(sorted.items).toEqual([...held].toSorted(byNumber));
      }
    }),
  );
});
