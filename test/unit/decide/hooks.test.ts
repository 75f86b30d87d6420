import { describe, expect, test } from 'vitest';
import { explainHooks, forgeTrouble, forgeWatch } from '../../../src/decide/forge-watch.ts';
import type { ForgeWatch } from '../../../src/domain/forge-watch.ts';
import type { HookState } from '../../../src/domain/webhook.ts';
import type { World } from '../../../src/domain/world.ts';
import { aPullRequest, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;

/** A pull request is open at GitHub, which was looked at just now. */
function world(hooks: Partial<HookState>, over: Partial<ForgeWatch> = {}): World {
  const forge = { triedAt: NOON, newsAt: null, failed: 0, because: null, budget: null, ...over };
  const state = { address: '127.0.0.1:7420', heardAt: null, heard: 0, refused: {}, trouble: null, ...hooks };
  return aWorld({
    pullRequests: [aPullRequest(4)],
    ledger: { forge },
    world: { forge: 'github', hooks: state },
  });
}

function nextLook(at: World): number | null {
  const { actions = [], wakeAt = null } = forgeWatch(at);
  return actions.length > 0 ? at.now : wakeAt;
}

describe('A forge that tells of changes by itself', () => {
  test('is looked at when it told something, and not at once again', () => {
    expect(nextLook(world({ heardAt: NOON + 1 }))).toBe(NOON + 5_000);
    expect(nextLook(world({ heardAt: NOON }, { triedAt: NOON - MINUTE_MS }))).toBe(NOON);
  });

  test('is looked at less often while it is heard, and still is', () => {
    expect(nextLook(world({ heardAt: NOON - MINUTE_MS }))).toBe(NOON + 10 * MINUTE_MS);
  });

  test.each([
    ['nothing was heard yet', {}, {}],
    ['nothing was heard for long', { heardAt: NOON - 121 * MINUTE_MS }, {}],
    ['it cannot be listened', { heardAt: NOON - 1, trouble: 'the port is taken' }, {}],
    [
      'a look found what it did not tell',
      { heardAt: NOON - 20 * MINUTE_MS },
      { newsAt: NOON - 10 * MINUTE_MS },
    ],
  ])('is looked at as always when %s', (_name, hooks, forge) => {
    expect(nextLook(world(hooks, forge))).toBe(NOON + MINUTE_MS);
  });

  test('does not make anybody spend what is kept for people', () => {
    const budget = { limit: 100, remaining: 39, resetAt: NOON + 30 * MINUTE_MS };
    expect(nextLook(world({ heardAt: NOON + 1 }, { budget }))).toBe(NOON + 30 * MINUTE_MS);
  });

  test('does not shorten the wait after failures', () => {
    expect(nextLook(world({ heardAt: NOON + 1 }, { failed: 3, because: 'no answer' }))).toBe(
      NOON + 2 * MINUTE_MS,
    );
  });

  test('says what was heard and what was refused, and what keeps it from hearing', () => {
    const heard = world({ heardAt: NOON - MINUTE_MS, heard: 3, refused: { forged: 2, replayed: 1 } });
    expect(explainHooks(heard)).toBe(
      'GitHub tells of changes at 127.0.0.1:7420: 3 heard, the last 1m ago; refused: 2 forged, 1 replayed',
    );
    expect(forgeTrouble(heard)).toBeNull();
    expect(forgeTrouble(world({ trouble: 'the port is taken' }))).toContain('the port is taken');
  });
});
