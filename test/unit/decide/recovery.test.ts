import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { healthOf } from '../../../src/decide/health.ts';
import { explainRecovery, recentCrashes, recovery } from '../../../src/decide/recovery.ts';
import { explainSession, needsFresh, sessions } from '../../../src/decide/sessions.ts';
import { sessionsEnd } from '../../../src/decide/sessions-end.ts';
import { explainStray, strays } from '../../../src/decide/strays.ts';
import { explainWorktree, worktrees } from '../../../src/decide/worktrees.ts';
import type { WorkerState } from '../../../src/domain/ledger.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, folded, settled } from '../../support/folded.ts';
import {
  aGeneration,
  anAgent,
  aPane,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWorker,
  anAttempt,
  NOON,
} from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld, stoodStill, type WorldParts } from '../../support/world.ts';

const busy = anAgent({ activity: 'busy', lastEvent: 'busy' });
const one = aPolicy({ workers: workersNamed('w1') });
const unknownTerminal = { known: false, reason: 'no answer', since: NOON - 1 } as const;

interface Parts extends Omit<WorldParts, 'workers'> {
  readonly worker?: Partial<WorkerState>;
}

function seat({ worker = {}, ...parts }: Parts = {}): World {
  return aWorld({
    policy: one,
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a', agent: busy, ...worker })],
    panes: [aPane('w1')],
    ...parts,
  });
}

function w1(world: World): WorkerState {
  const worker = world.ledger.workers.get('w1');
  if (worker === undefined) throw new Error('no w1');
  return worker;
}

describe('the end of a session', () => {
  test.each<[string, Parts, object | null]>([
    ['a live pane', {}, null],
    ['a dead pane', { panes: [aPane('w1', { dead: true, deadStatus: 7 })] }, { how: 'exited', status: 7 }],
    ['a killed agent', { panes: [aPane('w1', { dead: true, deadSignal: 9 })] }, { how: 'exited', signal: 9 }],
    ['a pane that is gone', { panes: [] }, { how: 'lost' }],
    ['another server', { terminal: known({ serverPid: 101, panes: [aPane('w1')] }, NOON) }, { how: 'lost' }],
    ['another process', { panes: [aPane('w1', { panePid: 1 })] }, { how: 'lost' }],
    ['tmux that does not answer', { terminal: unknownTerminal }, null],
    [
      'a look from before its start',
      { worker: { generation: aGeneration('w1', { startedAt: NOON }) }, panes: [] },
      null,
    ],
  ])('%s', (_what, parts, end) => {
    const after = settled(recovery, seat(parts));
    expect(w1(after).generation === null).toBe(end !== null);
    expect(w1(after)).toMatchObject({ lastEnd: end, restartNotBefore: end === null ? null : NOON });
  });

  test('an end that Czar brings about itself is left to its outcome', () => {
    const action = sessionsEnd(seat({ world: { stopping: 'end-sessions-now' } })).actions?.[0];
    if (action === undefined) throw new Error('nothing is ended');
    const effect = { key: 'k', action, at: NOON, epoch: 1, processes: [] };
    const world = seat({ panes: [], ledger: { open: new Map([['k', effect]]) } });
    expect(recovery(world).notes).toEqual([]);
    expect(healthOf(world, 'w1').health).toBe('healthy');
    expect(healthOf(seat({ panes: [] }), 'w1').health).toBe('crashed');
  });
});

describe('a crashed worker', () => {
  const crashed = (crashes: readonly number[], over: Partial<WorkerState> = {}): Partial<WorkerState> => ({
    generation: null,
    lastEnd: { how: 'exited', status: 1, signal: null, at: NOON - 1, number: 1 },
    crashes,
    ...over,
  });
  const ago = (n: number) => Array.from({ length: n }, (_, i) => NOON - 1_000 * (i + 1));

  test('is restarted at once, then ever later', () => {
    const delays = [0, 1, 2, 3, 4].map((n) => {
      const { restartNotBefore } = w1(settled(recovery, seat({ worker: crashed(ago(n)) })));
      return (restartNotBefore ?? 0) - NOON;
    });
    expect(delays[0]).toBe(0);
    for (const [index, delay] of delays.slice(1).entries()) {
      expect(delay).toBeGreaterThanOrEqual(5_000 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(5_000 * 2 ** index * 1.2);
    }
  });

  test('counts only crashes within the window', () => {
    const world = seat({ worker: crashed([NOON - 15 * 60_000, NOON - 1]) });
    expect(recentCrashes(world, w1(world))).toBe(1);
  });

  test('is quarantined when its budget is used up, and its task goes on without it', () => {
    const after = settled(recovery, seat({ worker: crashed(ago(5)) }));
    expect(w1(after)).toMatchObject({ task: null, restartNotBefore: null, quarantined: { at: NOON } });
    expect(after.ledger.tasks.get('a')).toMatchObject({ stage: 'pending', failedAttempts: 1 });
    expect([...after.ledger.questions.values()]).toMatchObject([{ topic: 'quarantined', worker: 'w1' }]);
    expect(after.graph.ready.open).toEqual(['a']);
    expect(explainRecovery(after, 'w1')).toContain('quarantined');
  });

  test('fails the task for good when this was its last attempt', () => {
    const tasks = [aRunningTask('a', { failedAttempts: 2 })];
    const after = settled(recovery, seat({ tasks, worker: crashed(ago(5)) }));
    expect(after.ledger.tasks.get('a')?.stage).toBe('failed');
  });

  test.each<[string, Parts]>([
    ['is not restarted while paused', { worker: crashed([], { paused: true }) }],
    ['is not restarted while Czar stops', { worker: crashed([]), world: { stopping: 'leave-sessions' } }],
    [
      'is not restarted when Czar ended it',
      {
        worker: crashed([], { lastEnd: { how: 'ended-by-czar', status: 0, signal: null, at: 1, number: 1 } }),
      },
    ],
    ['is not restarted while tmux cannot be seen', { worker: crashed([]), terminal: unknownTerminal }],
  ])('%s', (_what, parts) => {
    expect(recovery(seat(parts)).notes).toEqual([]);
  });
});

describe('sessions', () => {
  test('every configured worker is known and gets a session once it has a worktree', () => {
    const fresh = aWorld({ policy: one, workers: [], ledger: { workers: new Map() } });
    const met = settled(sessions, fresh);
    expect([...met.ledger.workers.keys()]).toEqual(['w1']);
    expect(sessions(met).actions).toEqual([]);
    expect(explainSession(met, 'w1')).toBe('its worktree is not ready');
    const ready = {
      type: 'worktree.ready',
      worker: 'w1',
      path: '/w',
      gitDir: '/g',
      setupHash: 'setup1',
      branch: null,
    } as const;
    expect(sessions(afterFacts(met, ready)).actions).toMatchObject([
      { kind: 'start-session', lane: 'keys:w1', worker: 'w1', generation: 1, previous: null },
    ]);
  });

  test.each<[string, Parts, readonly object[]]>([
    ['a running session is left alone', {}, []],
    ['a due restart replaces it', { worker: { restartNotBefore: NOON } }, [{ generation: 2, previous: 1 }]],
    ['an early restart waits', { worker: { restartNotBefore: NOON + 1 } }, []],
    [
      'a human who types keeps it',
      {
        worker: { restartNotBefore: NOON },
        panes: [aPane('w1', { humanKeyAt: NOON - 1, attachedClients: 1 })],
      },
      [],
    ],
    ['a paused worker keeps it', { worker: { restartNotBefore: NOON, paused: true } }, []],
    ['an unseen one is kept', { worker: { restartNotBefore: NOON }, terminal: unknownTerminal }, []],
    [
      'a crash is dealt with first',
      {
        worker: { generation: null, lastEnd: { how: 'lost', status: null, signal: null, at: 1, number: 1 } },
      },
      [],
    ],
    [
      'a quarantined worker gets none',
      { worker: { generation: null, quarantined: { at: 1, because: 'c' } } },
      [],
    ],
    [
      'nothing is begun while Czar stops',
      { worker: { generation: null }, world: { stopping: 'leave-sessions' } },
      [],
    ],
  ])('%s', (_what, parts, expected) => {
    expect(sessions(seat(parts)).actions ?? []).toMatchObject(expected);
  });

  test('a kind that wants a fresh session between tasks gets it before the next text', () => {
    const receipts = new Map([['d', aReceipt('d', { task: 'old', attempt: 1 })]]);
    const next = {
      tasks: [aRunningTask('a', { attempt: anAttempt({ openedIn: [] }) })],
      worker: { agent: anAgent() },
      ledger: { receipts },
    };
    const kept = seat(next);
    expect(needsFresh(kept, w1(kept))).toBe(false);
    const after = settled(sessions, seat({ ...next, kinds: { demo: { betweenTasks: 'fresh' } } }));
    expect(w1(after)).toMatchObject({ restartNotBefore: NOON, restarts: 0 });
  });

  test('the worker of a removed seat is let go, and its task waits for another', () => {
    const gone = { policy: aPolicy({ workers: workersNamed('w2') }) };
    const after = settled(sessionsEnd, seat(gone));
    expect(after.ledger.tasks.get('a')?.stage).toBe('pending');
    expect(sessionsEnd(after).actions).toMatchObject([{ kind: 'interrupt', worker: 'w1' }]);
    const rested = seat({ ...gone, worker: { task: null, agent: anAgent() } });
    expect(sessionsEnd(rested).actions).toMatchObject([{ kind: 'end-session', worker: 'w1', generation: 1 }]);
  });
});

describe('going down with all sessions', () => {
  const stopping = { world: { stopping: 'end-sessions', stoppingSince: NOON - 1 } } as const;
  const tree = { path: '/w/w1', gitDir: '/g/w1', branch: 'feat/shop-a', setupHash: 's' };
  const saved = { task: 'a', attempt: 1 };

  test.each<[string, Parts, readonly object[]]>([
    ['a busy agent is interrupted first', stopping, [{ kind: 'interrupt', task: 'a' }]],
    [
      'it gets a moment to rest',
      {
        ...stopping,
        worker: { interrupted: { generation: 1, task: 'a', at: NOON - 1 } },
      },
      [],
    ],
    [
      'and is ended all the same',
      {
        ...stopping,
        worker: { interrupted: { generation: 1, task: 'a', at: NOON - 5_000 } },
      },
      [{ kind: 'end-session' }],
    ],
    ['an idle one is ended', { ...stopping, worker: { agent: anAgent() } }, [{ kind: 'end-session' }]],
    ['"now" does not wait', { world: { stopping: 'end-sessions-now' } }, [{ kind: 'end-session' }]],
    [
      'then its work is saved, and stays where it is',
      { ...stopping, worker: { generation: null } },
      [{ kind: 'save-work', task: 'a', stays: true }],
    ],
    [
      'also without a task, or with one that waits for an answer',
      { ...stopping, worker: { generation: null, task: null, worktree: tree } },
      [{ kind: 'save-work', task: 'a', attempt: 1, stays: true }],
    ],
    [
      'and where nobody knows whose it is',
      { ...stopping, worker: { generation: null, task: null, worktree: { ...tree, branch: null } } },
      [{ kind: 'save-work', task: 'w1', attempt: 0, stays: true }],
    ],
    ['not where there is no worktree', { ...stopping, worker: { generation: null, worktree: null } }, []],
    [
      'not where it is saved and removed',
      { ...stopping, tasks: [aTask('a', { stage: 'merged' })], worker: { generation: null, task: null } },
      [],
    ],
    ['once', { ...stopping, worker: { generation: null, saved: { ...saved, at: NOON } } }, []],
    [
      'but again when that was before the end was asked for',
      { ...stopping, worker: { generation: null, saved: { ...saved, at: NOON - 2 } } },
      [{ kind: 'save-work' }],
    ],
    ['sessions may be left', { world: { stopping: 'leave-sessions' } }, []],
  ])('%s', (_what, parts, expected) => {
    expect(sessionsEnd(seat(parts)).actions ?? []).toMatchObject(expected);
  });
});

describe('work on a task that was taken away', () => {
  const receipts = new Map([['d', aReceipt('d', { task: 'a', attempt: 1 })]]);
  const cancelled: Parts = {
    tasks: [aTask('a', { stage: 'cancelled', attempt: anAttempt() })],
    worker: { task: null },
    ledger: { receipts },
  };

  test.each<[string, Parts, readonly object[]]>([
    ['a busy worker is interrupted', cancelled, [{ kind: 'interrupt', generation: 1, task: 'a' }]],
    [
      'a dialog of it is ended',
      {
        ...cancelled,
        worker: { task: null, agent: anAgent({ activity: 'asks', asks: 'rm -r?', lastEvent: 'permission' }) },
      },
      [{ kind: 'interrupt', generation: 1, task: 'a' }],
    ],
    [
      'a text that came after the last interrupt is interrupted too',
      {
        ...cancelled,
        worker: { task: null, interrupted: { generation: 1, task: 'a', at: NOON - 3_600_000 } },
      },
      [{ kind: 'interrupt', generation: 1, task: 'a' }],
    ],
    [
      'once',
      {
        ...cancelled,
        worker: { task: null, interrupted: { generation: 1, task: 'a', at: NOON } },
      },
      [],
    ],
    [
      'not while a human types',
      {
        ...cancelled,
        panes: [aPane('w1', { humanKeyAt: NOON - 1, attachedClients: 1 })],
      },
      [],
    ],
    ['not while paused', { ...cancelled, worker: { task: null, paused: true } }, []],
    ['not when tmux cannot be seen', { ...cancelled, terminal: unknownTerminal }, []],
    [
      'an idle worker is not interrupted; its work is saved',
      { ...cancelled, worker: { task: null, agent: anAgent() } },
      [{ kind: 'save-work', lane: 'tree:w1', task: 'a', attempt: 1 }],
    ],
    [
      'and only once',
      {
        ...cancelled,
        worker: { task: null, agent: anAgent(), saved: { task: 'a', attempt: 1 } },
      },
      [],
    ],
    [
      'an agent that stopped without saying so is saved when its pane is quiet',
      {
        ...cancelled,
        worker: { task: null, interrupted: { generation: 1, task: 'a', at: NOON - 11_000 } },
      },
      [{ kind: 'save-work' }],
    ],
    [
      'a task that moved away',
      {
        tasks: [aRunningTask('a', { worker: 'w2' })],
        worker: { task: null },
        ledger: { receipts },
      },
      [{ kind: 'interrupt' }],
    ],
    [
      'a finished task is nobody to interrupt',
      {
        tasks: [aTask('a', { stage: 'complete', phase: 'gating', worker: 'w1', attempt: anAttempt() })],
        worker: { task: null },
        ledger: { receipts },
      },
      [],
    ],
    ['its own task is its own', { ledger: { receipts } }, []],
  ])('%s', (_what, parts, expected) => {
    expect(strays(seat(parts)).actions ?? []).toMatchObject(expected);
    expect((strays(seat(parts)).actions ?? []).length).toBe(expected.length);
  });

  test('an agent that is deaf to the interrupt gets a new session after a minute, and not before', () => {
    const deaf = (agoMs: number) =>
      seat({
        ...cancelled,
        worker: { task: null, interrupted: { generation: 1, task: 'a', at: NOON - agoMs } },
      });
    expect(strays(deaf(59_000))).toMatchObject({ notes: [], wakeAt: NOON + 1_000 });
    const { notes = [] } = strays(deaf(60_000));
    expect(notes).toMatchObject([{ facts: [{ type: 'worker.restarting', worker: 'w1', because: 'stuck' }] }]);
    expect(strays(folded(deaf(60_000), notes)).notes).toEqual([]);
  });

  test('is explained', () => {
    expect(explainStray(seat(cancelled), 'w1')).toContain('not its task any more');
  });
});

describe('worktrees', () => {
  test.each<[string, Partial<World>, number]>([
    ['come with the integration branch', {}, 1],
    ['wait for the integration branch', { integrationTip: known(null, NOON) }, 0],
    ['wait until it can be read', { integrationTip: { known: false, reason: 'locked', since: 1 } }, 0],
    ['are not begun while Czar stops', { stopping: 'leave-sessions' }, 0],
  ])('%s', (_what, world, count) => {
    const bare = aWorld({ policy: one, workers: [aWorker('w1')], world });
    expect(worktrees(bare).actions ?? []).toHaveLength(count);
  });

  test('say what they wait for', () => {
    const bare = aWorld({
      policy: one,
      workers: [aWorker('w1')],
      world: { integrationTip: known(null, NOON) },
    });
    expect(explainWorktree(bare, 'w1')).toBe('there is no integration branch yet');
  });

  test('are kept', () => {
    expect(worktrees(seat()).actions).toEqual([]);
  });
});

describe('always', () => {
  const end = fc.constantFrom('exited', 'lost', 'ended-by-czar');
  const anyWorker = fc.record({
    agent: fc.constantFrom(busy, anAgent(), anAgent({ activity: 'asks', asks: '?' })),
    task: fc.constantFrom('a', null),
    restartNotBefore: fc.constantFrom(null, NOON - 1, NOON + 1),
    generation: fc.constantFrom(null, aGeneration('w1')),
    lastEnd: fc.option(
      end.map((how) => ({ how, status: 1, signal: null, at: NOON - 9, number: 1 }) as const),
    ),
    crashes: fc.array(fc.integer({ min: NOON - 2_000_000, max: NOON }), { maxLength: 8 }),
  });

  test('nothing is ended, restarted, interrupted or saved while tmux cannot be seen', () => {
    const stopping = fc.constantFrom('no', 'leave-sessions', 'end-sessions', 'end-sessions-now');
    const stage = fc.constantFrom('running', 'pending', 'cancelled', 'failed');
    fc.assert(
      fc.property(anyWorker, stopping, stage, fc.boolean(), (worker, stop, at, removed) => {
        const world = seat({
          worker,
          tasks: [aRunningTask('a', { stage: at })],
          terminal: unknownTerminal,
          policy: removed ? aPolicy({ workers: workersNamed('w2') }) : one,
          ledger: { receipts: new Map([['d', aReceipt('d', { task: 'a', attempt: 1 })]]) },
          world: { stopping: stop, ...stoodStill({ w1: 1e9 }) },
        });
        for (const rule of [recovery, sessions, sessionsEnd, strays]) {
          const { notes = [], actions = [] } = rule(world);
          expect(actions).toEqual([]);
          expect(notes.flatMap(({ facts }) => facts).filter(({ type }) => type !== 'worker.known')).toEqual(
            [],
          );
        }
      }),
    );
  });

  test('every note is said once', () => {
    fc.assert(
      fc.property(anyWorker, (worker) => {
        for (const rule of [recovery, sessions]) {
          expect(rule(settled(rule, seat({ worker }))).notes).toEqual([]);
        }
      }),
    );
  });

  test('a worker is never restarted more often than its budget allows', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 5 }), (lives, max) => {
        const policy = aPolicy({
          workers: workersNamed('w1'),
          restart: { max, perMs: 900_000, backoffMs: 5_000 },
        });
        const starts = restartsOf(seat({ policy }), lives);
        for (const at of starts) {
          expect(starts.filter((other) => other > at - 900_000 && other <= at).length).toBeLessThanOrEqual(
            max,
          );
        }
      }),
    );
  });

  /** Lets the agent live for these times (ms), dying each time; the moments at which a restart was decided. */
  function restartsOf(first: World, lives: readonly number[]): readonly number[] {
    const starts: number[] = [];
    let world = first;
    for (const lifeMs of lives) {
      const dead = aPane('w1', { dead: true, deadStatus: 1, generation: w1(world).generation?.number ?? 0 });
      const now = world.now + lifeMs;
      world = settled(recovery, { ...world, now, terminal: known({ serverPid: 100, panes: [dead] }, now) });
      const { restartNotBefore, generations } = w1(world);
      if (restartNotBefore === null) return starts;
      starts.push(now);
      const generation = aGeneration('w1', { number: generations + 1, startedAt: restartNotBefore });
      world = afterFacts({ ...world, now: restartNotBefore }, { type: 'generation.began', generation });
    }
    return starts;
  }
});
