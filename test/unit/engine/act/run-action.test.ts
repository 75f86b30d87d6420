import { expect, test } from 'vitest';
import { deadlineMsOf } from '../../../../src/engine/act/run-action.ts';
import { aPolicy } from '../../../support/policy.ts';
import { planned } from './effects.ts';

test('a gate has time for every check twice and for the setup', () => {
  const checks = [1, 2].map((hours) => ({ name: `c${hours}`, run: 'true', timeoutMs: hours * 3_600_000 }));
  const policy = aPolicy({ checks });
  const gate = {
    ...planned,
    kind: 'gate',
    lane: 'gate:1',
    task: 'a',
    attempt: 1,
    head: 'h',
    tip: 't',
  } as const;
  expect(deadlineMsOf(gate, policy)).toBeGreaterThan(6 * 3_600_000 + policy.setup.timeoutMs);
  const interrupt = {
    ...planned,
    kind: 'interrupt',
    lane: 'keys:w1',
    worker: 'w1',
    generation: 1,
    task: null,
  } as const;
  expect(deadlineMsOf(interrupt, policy)).toBeLessThan(60_000);
});
