import { describe, expect, test } from 'vitest';
import { activityOf } from '../../../src/decide/activity.ts';
import { explainHealth, healthOf } from '../../../src/decide/health.ts';
import { verdicts } from '../../../src/decide/verdicts.ts';
import { leased, leasedUntil } from '../../../src/decide/lease.ts';
import { explainNudges, nudges } from '../../../src/decide/nudges.ts';
import { advanceCounted } from '../../../src/decide/counted-time.ts';
import type { AgentState } from '../../../src/domain/generation.ts';
import type { Attempt, WorkerState } from '../../../src/domain/ledger.ts';
import type { CountedTime, World } from '../../../src/domain/world.ts';
import { afterFacts, folded, settled } from '../../support/folded.ts';
import {
  aGeneration,
  anAgent,
  anAttempt,
  aPane,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  NOON,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, stoodStill, type WorldParts } from '../../support/world.ts';

const HOUR_MS = 3_600_000;
const unknownTerminal = { known: false, reason: 'no answer', since: NOON - 1 } as const;

/** `w1` is busy with task `a` and made no progress for `quietMs`. */
function quiet(quietMs: number, { agent = {}, attempt = {}, worker = {}, ...parts }: QuietParts = {}): World {
  const busy = anAgent({ activity: 'busy', lastEvent: 'busy', ...agent });
  return aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt(attempt) })],
    workers: [aSeatedWorker('w1', { task: 'a', agent: busy, ...worker })],
    panes: [aPane('w1')],
    ...parts,
    world: { ...stoodStill({ w1: quietMs }), ...parts.world },
  });
}

interface QuietParts extends Omit<WorldParts, 'workers'> {
  readonly agent?: Partial<AgentState>;
  readonly attempt?: Partial<Attempt>;
  readonly worker?: Partial<WorkerState>;
}

describe('activity', () => {
  test.each<[string, QuietParts]>([
    ['working', {}],
    ['starting', { agent: { activity: 'starting' } }],
    ['idle', { agent: { activity: 'idle' } }],
    ['asks', { agent: { activity: 'asks' } }],
    ['limited', { agent: { activity: 'limited', limitedUntil: null } }],
    ['limited', { agent: { activity: 'limited', limitedUntil: NOON + 1 } }],
    ['idle', { agent: { activity: 'limited', limitedUntil: NOON - 1 } }],
    ['idle', { agent: { activity: 'unknown' } }],
    ['working', { agent: { activity: 'unknown' }, panes: [aPane('w1', { lastOutputAt: NOON - 1_000 })] }],
    ['unknown', { agent: { activity: 'unknown' }, panes: [aPane('w1', { lastOutputAt: null })] }],
    ['idle', { kinds: { demo: { tellsIdle: false } } }],
    ['paused', { worker: { paused: true } }],
    ['paused', { ledger: { pausedAll: true } }],
    ['unknown', { terminal: unknownTerminal }],
    ['off', { panes: [] }],
    ['off', { panes: [aPane('w1', { dead: true, deadStatus: 1 })] }],
    ['off', { worker: { generation: null } }],
  ])('is %s with %j', (activity, parts) => {
    expect(activityOf(quiet(0, parts), 'w1').activity).toBe(activity);
  });

  test.each<[string, number | null, string]>([
    ['came to rest without a word', NOON - HOUR_MS, 'idle'],
    ['still prints', NOON - 1_000, 'starting'],
    ['printed nothing', null, 'starting'],
  ])('of an agent that should tell when it is ready, but %s', (_what, lastOutputAt, activity) => {
    const agent = { activity: 'starting', ready: false, lastEvent: null } as const;
    const world = quiet(0, { agent, panes: [aPane('w1', { lastOutputAt })], attempt: { openedIn: [] } });
    expect(activityOf(world, 'w1').activity).toBe(activity);
  });

  test.each<[number, string]>([
    [NOON - 59_000, 'starting'],
    [NOON - 61_000, 'idle'],
  ])(
    'of an agent whose screen shows when it is ready is not idle before it rested for a minute',
    (lastOutputAt, activity) => {
      const agent = { activity: 'starting', ready: false, lastEvent: null } as const;
      const parts = {
        panes: [aPane('w1', { lastOutputAt })],
        kinds: { demo: { readyBy: 'screen' } },
      } as const;
      expect(activityOf(quiet(0, { agent, attempt: { openedIn: [] }, ...parts }), 'w1').activity).toBe(
        activity,
      );
    },
  );

  test('is in review when what the worker did last waits to be merged', () => {
    const world = aWorld({
      tasks: [aTask('a', { stage: 'complete', phase: 'gating', worker: 'w1', attempt: anAttempt() })],
      workers: [aSeatedWorker('w1')],
      panes: [aPane('w1')],
    });
    expect(activityOf(world, 'w1').activity).toBe('in-review');
  });
});

describe('health', () => {
  test.each<[string, number, QuietParts]>([
    ['healthy', HOUR_MS - 1, {}],
    ['slow', HOUR_MS, {}],
    ['stuck', 2 * HOUR_MS, {}],
    ['healthy', 9 * HOUR_MS, { agent: { activity: 'idle' } }],
    ['healthy', 9 * HOUR_MS, { agent: { activity: 'asks' } }],
    ['healthy', 9 * HOUR_MS, { agent: { activity: 'limited' } }],
    ['healthy', 9 * HOUR_MS, { worker: { paused: true } }],
    ['healthy', 9 * HOUR_MS, { terminal: unknownTerminal }],
    ['healthy', 9 * HOUR_MS, { worker: { task: null } }],
    ['crashed', 0, { panes: [] }],
    ['crashed', 0, { panes: [aPane('w1', { dead: true, deadStatus: 3 })] }],
    ['crashed', 0, { worker: { quarantined: { at: 1, because: 'crashes' } } }],
    ['healthy', 0, { worker: { generation: aGeneration('w1', { startedAt: NOON }) }, panes: [] }],
  ])('is %s after %i ms with %j', (health, quietMs, parts) => {
    expect(healthOf(quiet(quietMs, parts), 'w1').health).toBe(health);
  });

  test('the verdict that is noted is a sentence', () => {
    const [note] = verdicts(quiet(2 * HOUR_MS)).notes ?? [];
    expect(note?.why).toBe('w1 is stuck: nothing moves, 2h00m counted');
  });

  test('names what it rests on', () => {
    const world = quiet(2 * HOUR_MS, { attempt: { lastCommitAt: NOON - 3 * HOUR_MS } });
    expect(explainHealth(world, 'w1')).toBe('it is stuck: nothing moves, 2h00m counted');
    expect(healthOf(world, 'w1')).toMatchObject({
      since: NOON - 2 * HOUR_MS,
      evidence: [
        { source: 'clock', at: NOON - 2 * HOUR_MS, says: 'the last sign that it got on' },
        { source: 'git', at: NOON - 3 * HOUR_MS, says: 'its last commit' },
        { source: 'event', at: NOON - 60_000, says: 'its word that it is at work: nothing since' },
      ],
    });
  });
});

describe('since when it is ill', () => {
  const progressAt = NOON - 10 * HOUR_MS;
  const asleep = {
    agent: { lastEventAt: NOON - 9 * HOUR_MS },
    worker: { progressAt },
    world: stoodStill({ w1: 2 * HOUR_MS }, { progressAt }),
  };

  test('is the last sign that it got on, also when less of that time counts', () => {
    expect(healthOf(quiet(2 * HOUR_MS, asleep), 'w1')).toMatchObject({
      since: NOON - 9 * HOUR_MS,
      says: 'nothing moves, 2h00m counted',
    });
  });

  test('is the last result of one that moves and brings none', () => {
    const world = quiet(0, {
      worker: { progressAt: NOON - 5 * HOUR_MS },
      world: stoodStill({ w1: 4 * HOUR_MS }, { stillMs: 0, progressAt: NOON - 5 * HOUR_MS }),
    });
    expect(healthOf(world, 'w1')).toMatchObject({ health: 'slow', since: NOON - 5 * HOUR_MS });
  });
});

describe('counted time', () => {
  const step = (previousMs: number, elapsedMs: number, over: Partial<CountedTime> = {}) => ({
    previous: stoodStill({ w1: previousMs }, over).counted,
    elapsedMs,
  });
  const after = (world: World, given: ReturnType<typeof step>) => {
    const { quietMs, stillMs } = advanceCounted(world, given).get('w1') ?? { quietMs: -1, stillMs: -1 };
    return [quietMs, stillMs];
  };
  const told = [NOON - 60_000, null, null, null, null];

  test.each<[string, number, QuietParts]>([
    ['grows while the worker works', 31_000, {}],
    ['stands still while it is idle', 1_000, { agent: { activity: 'idle' } }],
    ['stands still while it asks', 1_000, { agent: { activity: 'asks' } }],
    ['stands still while it is paused', 1_000, { ledger: { pausedAll: true } }],
    ['stands still while tmux cannot be seen', 1_000, { terminal: unknownTerminal }],
    [
      'stands still while its task waits for an answer',
      1_000,
      { questions: [aQuestion('task-blocked', { task: 'a', worker: 'w1', holds: 'task' })] },
    ],
    [
      'stands still while it waits in place',
      1_000,
      { questions: [aQuestion('leftovers', { worker: 'w1', holds: 'worker' })] },
    ],
    [
      'grows while another task of its waits for an answer',
      31_000,
      { questions: [aQuestion('task-blocked', { task: 'b', worker: 'w1', holds: 'task' })] },
    ],
    ['begins anew at progress', 0, { worker: { progressAt: NOON - 10_000 } }],
    [
      'begins anew at progress that a clock which was set back dates',
      0,
      { worker: { progressAt: NOON + 1e7 } },
    ],
  ])('%s', (_what, expected, parts) => {
    expect(after(quiet(0, parts), step(1_000, 30_000, { mark: told }))).toEqual([expected, expected]);
  });

  test('in which nothing moves begins anew at a sign of life, and that without a result goes on', () => {
    const world = quiet(0, { agent: { lastEventAt: NOON - 5_000 } });
    expect(after(world, step(1_000, 30_000, { mark: told }))).toEqual([31_000, 0]);
  });

  test('goes on when the only sign of life follows on what Czar typed', () => {
    const messages = { remind: { count: 1, lastAt: NOON - 20_000 } };
    const world = quiet(0, { attempt: { messages }, agent: { lastEventAt: NOON - 19_000 } });
    expect(after(world, step(1_000, 30_000, { mark: told }))).toEqual([31_000, 31_000]);
  });

  test('takes at most a minute of one gap, and what the last supervisor knew', () => {
    const world = quiet(0, { worker: { quietMs: 5_000, stillMs: 4_000 } });
    const first = advanceCounted(world, { previous: new Map(), elapsedMs: 9 * HOUR_MS });
    expect(first.get('w1')).toMatchObject({ quietMs: 65_000, stillMs: 64_000 });
  });

  test.each([
    ['before it was noted last moved then', NOON - 1, 8_000],
    ['since then, while nobody was there, moved all the same', NOON - 60_000, 0],
  ])('that the last supervisor knew: what it said %s', (_when, clockedAt, stillMs) => {
    const agent = { lastEventAt: NOON - 30_000 };
    const world = quiet(0, { agent, worker: { quietMs: 9_000, stillMs: 8_000, clockedAt } });
    const first = advanceCounted(world, { previous: new Map(), elapsedMs: 0 });
    expect(first.get('w1')).toMatchObject({ quietMs: 9_000, stillMs });
  });
});

describe('help', () => {
  const kinds = (world: World) =>
    (nudges(world).actions ?? []).map((a) => (a.kind === 'deliver' ? a.as : a.kind));
  const sent = (count: number, lastAt = NOON - HOUR_MS) => ({ count, lastAt });

  test.each<[string, number, QuietParts, readonly string[]]>([
    ['nothing while it is healthy', HOUR_MS - 1, {}, []],
    ['a reminder when slow', HOUR_MS, {}, ['remind']],
    ['no second reminder', HOUR_MS, { attempt: { messages: { remind: sent(1) } } }, []],
    ['an offer of help when stuck', 2 * HOUR_MS, {}, ['help']],
    ['no second offer', 2 * HOUR_MS, { attempt: { messages: { help: sent(1) } } }, []],
    [
      'nothing while a human types',
      HOUR_MS,
      { panes: [aPane('w1', { humanKeyAt: NOON - 1, attachedClients: 1 })] },
      [],
    ],
    ['nothing while a restart is due', HOUR_MS, { worker: { restartNotBefore: NOON } }, []],
    ['nothing to what cannot be seen', 9 * HOUR_MS, { terminal: unknownTerminal }, []],
    [
      'nothing while another text is on its way',
      HOUR_MS,
      { ledger: { receipts: new Map([['d', aReceipt('d', { verdict: 'open' })]]) } },
      [],
    ],
  ])('%s', (_what, quietMs, parts, expected) => {
    expect(kinds(quiet(quietMs, parts))).toEqual(expected);
  });

  const MINUTE_MS = HOUR_MS / 60;

  test.each<[string, number, QuietParts, number | null]>([
    ['when it gets slow', HOUR_MS - 5_000, {}, 5_000],
    ['when it gets slow, from its start on', 0, {}, HOUR_MS],
    ['when it gets stuck', HOUR_MS + 7_000, {}, HOUR_MS - 7_000],
    [
      'when another reminder may be sent',
      HOUR_MS + 7_000,
      {
        attempt: { messages: { remind: sent(1, NOON - MINUTE_MS) } },
        policy: aPolicy({ health: { remind: 2 } }),
      },
      9 * MINUTE_MS,
    ],
    [
      'when help had its time',
      2 * HOUR_MS + MINUTE_MS,
      { attempt: { messages: { help: sent(1, NOON - MINUTE_MS) } } },
      9 * MINUTE_MS,
    ],
    ['never while its time does not count', HOUR_MS - 5_000, { terminal: unknownTerminal }, null],
  ])('wakes the loop exactly %s', (_what, quietMs, parts, inMs) => {
    expect(nudges(quiet(quietMs, parts)).wakeAt).toBe(inMs === null ? null : NOON + inMs);
  });

  test('a reminder does not count as progress of the worker', () => {
    const world = afterFacts(
      quiet(HOUR_MS, { worker: { progressAt: 1 } }),
      {
        type: 'delivery.began',
        delivery: { ...aReceipt('d'), task: 'a', attempt: 1, kind: 'remind' },
      },
      { type: 'delivery.ended', id: 'd', verdict: 'confirmed', because: 'prompt' },
    );
    expect(world.ledger.workers.get('w1')?.progressAt).toBe(1);
  });

  test('a stuck worker is restarted with the same task when help did not help, once', () => {
    const helped = { messages: { help: sent(1) } };
    const world = quiet(2 * HOUR_MS + 600_000, { attempt: helped });
    expect(explainNudges(world, 'w1')).toContain('restarted with the same task');
    const after = settled(nudges, world).ledger;
    expect(after.workers.get('w1')).toMatchObject({ restartNotBefore: NOON, task: 'a' });
    expect(after.tasks.get('a')?.attempt?.stuckRestarts).toBe(1);
  });

  test('a worker that cannot be told is restarted all the same', () => {
    const world = quiet(2 * HOUR_MS + 600_000);
    expect(nudges(world).notes?.[0]?.facts).toMatchObject([{ type: 'worker.restarting', because: 'stuck' }]);
  });

  test('stuck again after its restart, it becomes a question, and the worker is free', () => {
    const attempt = { messages: { help: sent(1) }, stuckRestarts: 1 };
    const after = settled(nudges, quiet(2 * HOUR_MS + 600_000, { attempt })).ledger;
    expect([...after.questions.values()]).toMatchObject([{ topic: 'stuck', task: 'a', holds: 'task' }]);
    expect(after.workers.get('w1')).toMatchObject({ task: null, restartNotBefore: NOON });
    expect(after.tasks.get('a')?.stage).toBe('running');
  });

  test('a session that began in this very tick is not stuck, whatever was counted before it', () => {
    const attempt = { messages: { help: sent(1) }, stuckRestarts: 1 };
    const world = quiet(3 * HOUR_MS, { attempt, worker: { progressAt: NOON } });
    expect(nudges(world).notes ?? []).toEqual([]);
    expect(healthOf(world, 'w1').health).toBe('healthy');
  });

  test('one attempt is restarted for being stuck at most once, however long it goes on', () => {
    let world = quiet(0);
    let restarts = 0;
    for (let quietMs = 0; quietMs < 12 * HOUR_MS; quietMs += HOUR_MS / 4) {
      const { notes = [] } = nudges({
        ...world,
        ...stoodStill({ w1: quietMs }, { progressAt: world.ledger.workers.get('w1')?.progressAt ?? null }),
      });
      const facts = notes.flatMap((note) => note.facts);
      if (facts.some((fact) => fact.type === 'question.asked')) break;
      restarts += facts.filter((fact) => fact.type === 'worker.restarting').length;
      const generation = aGeneration('w1', { number: 1, startedAt: NOON - 1 });
      world = folded(world, notes);
      if (notes.length > 0) world = afterFacts(world, { type: 'generation.began', generation });
    }
    expect(restarts).toBe(1);
  });
});

describe('the lease of a human', () => {
  test.each([
    [true, { humanKeyAt: NOON - 599_999, attachedClients: 1 }],
    [false, { humanKeyAt: NOON - 600_000, attachedClients: 1 }],
    [false, { humanKeyAt: NOON - 1, attachedClients: 0 }],
    [false, { humanKeyAt: null, attachedClients: 1 }],
  ])('is %s with %j', (expected, pane) => {
    expect(leased(quiet(0, { panes: [aPane('w1', pane)] }), 'w1')).toBe(expected);
  });

  test('ends ten minutes after the last key', () => {
    const panes = [aPane('w1', { humanKeyAt: NOON - 1, attachedClients: 1 })];
    expect(leasedUntil(quiet(0, { panes }), 'w1')).toBe(NOON - 1 + 600_000);
  });
});
