import { describe, expect, test } from 'vitest';
import { decide } from '../../../../src/decide/plan.ts';
import type { LivingHealth } from '../../../../src/domain/evidence.ts';
import type { Failure } from '../../../../src/domain/ledger.ts';
import type { NextStep } from '../../../../src/domain/snapshot.ts';
import { snapshotOf } from '../../../../src/engine/picture/snapshot.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWorker,
  NOON,
} from '../../../support/ledger-parts.ts';
import { aWorld, stoodStill, type WorldParts } from '../../../support/world.ts';

const MINUTE_MS = 60_000;

function nextOf(parts: WorldParts, wakeAt: number | null = null): readonly NextStep[] {
  const extra = { pid: 1, epoch: 1, state: 'running', wakeAt, filesChanged: new Map() } as const;
  return snapshotOf(aWorld(parts), extra).next;
}

function quietFor(quietMinutes: number, messages = {}, stuckRestarts = 0): WorldParts {
  const attempt = anAttempt({ messages, stuckRestarts });
  const agent = anAgent({ activity: 'busy', lastEvent: 'busy' });
  return {
    tasks: [aRunningTask('a', { attempt })],
    workers: [
      aSeatedWorker('w1', { task: 'a', agent, verdict: { health: healthAfter(quietMinutes), at: NOON } }),
    ],
    panes: [aPane('w1')],
    world: stoodStill({ w1: quietMinutes * MINUTE_MS }),
  };
}

function healthAfter(quietMinutes: number): LivingHealth {
  if (quietMinutes < 60) return 'healthy';
  return quietMinutes < 120 ? 'slow' : 'stuck';
}

const helped = { help: { count: 1, lastAt: NOON - 8 * MINUTE_MS } };

describe('the clock', () => {
  test('restarts a crashed worker when its backoff is over', () => {
    const workers = [aWorker('w1', { restartNotBefore: NOON + 5_000 })];
    expect(nextOf({ workers })).toEqual([{ what: 'w1 is restarted', about: 'w1', at: NOON + 5_000 }]);
  });

  test('does nothing to a paused worker', () => {
    const workers = [aWorker('w1', { restartNotBefore: NOON + 5_000, paused: true })];
    expect(nextOf({ workers })).toEqual([]);
    expect(nextOf({ workers, ledger: { pausedAll: true } })).toEqual([]);
  });

  test('asks a slow worker for its status when it is stuck', () => {
    const at = NOON + 50 * MINUTE_MS;
    expect(nextOf(quietFor(70))).toEqual([{ what: 'w1 is asked for its status', about: 'w1', at }]);
  });

  test('restarts a stuck one once help had its time', () => {
    const at = NOON + 2 * MINUTE_MS;
    expect(nextOf(quietFor(128, helped))).toEqual([{ what: 'w1 is restarted', about: 'w1', at }]);
  });

  test('asks a human about one that is stuck again after a restart', () => {
    expect(nextOf(quietFor(128, helped, 1))).toMatchObject([{ what: 'w1 becomes a question to you' }]);
  });

  test('brings the restart when it said it would', () => {
    const parts = quietFor(128, helped);
    const [step] = nextOf(parts);
    const later = quietFor(130, helped);
    const restarts = decide(aWorld({ ...later, now: step?.at ?? 0 })).notes.flatMap(({ facts }) => facts);
    expect(decide(aWorld(parts)).notes).toEqual([]);
    expect(restarts).toMatchObject([{ type: 'worker.restarting', worker: 'w1', because: 'stuck' }]);
  });

  test('has nothing to do with a worker that makes progress', () => {
    expect(nextOf(quietFor(10))).toEqual([]);
  });

  test('ends a usage limit', () => {
    const limit = { saidAt: NOON - 9_000, until: NOON + 9_000, by: 'w1', freedAt: null };
    const agent = anAgent({ activity: 'limited', limitedUntil: NOON + 9_000 });
    const workers = [aSeatedWorker('w1', { agent })];
    const ledger = { accounts: new Map([['default of demo', limit]]) };
    expect(nextOf({ workers, panes: [aPane('w1')], ledger })).toEqual([
      { what: 'the limit of the account "default of demo" ends', about: 'w1', at: NOON + 9_000 },
    ]);
  });

  test('tries failed effects again, those that did not fail for good, soonest first', () => {
    const failure: Failure = {
      count: 1,
      lastAt: NOON,
      nextTryAt: NOON + 8_000,
      message: 'the forge did not answer',
      lasting: false,
      evidence: [],
    };
    const failures = new Map([
      ['open-pr task=a attempt=1', failure],
      ['follow-base tip=tip0', { ...failure, nextTryAt: NOON + 2_000 }],
      ['gate task=b', { ...failure, lasting: true }],
    ]);
    expect(nextOf({ tasks: [aTask('a')], ledger: { failures } })).toEqual([
      { what: 'follow-base of omnibus is tried again', about: 'omnibus', at: NOON + 2_000 },
      { what: 'open-pr of a is tried again', about: 'a', at: NOON + 8_000 },
    ]);
  });

  test('lets Czar look again where nobody works and nothing else is due', () => {
    expect(nextOf({ tasks: [aTask('a')] }, NOON + 500)).toEqual([
      { what: 'Czar looks again', about: 'omnibus', at: NOON + 500 },
    ]);
    expect(nextOf({}, NOON + 500)).toEqual([]);
    expect(nextOf(quietFor(10), NOON + 500)).toEqual([]);
  });
});
