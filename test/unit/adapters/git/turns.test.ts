import fc from 'fast-check';
import { expect, test } from 'vitest';
import { turns } from '../../../../src/adapters/git/turns.ts';

test('never more than the limit run at once, all run, and in the order in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (limit, works) => {
        const inTurn = turns(limit);
        const begun: number[] = [];
        let running = 0;
        let most = 0;
        const results = await Promise.allSettled(
          works.map((succeeds, index) =>
            inTurn(async () => {
              begun.push(index);
              running += 1;
              most = Math.max(most, running);
              await new Promise((resolve) => setImmediate(resolve));
              running -= 1;
              if (!succeeds) throw new Error('failed');
              return index;
            }),
          ),
        );
        expect(begun).toEqual(works.map((_, index) => index));
        expect(most).toBeLessThanOrEqual(limit);
        expect(results.map(({ status }) => status === 'fulfilled')).toEqual(works);
      },
    ),
    { numRuns: 30 },
  );
});
