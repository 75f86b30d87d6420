import { expect, test } from 'vitest';
import { honestDays, oddDays, plantedDays } from './kinds.ts';
import { expectTrue, TIMEOUT_MS } from './table.ts';

test(
  'nor when the machine, the clock, the hints or the supervisor go wrong, and every freeze, circle and death is found',
  () => expectTrue([...oddDays, ...plantedDays]),
  TIMEOUT_MS,
);

test('that are 200 days of agents with whom nothing is wrong', () => {
  expect([...honestDays, ...oddDays].reduce((sum, { days }) => sum + days, 0)).toBe(200);
});
