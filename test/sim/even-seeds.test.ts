import { expect, test } from 'vitest';
import { bundledSuite } from './bundled-suite.ts';

test('even seeds keep the invariants and come to their end', async () => {
  const { runSeeds } = await bundledSuite();
  expect(await runSeeds({ name: 'even', first: 2 })).toEqual([]);
});
