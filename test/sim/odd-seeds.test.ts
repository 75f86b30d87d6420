import { expect, test } from 'vitest';
import { runSeeds } from './seeds-suite.ts';

test('odd seeds keep the invariants and come to their end', async () => {
  expect(await runSeeds({ name: 'odd', first: 1 })).toEqual([]);
});
