import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCycles } from '../../../src/engine/cycles.ts';

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }), {
      minLength: size,
      maxLength: size,
    }),
  )
  .map((edges) => new Map(edges.map((on, id) => [`t${id}`, on.map((other) => `t${other}`)])));

/** Whether a task leads back to itself, by trying every way. */
function isOnCycle(after: ReadonlyMap<string, readonly string[]>, id: string): boolean {
  const seen = new Set<string>();
  const waiting = [...(after.get(id) ?? [])];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === id) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    waiting.push(...(after.get(at) ?? []));
  }
  return false;
}

describe('cycles', () => {
  test('that are told are paths along edges that end where they begin', () => {
    fc.assert(
      fc.property(graphs, (after) => {
        for (const path of findCycles(after)) {
          expect(path.at(0)).toBe(path.at(-1));
          expect(new Set(path).size).toBe(path.length - 1);
          for (const [at, id] of path.slice(0, -1).entries()) expect(after.get(id)).toContain(path[at + 1]);
        }
      }),
    );
  });

  test('are told if and only if there are any', () => {
    fc.assert(
      fc.property(graphs, (after) => {
        const any = [...after.keys()].some((id) => isOnCycle(after, id));
        expect(findCycles(after).length > 0).toBe(any);
      }),
    );
  });

  test('that share no task are all told', () => {
    const rings = [1, 2, 3, 4].flatMap((ring) =>
      Array.from({ length: ring }, (_, at): [string, string[]] => [
        `r${ring}-${at}`,
        [`r${ring}-${(at + 1) % ring}`],
      ]),
    );
    const told = findCycles(new Map(rings)).map((path) => path.length - 1);
    expect(told.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  test('of a hundred thousand tasks are found without a deep stack', () => {
    const size = 100_000;
    const after = new Map(
      Array.from({ length: size }, (_, at): [string, string[]] => [`t${at}`, [`t${(at + 1) % size}`]]),
    );
    expect(findCycles(after)).toMatchObject([{ length: size + 1 }]);
  });
});
