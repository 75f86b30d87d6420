import { describe, expect, test } from 'vitest';
import { explainForge, forgeTrouble, forgeWatch } from '../../../src/decide/forge-watch.ts';
import { merging } from '../../../src/decide/merging.ts';
import type { ForgeWatch } from '../../../src/domain/forge-watch.ts';
import type { PullRequest } from '../../../src/domain/pull-request.ts';
import type { World } from '../../../src/domain/world.ts';
import { folded } from '../../support/folded.ts';
import {
  aForgeCheck,
  anAttempt,
  aPullRequest,
  aRunningTask,
  NOON,
  someEvidence,
} from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const atForge = someEvidence(4, { checks: [aForgeCheck('passed')] });

/** Task `a`, complete, with pull request 4, at GitHub. */
function world(state: PullRequest['state'], forge?: Partial<ForgeWatch>): World {
  const task = aRunningTask('a', {
    stage: 'complete',
    phase: 'gating',
    pullRequest: 4,
    attempt: anAttempt({ judged: 'head1', tip: 'head1' }),
  });
  const made = folded(
    aWorld({
      tasks: [task],
      pullRequests: [aPullRequest(4, { task: 'a', state, head: 'feat/shop-a', atForge })],
      world: { forge: 'github' },
    }),
  );
  if (forge === undefined) return made;
  const last = { triedAt: NOON, newsAt: null, failed: 0, because: null, budget: null, ...forge };
  return { ...made, now: NOON, ledger: { ...made.ledger, forge: last } };
}

function nextLook(at: World): number | null {
  const { actions = [], wakeAt = null } = forgeWatch(at);
  return actions.length > 0 ? at.now : wakeAt;
}

describe('A remote forge', () => {
  test('is looked at when there is an open pull request, and not without one', () => {
    expect(forgeWatch(world('open')).actions).toMatchObject([{ kind: 'look-at-forge', lane: 'forge' }]);
    expect(forgeWatch(world('merged'))).toEqual({ notes: [] });
  });

  test('is looked at often while something happens there, and rarely else', () => {
    expect(nextLook(world('open', {}))).toBe(NOON + MINUTE_MS);
    expect(nextLook(world('open', { newsAt: NOON - MINUTE_MS }))).toBe(NOON + 30 * SECOND_MS);
    expect(nextLook(world('open', { newsAt: NOON - 10 * MINUTE_MS }))).toBe(NOON + MINUTE_MS);
  });

  test('that does not answer is left alone for longer and longer, and people are told', () => {
    const because = 'no answer in time';
    expect(nextLook(world('open', { failed: 3, because }))).toBe(NOON + 120 * SECOND_MS);
    expect(nextLook(world('open', { failed: 30, because }))).toBe(NOON + 30 * MINUTE_MS);
    expect(forgeTrouble(world('open', { failed: 1, because }))).toContain(because);
  });

  test('keeps two fifths of its requests for its user', () => {
    const resetAt = NOON + 20 * MINUTE_MS;
    const enough = world('open', { budget: { limit: 5_000, remaining: 2_000, resetAt } });
    expect(nextLook(enough)).toBe(NOON + MINUTE_MS);
    expect(forgeTrouble(enough)).toBeNull();
    expect(explainForge(enough)).toContain('40% of the requests of this hour are left');
    const few = world('open', { budget: { limit: 5_000, remaining: 1_999, resetAt } });
    expect(nextLook(few)).toBe(resetAt);
    expect(forgeTrouble(few)).toContain(
      '39% of the requests of this hour are left, and kept for you for 20m',
    );
    expect(nextLook(world('open', { budget: { limit: 5_000, remaining: 0, resetAt: NOON } }))).toBe(
      NOON + MINUTE_MS,
    );
  });

  test('is looked at once more after the clock was set back', () => {
    expect(nextLook(world('open', { triedAt: NOON + 1 }))).toBe(NOON);
  });
});

describe('A pull request that somebody closed there', () => {
  test('is asked about, and no other is opened meanwhile', () => {
    const closed = world('closed');
    const facts = (forgeWatch(closed).notes ?? []).flatMap((note) => note.facts);
    expect(facts).toMatchObject([{ type: 'question.asked', question: { topic: 'pr-closed', task: 'a' } }]);
    expect((merging(closed).actions ?? []).filter(({ kind }) => kind === 'open-pr')).toEqual([]);
  });

  test('of the local forge is none of others', () => {
    const closed: World = { ...world('closed'), forge: 'local' };
    expect(forgeWatch(closed)).toEqual({});
    expect((merging(closed).actions ?? []).map(({ kind }) => kind)).toContain('open-pr');
  });
});
