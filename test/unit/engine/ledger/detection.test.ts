import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/domain/facts.ts';
import type { Attempt } from '../../../../src/domain/ledger.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aRunningTask, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const HOUR_MS = 3_600_000;

function given(attempt: Partial<Attempt> = {}) {
  return aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt(attempt) })],
    workers: [aSeatedWorker('w1', { task: 'a' })],
  });
}

const still = (hours: number): Fact => ({
  type: 'clocks',
  quietMs: { w1: 9 * HOUR_MS },
  stillMs: { w1: hours * HOUR_MS },
});
const judged: Fact = { type: 'task.judged', task: 'a', attempt: 1, head: 'head1' };

describe('the longest still stretch of an attempt', () => {
  const kept = (attempt: Partial<Attempt>, ...facts: readonly Fact[]) =>
    afterFacts(given(attempt), ...facts).ledger.stretches.get('demo');

  test.each<[string, Partial<Attempt>, readonly Fact[], readonly number[] | undefined]>([
    ['is kept when its task is done', {}, [still(1), still(2), still(0), judged], [2 * HOUR_MS]],
    ['is kept when nothing stood still', {}, [judged], [0]],
    ['is not kept before', {}, [still(1)], undefined],
    ['is not kept of one that was restarted', { stuckRestarts: 1 }, [still(1), judged], undefined],
    [
      'is not kept of one that was helped',
      { messages: { help: { count: 1, lastAt: 1 } } },
      [judged],
      undefined,
    ],
    ['is kept once', {}, [still(1), judged, still(2), judged], [HOUR_MS]],
  ])('%s', (_what, attempt, facts, expected) => {
    expect(kept(attempt, ...facts)).toEqual(expected);
  });
});

describe('runs that failed', () => {
  const failed = (says: string, place = 1): Fact => ({
    type: 'agent.event',
    worker: 'w1',
    generation: 1,
    id: `e${place}`,
    event: { event: 'busy', at: place, data: { failed: says } },
    textHash: null,
  });
  const runs = (...facts: readonly Fact[]) =>
    afterFacts(given(), ...facts).ledger.workers.get('w1')?.failedRuns ?? [];

  test('are alike when they differ in numbers alone', () => {
    const [one, other] = runs(
      failed('Exit code 1\nnot ok 7 - totals (took 12 ms)', 1),
      failed('Exit code 1\nnot ok 7 - totals (took 99.5 ms)', 2),
    );
    expect(one?.mark).toBe(other?.mark);
    expect(one?.says).toBe('not ok 7 - totals (took 12 ms)');
    expect(runs(failed('not ok 7 - sums are not right'))[0]?.mark).not.toBe(one?.mark);
  });

  test('that say nothing are not counted, and of the others the newest are kept', () => {
    expect(runs(failed('Exit code 1'), failed('Exit code 1\nno'))).toEqual([]);
    const many = Array.from({ length: 40 }, (_, place) =>
      failed(`not ok: this is failure ${'x'.repeat(place)}`, place),
    );
    expect(runs(...many)).toHaveLength(16);
  });
});
