import { describe, expect, test } from 'vitest';
import { detailsOf } from '../../../../src/engine/picture/details.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aWorker,
  NOON,
} from '../../../support/ledger-parts.ts';
import { aWorld, stoodStill } from '../../../support/world.ts';

const MINUTE_MS = 60_000;

describe('the details of a worker', () => {
  test('are the evidence it is judged by, with what expires and when', () => {
    const busy = anAgent({ activity: 'busy', lastEvent: 'busy', lastEventAt: NOON - 3 * MINUTE_MS });
    const world = aWorld({
      tasks: [aRunningTask('a', { attempt: anAttempt() })],
      workers: [aSeatedWorker('w1', { task: 'a', agent: busy })],
      panes: [aPane('w1', { lastOutputAt: NOON - MINUTE_MS })],
      world: stoodStill({ w1: MINUTE_MS }),
    });
    const { evidence } = detailsOf(world, 'w1');
    const event = evidence.find(({ says }) => says.startsWith('its word that it is at work'));
    expect(event).toMatchObject({ source: 'event', at: NOON - 3 * MINUTE_MS });
    expect(event?.expiresAt).toBeGreaterThan(NOON);
    expect(evidence).toContainEqual({
      source: 'pane',
      at: NOON - MINUTE_MS,
      says: 'its screen, which is no progress by itself',
    });
  });

  test('are the receipts of what it was sent, newest first, and those of its task', () => {
    const plain = aWorld({
      workers: [aSeatedWorker('w1', { task: 'a' }), aSeatedWorker('w2')],
      tasks: [aRunningTask('a')],
    });
    const receipts = [
      aReceipt('d-1', { worker: 'w1', task: 'a' }),
      aReceipt('d-2', { worker: 'w2', task: null }),
      aReceipt('d-3', { worker: 'w1', task: null }),
    ];
    const ledger = { ...plain.ledger, receipts: new Map(receipts.map((one) => [one.id, one])) };
    const world = { ...plain, ledger };
    const ids = (about: string) => detailsOf(world, about).receipts.map(({ id }) => id);
    expect(ids('w1')).toEqual(['d-3', 'd-1']);
    expect(ids('a')).toEqual(['d-1']);
    expect(ids('nobody')).toEqual([]);
  });

  test('are what the clock will do for it', () => {
    const world = aWorld({ workers: [aWorker('w1', { restartNotBefore: NOON + 5_000 }), aWorker('w2')] });
    expect(detailsOf(world, 'w1').next).toEqual([{ what: 'w1 is restarted', about: 'w1', at: NOON + 5_000 }]);
    expect(detailsOf(world, 'w2').next).toEqual([]);
  });

  test('are the evidence of the questions about it', () => {
    const evidence = [{ source: 'gate', at: NOON, says: 'check unit failed' } as const];
    const world = aWorld({ questions: [aQuestion('gates-failing', { task: 'a', evidence })] });
    expect(detailsOf(world, 'a').evidence).toEqual(evidence);
  });
});
