import { expect, test } from 'vitest';
import { explainThresholds, thresholdsOf } from '../../../src/decide/thresholds.ts';
import type { LivingHealth } from '../../../src/domain/evidence.ts';
import type { Vitals } from '../../../src/domain/vitals.ts';
import { aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const HOUR_MS = 3_600_000;
const worker = aSeatedWorker('w1');
const time = { ownMs: 0, toolsMs: 0 };

function atWork(workedAt: number | null): ReadonlyMap<string, Vitals> {
  const processes = { time, readAt: NOON, readMs: 0, workedAt };
  return new Map([['w1', { generation: 1, lookedAt: NOON, transcriptAt: null, processes, tree: null }]]);
}

function given(hours: readonly number[], workedAt: number | null = null, kind = 'demo') {
  const stretches = new Map([[kind, hours.map((hour) => hour * HOUR_MS)]]);
  return aWorld({ workers: [worker], ledger: { stretches }, world: { vitals: atWork(workedAt) } });
}

test.each<[string, ReturnType<typeof given>, number, number]>([
  ['are as configured at first', given([]), 1, 2],
  ['stay so while fewer than three tasks are finished', given([2, 2]), 1, 2],
  ['never shrink', given([0, 0.1, 0.2]), 1, 2],
  ['grow to one and a half times the longest stretch that ended well', given([0.1, 1.2, 0.3]), 1.8, 3.6],
  ['never grow above three times', given([0.1, 9, 0.3]), 3, 6],
  ['do not follow agents of another kind', given([2, 2, 2], null, 'codex'), 1, 2],
  ['are three times as long while builds run', given([], NOON), 3, 6],
  ['but not once they rest', given([], NOON - 1), 1, 2],
])('thresholds %s', (_what, world, slow, stuck) => {
  expect(thresholdsOf(world, worker)).toEqual({ slowMs: slow * HOUR_MS, stuckMs: stuck * HOUR_MS });
});

test('after a start of the supervisor nobody is called worse before it is known whether builds run', () => {
  const first: Vitals = {
    generation: 1,
    lookedAt: NOON,
    transcriptAt: null,
    processes: { time, readAt: NOON, readMs: 0, workedAt: null, first: true },
    tree: null,
  };
  const hours = (health: LivingHealth) => {
    const known = aSeatedWorker('w1', { verdict: { health, at: NOON } });
    const { slowMs, stuckMs } = thresholdsOf(
      aWorld({ workers: [known], world: { vitals: new Map([['w1', first]]) } }),
      known,
    );
    return [slowMs / HOUR_MS, stuckMs / HOUR_MS];
  };
  expect(hours('healthy')).toEqual([3, 6]);
  expect(hours('slow')).toEqual([1, 6]);
  expect(hours('stuck')).toEqual([1, 2]);
});

test('are explained with their figures', () => {
  expect(explainThresholds(given([]), worker)).toBe(
    'slow after 1h00m, stuck after 2h00m in which nothing moves: as configured',
  );
  expect(explainThresholds(given([0.1, 1.2, 0.3]), worker)).toContain(
    'the longest still stretch in 3 finished tasks was 1h12m',
  );
  expect(explainThresholds(given([], NOON), worker)).toContain('while what it started is at work');
});
