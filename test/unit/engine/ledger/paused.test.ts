import { expect, test } from 'vitest';
import { activityOf } from '../../../../src/decide/activity.ts';
import type { World } from '../../../../src/domain/world.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAgent, aPane, aSeatedWorker, NOON } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const HOUR_MS = 3_600_000;

function world(): World {
  return aWorld({
    workers: [aSeatedWorker('w1', { agent: anAgent({ since: NOON - HOUR_MS }) })],
    panes: [aPane('w1')],
  });
}

const pause = (worker: string | null, paused: boolean) =>
  ({ type: 'worker.paused', worker, paused }) as const;

test.each(['w1', null])('a worker is paused since it was, not since its agent said something: %s', (name) => {
  const paused = afterFacts(world(), pause(name, true));
  expect(activityOf(paused, 'w1')).toMatchObject({
    activity: 'paused',
    since: NOON,
    evidence: [{ source: 'human', at: NOON, says: 'paused' }],
  });
  const later = {
    ...afterFacts({ ...paused, now: NOON + HOUR_MS }, pause(null, true)),
    now: NOON + 2 * HOUR_MS,
  };
  expect(activityOf(later, 'w1').since).toBe(NOON);
});

test('one that goes on, and is paused again, is paused since then', () => {
  const on = afterFacts(afterFacts(world(), pause('w1', true)), pause(null, false));
  expect(activityOf(on, 'w1').activity).not.toBe('paused');
  const again = afterFacts({ ...on, now: NOON + HOUR_MS }, pause('w1', true));
  expect(activityOf(again, 'w1').since).toBe(NOON + HOUR_MS);
});

test('what an older release paused is so since its agent said something', () => {
  const old = aWorld({
    workers: [aSeatedWorker('w1', { paused: true, agent: anAgent({ since: NOON - HOUR_MS }) })],
  });
  expect(activityOf(old, 'w1').since).toBe(NOON - HOUR_MS);
});
