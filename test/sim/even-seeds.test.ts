import { expect, test } from 'vitest';
import { runSeeds } from './seeds-suite.ts';

test('even seeds keep the invariants and come to their end', async () => {
  expect(await runSeeds({ name: 'even', first: 2 })).toEqual([]);
});
