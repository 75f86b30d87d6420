import { describe, expect, test } from 'vitest';
import { activityOf } from '../../../src/decide/activity.ts';
import { explainLooking, looking } from '../../../src/decide/looking.ts';
import { decide } from '../../../src/decide/plan.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { AgentState, PaneView, ScreenSign } from '../../../src/domain/generation.ts';
import type { FactOf } from '../../../src/domain/facts.ts';
import { afterFacts, factsOf } from '../../support/folded.ts';
import {
  aCommit,
  aDialog,
  aGeneration,
  anAgent,
  anAttempt,
  aPane,
  aRunningTask,
  aSeatedWorker,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const SECOND_MS = 1_000;
const kinds = { demo: { readyBy: 'screen' } } as const;

/** A worker whose agent was started so long ago and has said nothing. */
function silent(startedAgoMs: number, over: Partial<AgentState> = {}, parts: WorldParts = {}) {
  const generation = { ...aGeneration('w1'), startedAt: NOON - startedAgoMs };
  const agent = anAgent({ ready: false, activity: 'starting', lastEvent: null, lastEventAt: null, ...over });
  return aWorld({
    kinds,
    workers: [aSeatedWorker('w1', { generation, agent })],
    panes: [aPane('w1')],
    ...parts,
  });
}

function seen(
  shows: 'prompt' | 'busy' | 'dialog' | 'unknown',
  text: string | null = null,
): FactOf<'pane.seen'> {
  const dialog = text === null ? null : aDialog({ about: 'trust', text });
  return { type: 'pane.seen', worker: 'w1', generation: 1, shows, dialog };
}

describe('an agent that is at work, by its word, and committed that its task is done', () => {
  const commit = aCommit('c1', { marker: { says: 'complete', task: null }, at: NOON - 9_000 });
  const finished = (screen: Pick<ScreenSign, 'at' | 'shows' | 'looks'> | null, lastOutputAt = NOON - 9_000) =>
    aWorld({
      tasks: [
        aRunningTask('a', {
          attempt: anAttempt({ tip: 'c1', marker: { sha: 'c1', commit }, lastCommitAt: NOON - 9_000 }),
        }),
      ],
      workers: [
        aSeatedWorker('w1', {
          task: 'a',
          agent: anAgent({
            activity: 'busy',
            lastEvent: 'busy',
            lastEventAt: NOON - 60_000,
            screen: screen === null ? null : { ...screen, counter: null, countedAt: null },
          }),
        }),
      ],
      panes: [aPane('w1', { lastOutputAt })],
    });

  test('is looked at once it printed nothing and committed nothing for ten seconds', () => {
    expect(looking(finished(null))).toEqual({ actions: [], wakeAt: NOON + 1_000 });
    const rested = { ...finished(null), now: NOON + 1_000 };
    expect(looking(rested).actions).toMatchObject([{ kind: 'look', worker: 'w1' }]);
    expect(looking(finished(null, NOON)).wakeAt).toBe(NOON + 10_000);
  });

  test.each<[string, ScreenSign['shows'], number, number | null]>([
    ['its prompt was seen once', 'prompt', 1, NOON + 11_000],
    ['its prompt was seen twice', 'prompt', 2, null],
    ['its screen says that it is at work', 'busy', 1, null],
    ['its screen says nothing that is known', 'unknown', 1, null],
  ])('is looked at again when %s: %#', (_what, shows, looks, at) => {
    const rested = { ...finished({ at: NOON + 1_000, shows, looks }), now: NOON + 1_000 };
    expect(looking(rested)).toEqual({ actions: [], wakeAt: at });
  });
});

describe('an agent that says nothing before its first text', () => {
  test('is looked at half a second after its start, in the lane of its keys', () => {
    expect(looking(silent(400))).toEqual({ actions: [], wakeAt: NOON + 100 });
    expect(looking(silent(500))).toMatchObject({
      actions: [{ kind: 'look', lane: 'keys:w1', worker: 'w1', generation: 1 }],
      wakeAt: null,
    });
    expect(decide(silent(500)).actions).toContainEqual(expect.objectContaining({ kind: 'look' }));
  });

  test('is looked at more and more rarely, and at least every ten seconds', () => {
    const next = (waitedMs: number) => looking(silent(waitedMs, { seenAt: NOON })).wakeAt;
    expect(next(2 * SECOND_MS)).toBe(NOON + 500);
    expect(next(30 * SECOND_MS)).toBe(NOON + 3 * SECOND_MS);
    expect(next(3_600 * SECOND_MS)).toBe(NOON + 10 * SECOND_MS);
  });

  test('is ready and idle once its screen shows a prompt, and is not looked at any more', () => {
    const world = afterFacts(silent(SECOND_MS), seen('prompt'));
    expect(world.ledger.workers.get('w1')).toMatchObject({
      agent: { ready: true, activity: 'idle', lastEvent: null },
      idleSince: NOON,
    });
    expect(activityOf(world, 'w1').activity).toBe('idle');
    expect(looking(world)).toEqual({ actions: [], wakeAt: null });
  });

  test('asks what a dialog on its screen asks, until the dialog is gone', () => {
    const asks = afterFacts(silent(SECOND_MS), seen('dialog', 'Trust this folder?'));
    expect(activityOf(asks, 'w1').activity).toBe('asks');
    expect(explainLooking(asks, 'w1')).toMatch(/asks something/);
    const [asked] = factsOf(standing, asks);
    expect(asked).toMatchObject({
      type: 'question.asked',
      question: { topic: 'agent-asks', worker: 'w1' },
    });
    expect(JSON.stringify(asked)).toContain('Trust this folder?');
    const open = asked === undefined ? asks : afterFacts(asks, asked);
    const again = afterFacts(open, seen('dialog', 'Trust this folder?'));
    expect(factsOf(standing, again)).toEqual([]);
    for (const shows of ['unknown', 'prompt'] as const) {
      const once = shows === 'unknown' ? afterFacts(again, seen(shows)) : again;
      const gone = afterFacts(once, seen(shows));
      expect(gone.ledger.workers.get('w1')?.agent.asks).toBeNull();
      expect(factsOf(standing, gone)).toMatchObject([{ type: 'question.closed' }]);
    }
  });

  test('a dialog that stands still is left alone, until something is printed or somebody is there', () => {
    const asks = { activity: 'asks', asks: 'Trust?', seenAt: NOON - 60 * SECOND_MS } as const;
    const next = (pane: Partial<PaneView>) =>
      looking(silent(120 * SECOND_MS, asks, { panes: [aPane('w1', pane)] })).actions;
    expect(next({ lastOutputAt: NOON - 100 * SECOND_MS })).toEqual([]);
    expect(next({ lastOutputAt: NOON - 60 * SECOND_MS })).toHaveLength(1);
    expect(next({ lastOutputAt: NOON - 100 * SECOND_MS, attachedClients: 1 })).toHaveLength(1);
    expect(next({ lastOutputAt: null })).toHaveLength(1);
  });

  test('a dialog that cannot be read is asked about as well', () => {
    const asks = afterFacts(silent(SECOND_MS), seen('dialog'));
    expect(factsOf(standing, asks)).toMatchObject([{ type: 'question.asked' }]);
  });

  test('stays as it is while nothing known is on its screen', () => {
    for (const shows of ['unknown', 'busy'] as const)
      expect(afterFacts(silent(SECOND_MS), seen(shows)).ledger.workers.get('w1')?.agent).toMatchObject({
        ready: false,
        activity: 'starting',
        seenAt: NOON,
      });
  });

  test('is taken at its word, not at its screen, once it has said one', () => {
    const busy = silent(SECOND_MS, { ready: true, activity: 'busy', lastEvent: 'prompt' });
    expect(looking(busy)).toEqual({ actions: [], wakeAt: null });
    expect(afterFacts(busy, seen('prompt')).ledger.workers.get('w1')?.agent.activity).toBe('busy');
  });

  test('what another session showed says nothing about this one', () => {
    const world = afterFacts(silent(SECOND_MS), { ...seen('prompt'), generation: 7 });
    expect(world.ledger.workers.get('w1')?.agent.ready).toBe(false);
  });

  test.each([
    ['its kind tells by an event', { kinds: {} }],
    ['its pane is gone', { panes: [] }],
    ['Czar is going down', { world: { stopping: 'leave-sessions' } }],
  ] as const)('is not looked at when %s', (_, parts) => {
    expect(looking(silent(SECOND_MS, {}, parts)).actions ?? []).toEqual([]);
  });
});

describe('an agent that was given a text and says nothing', () => {
  const given = (
    agoMs: number,
    over: Partial<AgentState> = {},
    takesBack: { takesBack?: true } = { takesBack: true },
  ) =>
    aWorld({
      kinds: { demo: takesBack },
      workers: [
        aSeatedWorker('w1', {
          agent: anAgent({ activity: 'busy', lastEvent: 'prompt', lastEventAt: NOON - agoMs, ...over }),
        }),
      ],
      panes: [aPane('w1')],
    });
  const looks = (world: ReturnType<typeof given>) => looking(world).actions ?? [];

  test('is looked at half a minute later, where Esc takes a text back and nobody is told', () => {
    expect(looks(given(29 * SECOND_MS))).toEqual([]);
    expect(looking(given(29 * SECOND_MS)).wakeAt).toBe(NOON + SECOND_MS);
    expect(looks(given(30 * SECOND_MS))).toMatchObject([{ kind: 'look', worker: 'w1' }]);
    expect(looks(given(30 * SECOND_MS, {}, {}))).toEqual([]);
    expect(looks(given(30 * SECOND_MS, { lastEvent: 'busy' }))).toEqual([]);
  });

  test('is looked at ever more rarely while it thinks', () => {
    const world = afterFacts(given(600 * SECOND_MS), seen('busy'));
    expect(looking(world)).toMatchObject({ actions: [], wakeAt: NOON + 150 * SECOND_MS });
    expect(activityOf(world, 'w1').activity).toBe('working');
  });

  test('is idle when its prompt is seen twice: it was interrupted before it said anything', () => {
    const once = afterFacts(given(60 * SECOND_MS), seen('prompt'));
    expect(activityOf(once, 'w1').activity).toBe('working');
    const twice = afterFacts(once, seen('prompt'));
    expect(activityOf(twice, 'w1')).toMatchObject({
      activity: 'idle',
      evidence: [
        {
          source: 'pane',
          says: 'its prompt stands on its screen: it was interrupted before it said anything',
        },
      ],
    });
    expect(looks(twice)).toEqual([]);
  });
});

describe('an agent that was given a text and never says a word', () => {
  const given = (lastOutputAt: number, over: Partial<AgentState> = {}) => {
    const unheard = { lastEvent: null, lastEventAt: null, ready: true, activity: 'idle' } as const;
    const agent = anAgent({ ...unheard, seenAt: NOON - 60 * SECOND_MS, ...over });
    return aWorld({
      kinds,
      workers: [aSeatedWorker('w1', { task: 'a', agent })],
      tasks: [aRunningTask('a')],
      panes: [aPane('w1', { lastOutputAt })],
    });
  };

  test('works while something comes out of its pane, and is looked at once it rests', () => {
    const world = given(NOON - 4 * SECOND_MS);
    expect(activityOf(world, 'w1').activity).toBe('working');
    expect(looking(world)).toEqual({ actions: [], wakeAt: NOON + 6 * SECOND_MS });
    const rests = given(NOON - 10 * SECOND_MS);
    expect(activityOf(rests, 'w1').activity).toBe('idle');
    expect(looking(rests).actions).toMatchObject([{ kind: 'look', worker: 'w1' }]);
  });

  test('is looked at once in each rest', () => {
    expect(looking(given(NOON - 20 * SECOND_MS, { seenAt: NOON - 1 }))).toEqual({
      actions: [],
      wakeAt: null,
    });
  });

  test('asks what its screen asks then', () => {
    const world = afterFacts(given(NOON - 10 * SECOND_MS), seen('dialog', 'Run it?'));
    expect(activityOf(world, 'w1').activity).toBe('asks');
  });
});
