import { describe, expect, test } from 'vitest';
import { baseFetch, explainFetch } from '../../../src/decide/base-fetch.ts';
import type { BaseFetch } from '../../../src/domain/base-fetch.ts';
import type { IntegrationState } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { aTask, NOON, anOmnibus } from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const MINUTE_MS = 60_000;

function fetched(over: Partial<BaseFetch> = {}): BaseFetch {
  return { triedAt: NOON, fetchedAt: NOON, tip: 'base0', failed: 0, because: null, ...over };
}

const open = anOmnibus({ asked: true });

/** A project at work, with a remote. */
function atWork(integration: Partial<IntegrationState> = {}, parts: WorldParts = {}): World {
  const tasks = parts.tasks ?? [aTask('a', { stage: 'running' })];
  return aWorld({ ...parts, tasks, integration, world: { remote: 'origin', ...parts.world } });
}

const kindsOf = (world: World) => (baseFetch(world).actions ?? []).map(({ kind, lane }) => [kind, lane]);
const FETCH = [['fetch-base', 'fetch']];

describe('the base is fetched', () => {
  const later = (ms: number): WorldParts => ({ now: NOON + ms });
  const unreachable = (failed: number) => fetched({ failed, because: 'offline' });
  test.each<[string, World, readonly (readonly string[])[]]>([
    ['at first', atWork(), FETCH],
    ['not again within five minutes', atWork({ baseFetch: fetched() }, later(5 * MINUTE_MS - 1)), []],
    ['again after five minutes', atWork({ baseFetch: fetched() }, later(5 * MINUTE_MS)), FETCH],
    ['again when the clock was set back', atWork({ baseFetch: fetched() }, later(-MINUTE_MS)), FETCH],
    ['again 30 s after a failure', atWork({ baseFetch: unreachable(1) }, later(30_000)), FETCH],
    ['not sooner', atWork({ baseFetch: unreachable(1) }, later(29_999)), []],
    ['less and less often', atWork({ baseFetch: unreachable(4) }, later(3 * MINUTE_MS)), []],
    ['at least every half hour', atWork({ baseFetch: unreachable(90) }, later(30 * MINUTE_MS)), FETCH],
    ['not without a remote', atWork({}, { world: { remote: null } }), []],
    ['not while everything is paused', atWork({}, { ledger: { pausedAll: true } }), []],
    ['not when the supervisor goes down', atWork({}, { world: { stopping: 'leave-sessions' } }), []],
    ['not when all is done', atWork({}, { tasks: [aTask('a', { stage: 'merged' })] }), []],
    [
      'when the omnibus is to be merged',
      atWork({ omnibus: open }, { tasks: [aTask('a', { stage: 'merged' })] }),
      FETCH,
    ],
    [
      'at once when the base had moved under the omnibus',
      atWork({ baseFetch: fetched(), omnibus: { ...open, stale: { count: 1, at: NOON + 1 } } }, later(2)),
      FETCH,
    ],
  ])('%s', (_what, world, expected) => {
    expect(kindsOf(world)).toEqual(expected);
  });

  test('and looks again when it is due', () => {
    expect(baseFetch(atWork({ baseFetch: fetched() })).wakeAt).toBe(NOON + 5 * MINUTE_MS);
  });
});

test('says how old it is, and why it could not be fetched', () => {
  expect(explainFetch(aWorld())).toBe(null);
  expect(explainFetch(atWork())).toContain('not fetched yet');
  const world = atWork({ baseFetch: fetched({ failed: 1, because: 'offline' }) }, { now: NOON + MINUTE_MS });
  expect(explainFetch(world)).toMatch(/main of origin: fetched 1m.* ago; 1m.* ago it could not be: offline/);
});
