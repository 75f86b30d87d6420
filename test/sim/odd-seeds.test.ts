import { expect, test } from 'vitest';
import { bundledSuite } from './bundled-suite.ts';

test('odd seeds keep the invariants and come to their end', async () => {
  const { runSeeds } = await bundledSuite();
  expect(await runSeeds({ name: 'odd', first: 1 })).toEqual([]);
});
