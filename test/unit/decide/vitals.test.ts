import { describe, expect, test } from 'vitest';
import { looksDue, processSign, treeSign } from '../../../src/decide/vitals.ts';
import type { AgentState } from '../../../src/domain/generation.ts';
import type { TreeSign, Vitals } from '../../../src/domain/vitals.ts';
import { anAgent, aPane, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld, stoodStill } from '../../support/world.ts';

const MINUTE_MS = 60_000;

function quietFor(minutes: number, lookedAgoMs: number | null = null, agent: Partial<AgentState> = {}) {
  const looked: readonly (readonly [string, Vitals])[] =
    lookedAgoMs === null
      ? []
      : [
          [
            'w1',
            { generation: 1, lookedAt: NOON - lookedAgoMs, transcriptAt: null, processes: null, tree: null },
          ],
        ];
  return aWorld({
    tasks: [aRunningTask('a')],
    workers: [
      aSeatedWorker('w1', { task: 'a', agent: anAgent({ activity: 'busy', lastEvent: 'busy', ...agent }) }),
    ],
    panes: [aPane('w1', { lastOutputAt: NOON })],
    world: { ...stoodStill({ w1: minutes * MINUTE_MS }), vitals: new Map(looked) },
  });
}

describe('a look at what runs is due', () => {
  test.each<[string, ReturnType<typeof quietFor>, readonly string[]]>([
    ['not before a quarter of health.slow', quietFor(14), []],
    ['then at once', quietFor(15), ['w1']],
    ['not again before a sixteenth', quietFor(15, 3 * MINUTE_MS), []],
    ['then again', quietFor(15, 4 * MINUTE_MS), ['w1']],
    ['at once after a clock was set back', quietFor(15, -60 * MINUTE_MS), ['w1']],
    ['never of an idle agent', quietFor(600, null, { activity: 'idle', lastEvent: 'idle' }), []],
    ['never of one that asks', quietFor(600, null, { activity: 'asks' }), []],
  ])('%s', (_what, world, workers) => {
    expect(looksDue(world).workers).toEqual(workers);
  });
});

describe('processor time', () => {
  const before = { time: { ownMs: 1_000, toolsMs: 5_000 }, readAt: NOON, readMs: 0, workedAt: null };
  const after = (ownMs: number, toolsMs: number, elapsedMs = 100_000) =>
    processSign(
      before,
      { ownMs: 1_000 + ownMs, toolsMs: 5_000 + toolsMs },
      { now: NOON + 7, monotonicMs: elapsedMs },
    ).workedAt;

  test.each([
    ['of nothing', after(0, 0), null],
    ['of a spinner', after(5_000, 0), null],
    ['of a tool that waits', after(3_000, 900), null],
    ['of a build', after(3_000, 1_000), NOON + 7],
    ['of an agent that computes', after(25_000, 0), NOON + 7],
    ['of children that were reaped', after(0, -3_000), null],
    ['of no time at all', after(9_000, 9_000, 0), null],
  ])('%s', (_what, workedAt, expected) => {
    expect(workedAt).toBe(expected);
  });

  test('says nothing at the first look', () => {
    const sign = processSign(null, { ownMs: 1e9, toolsMs: 1e9 }, { now: NOON, monotonicMs: 5 });
    expect(sign).toMatchObject({ workedAt: null, readMs: 5 });
  });
});

describe('what lies in a worktree', () => {
  const seen = (states: string): TreeSign | null =>
    states
      .split('')
      .reduce<TreeSign | null>((sign, state, place) => treeSign(sign, state, NOON + place), null);

  test.each([
    ['A', null],
    ['AA', null],
    ['AB', NOON + 1],
    ['ABC', NOON + 2],
    ['ABAB', NOON + 1],
  ])('%s has moved last at %s: going back is no progress', (states, changedAt) => {
    expect(seen(states)?.changedAt).toBe(changedAt);
  });

  test('is remembered for a while, the same twice in a row once', () => {
    expect(seen('AABBA')?.states.map(({ state }) => state)).toEqual(['A', 'B', 'A']);
    expect(seen('ABCDEFGHIJKLMNOPQRSTUVWXYZ')?.states).toHaveLength(24);
  });
});
