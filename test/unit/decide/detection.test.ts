import { describe, expect, test } from 'vitest';
import { activityOf } from '../../../src/decide/activity.ts';
import { healthOf } from '../../../src/decide/health.ts';
import { looking } from '../../../src/decide/looking.ts';
import { verdicts } from '../../../src/decide/verdicts.ts';
import type { AgentState, ScreenSign } from '../../../src/domain/generation.ts';
import type { CountedTime, World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { aDialog, anAgent, aPane, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld, stoodStill } from '../../support/world.ts';

const MINUTE_MS = 60_000;

interface Parts {
  readonly stillMinutes: number;
  readonly agent?: Partial<AgentState>;
  readonly screen?: Partial<ScreenSign>;
  readonly builds?: boolean;
  readonly counted?: Partial<CountedTime>;
}

/** It said that it is busy and stood still for so long since. */
function given({ stillMinutes, agent = {}, screen, builds = false, counted = {} }: Parts): World {
  const lastEventAt = NOON - stillMinutes * MINUTE_MS;
  const shown: ScreenSign = { shows: 'unknown', at: NOON - 1, looks: 1, counter: null, countedAt: null };
  const busy = anAgent({
    activity: 'busy',
    lastEvent: 'busy',
    lastEventAt,
    screen: screen === undefined ? null : { ...shown, ...screen },
    ...agent,
  });
  const processes = {
    time: { ownMs: 0, toolsMs: 0 },
    readAt: NOON,
    readMs: 0,
    workedAt: builds ? NOON : null,
  };
  return aWorld({
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a', agent: busy })],
    panes: [aPane('w1', { lastOutputAt: NOON })],
    world: {
      ...stoodStill({ w1: stillMinutes * MINUTE_MS }, counted),
      vitals: new Map([['w1', { generation: 1, lookedAt: NOON, transcriptAt: null, processes, tree: null }]]),
    },
  });
}

describe('the word of an agent that it is busy', () => {
  test.each<[string, Parts, string, string]>([
    ['holds at first', { stillMinutes: 29 }, 'working', 'event'],
    ['expires when nothing moves', { stillMinutes: 30 }, 'unknown', 'event'],
    ['is not needed while a build runs', { stillMinutes: 100, builds: true }, 'working', 'process'],
    [
      'gives way to a screen that says so too',
      { stillMinutes: 40, screen: { shows: 'busy' } },
      'working',
      'pane',
    ],
    [
      'is not overruled by one look at a prompt',
      { stillMinutes: 40, screen: { shows: 'prompt' } },
      'unknown',
      'event',
    ],
    ['is overruled by two', { stillMinutes: 40, screen: { shows: 'prompt', looks: 2 } }, 'idle', 'pane'],
    ['leaves it unknown when nobody can tell', { stillMinutes: 40, screen: {} }, 'unknown', 'event'],
  ])('%s', (_what, parts, activity, source) => {
    const view = activityOf(given(parts), 'w1');
    expect([view.activity, view.evidence[0]?.source]).toEqual([activity, source]);
  });

  test('says when it expires', () => {
    expect(activityOf(given({ stillMinutes: 10 }), 'w1').evidence[0]?.expiresAt).toBe(NOON + 20 * MINUTE_MS);
  });
});

describe('a screen', () => {
  const looks = (world: World) => (looking(world).actions ?? []).length;
  const seen = (world: World, shows: 'prompt' | 'busy', counter?: string) =>
    afterFacts(world, {
      type: 'pane.seen',
      worker: 'w1',
      generation: 1,
      shows,
      dialog: null,
      ...(counter === undefined ? {} : { counter }),
    });

  test('is not looked at while something else tells', () => {
    expect(looks(given({ stillMinutes: 29 }))).toBe(0);
  });

  test('is looked at when the word does not hold any more, and then rarely', () => {
    expect(looks(given({ stillMinutes: 30 }))).toBe(1);
    const next = (minutesAgo: number) =>
      looks(given({ stillMinutes: 45, screen: { shows: 'busy', at: NOON - minutesAgo * MINUTE_MS } }));
    expect([next(7), next(8)]).toEqual([0, 1]);
  });

  test('that shows a prompt is looked at once more before that counts', () => {
    const once = seen(given({ stillMinutes: 30 }), 'prompt');
    expect(activityOf(once, 'w1').activity).toBe('unknown');
    expect(looking(once)).toMatchObject({ actions: [], wakeAt: NOON + 10_000 });
    expect(activityOf(seen(once, 'prompt'), 'w1').activity).toBe('idle');
  });

  test('whose count moves is a sign of life, and one that stands is none', () => {
    const counted = (world: World) => world.ledger.workers.get('w1')?.agent.screen?.countedAt ?? null;
    const once = seen(given({ stillMinutes: 30 }), 'busy', '1k');
    expect([counted(once), counted(seen(once, 'busy', '1k'))]).toEqual([null, null]);
    expect(counted(seen(once, 'busy', '2k'))).toBe(NOON);
  });

  test('that shows a dialog nobody told of is a question', () => {
    const world = afterFacts(given({ stillMinutes: 30 }), {
      type: 'pane.seen',
      worker: 'w1',
      generation: 1,
      shows: 'dialog',
      dialog: aDialog({ text: 'May I?' }),
    });
    expect(activityOf(world, 'w1').activity).toBe('asks');
  });
});

describe('a verdict', () => {
  const noted = (world: World) => (verdicts(world).notes ?? []).flatMap(({ facts }) => facts);
  const changed = (health: string) => [{ type: 'health.changed', worker: 'w1', health }];

  test.each<[string, Parts, readonly object[]]>([
    ['of nothing new', { stillMinutes: 59 }, []],
    ['of one that is slow', { stillMinutes: 60 }, changed('slow')],
    ['of one that is stuck', { stillMinutes: 120 }, changed('stuck')],
    ['of none whose build runs', { stillMinutes: 179, builds: true }, []],
    ['of one whose build runs for ever', { stillMinutes: 360, builds: true }, changed('stuck')],
    [
      'of one that moves and brings nothing',
      { stillMinutes: 1, counted: { quietMs: 240 * MINUTE_MS } },
      changed('slow'),
    ],
    ['of none that thinks for long', { stillMinutes: 1, counted: { quietMs: 239 * MINUTE_MS } }, []],
  ])('is noted %s', (_what, parts, facts) => {
    expect(noted(given(parts))).toEqual(facts);
  });

  test('is noted once, with what stood still since when, and taken back', () => {
    const world = settled(verdicts, given({ stillMinutes: 121 }));
    expect(world.ledger.workers.get('w1')?.verdict).toEqual({ health: 'stuck', at: NOON });
    expect(healthOf(world, 'w1').evidence.map(({ says }) => says)).toContain(
      'its word that it is at work: nothing since',
    );
    const again = { ...world, ...stoodStill({ w1: 0 }) };
    expect(noted(again)).toEqual(changed('healthy'));
  });
});
