import { expect, test } from 'vitest';
import { circleBy } from '../../../src/domain/circle.ts';

const edges: Readonly<Record<string, readonly string[]>> = {
  b: ['c'],
  c: ['d', 'e'],
  d: ['e'],
  loop: ['pool'],
  pool: ['loop'],
};
const after = (task: string): readonly string[] => edges[task] ?? [];

test.each<[string, readonly string[], readonly string[] | null]>([
  ['a', ['a'], ['a', 'a']],
  ['a', ['b', 'a'], ['a', 'a']],
  ['c', ['b'], ['c', 'b', 'c']],
  ['d', ['b'], ['d', 'b', 'c', 'd']],
  ['a', ['b', 'c'], null],
  ['a', [], null],
  ['e', ['x'], null],
  // A circle of others is not its own.
  ['a', ['loop'], null],
])('%s after %j', (task, wanted, circle) => {
  expect(circleBy(after, task, wanted)).toEqual(circle);
});
