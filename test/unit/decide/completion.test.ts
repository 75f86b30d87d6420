import { describe, expect, test } from 'vitest';
import { completion } from '../../../src/decide/completion.ts';
import type { Marker } from '../../../src/domain/commit.ts';
import type { AgentState, PaneView, ScreenSign } from '../../../src/domain/generation.ts';
import type { Attempt, TaskState, WorkerState } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  aCommit,
  anAgent,
  anAttempt,
  aPane,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  INTEGRATION_TIP,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

interface Parts extends Omit<WorldParts, 'tasks' | 'workers'> {
  readonly task?: Partial<TaskState>;
  readonly attempt?: Partial<Attempt>;
  readonly agent?: Partial<AgentState>;
  readonly worker?: Partial<WorkerState>;
  readonly pane?: Partial<PaneView>;
}

function working({ task, attempt, agent, worker, pane, ...parts }: Parts = {}): World {
  const tasks = [aRunningTask('a', { attempt: anAttempt({ branch: 'feat/shop-a', ...attempt }), ...task })];
  const workers = [aSeatedWorker('w1', { task: 'a', agent: anAgent(agent), ...worker })];
  return aWorld({ tasks, workers, panes: [aPane('w1', pane)], ...parts });
}

/** The world after `w1` committed on its branch. */
function committed(world: World, ...markers: readonly (Marker | null)[]): World {
  const commits = markers.map((marker, n) => aCommit(`c${n + 1}`, { marker }));
  const tip = `c${commits.length}`;
  const seen = { attempt: 1, tip, startSha: INTEGRATION_TIP, rewound: false, commits } as const;
  return settled(completion, afterFacts(world, { type: 'commits.seen', task: 'a', ...seen }));
}

function a(world: World): TaskState | undefined {
  return world.ledger.tasks.get('a');
}

const complete: Marker = { says: 'complete', task: null };
const other: Marker = { says: 'complete', task: 'b' };
const blocked: Marker = { says: 'blocked', question: 'which one?' };

describe('a commit that says complete', () => {
  test('completes the task at the tip, and frees its worker', () => {
    const world = committed(working(), complete, null);
    expect(a(world)).toMatchObject({ stage: 'complete', phase: 'gating', attempt: { judged: 'c2' } });
    expect(world.ledger.workers.get('w1')?.task).toBeNull();
  });

  test('counts when it names the task in another case', () => {
    expect(a(committed(working(), { says: 'complete', task: 'A' }))?.stage).toBe('complete');
  });

  test('does not count when it names another task', () => {
    const world = committed(working(), other);
    expect(a(world)).toMatchObject({ stage: 'running', attempt: { marker: null } });
  });

  test('is not hidden by one that names another task', () => {
    expect(a(committed(working(), complete, other))?.stage).toBe('complete');
    expect(
      a(committed(working({ agent: { activity: 'busy' } }), complete, other))?.attempt?.marker?.sha,
    ).toBe('c1');
  });

  test.each<[string, Parts, boolean]>([
    ['its agent is busy', { agent: { activity: 'busy' } }, false],
    ['its agent asks something', { agent: { activity: 'asks' } }, false],
    ['its worker is paused', { worker: { paused: true } }, false],
    ['everything is paused', { ledger: { pausedAll: true } }, false],
    ['its session is gone', { worker: { generation: null } }, true],
    ['its worker has another task by now', { worker: { task: 'z' }, agent: { activity: 'busy' } }, true],
    ['tmux cannot be seen', { terminal: { known: false, reason: 'no answer', since: NOON } }, false],
  ])('while %s: %#', (_what, parts, takesEffect) => {
    expect(a(committed(working(parts), complete))?.stage).toBe(takesEffect ? 'complete' : 'running');
  });

  const finishedAt = (at: number): Pick<Parts, 'attempt' | 'pane'> => ({
    attempt: {
      marker: { sha: 'c1', commit: aCommit('c1', { marker: complete }) },
      tip: 'c1',
      lastCommitAt: at,
    },
    pane: { lastOutputAt: at },
  });

  test.each<[string, number, boolean]>([
    ['10 s of quiet', 10_000, true],
    ['less', 9_999, false],
  ])('where no event tells that the turn is over, takes effect after %s', (_what, quietMs, takesEffect) => {
    const world = working({
      agent: { activity: 'busy', lastEvent: 'busy' },
      kinds: { demo: { tellsIdle: false } },
      ...finishedAt(NOON - quietMs),
    });
    expect(a(settled(completion, world))?.stage).toBe(takesEffect ? 'complete' : 'running');
    expect(completion(world).wakeAt).toBe(takesEffect ? null : NOON + 1);
  });

  test.each<[string, Pick<ScreenSign, 'at' | 'shows' | 'looks'> | null, boolean]>([
    ['nobody looked', null, false],
    ['its screen says that it is at work', { at: NOON, shows: 'busy', looks: 2 }, false],
    ['its prompt was seen once', { at: NOON, shows: 'prompt', looks: 1 }, false],
    ['its prompt was seen before it committed', { at: NOON - 21_000, shows: 'prompt', looks: 2 }, false],
    ['its prompt stands on its screen', { at: NOON, shows: 'prompt', looks: 2 }, true],
  ])(
    'the quiet of an agent that said that it is at work is rest only when %s: %#',
    (_what, screen, takesEffect) => {
      const world = working({
        agent: {
          activity: 'busy',
          lastEvent: 'busy',
          screen: screen === null ? null : { ...screen, counter: null, countedAt: null },
        },
        ...finishedAt(NOON - 20_000),
      });
      expect(a(settled(completion, world))?.stage).toBe(takesEffect ? 'complete' : 'running');
    },
  );

  test('says nothing about a turn that began after its agent was last heard to be idle', () => {
    const commit = aCommit('c1', { marker: complete, at: NOON - 1_000 });
    const attempt = {
      marker: { sha: 'c1', commit },
      recent: [commit],
      tip: 'c1',
      lastCommitAt: NOON - 1_000,
    };
    const world = working({ attempt, pane: { lastOutputAt: NOON - 1 } });
    expect(a(settled(completion, world))?.stage).toBe('running');
  });

  test('closes the question that the worker had about it', () => {
    const questions = [aQuestion('task-blocked', { task: 'a', holds: 'task' })];
    const world = committed(working({ questions, worker: { task: null } }), complete);
    expect(a(world)?.stage).toBe('complete');
    expect(world.ledger.questions.size).toBe(0);
  });

  test('is acted on once: the next one counts anew', () => {
    const world = committed(committed(working(), complete), null);
    expect(a(world)?.attempt?.marker).toBeNull();
  });
});

test('TASK_BLOCKED asks, parks the task and frees its worker', () => {
  const world = committed(working(), blocked);
  expect([...world.ledger.questions.values()]).toMatchObject([
    { topic: 'task-blocked', task: 'a', holds: 'task', freeText: true },
  ]);
  expect(world.ledger.workers.get('w1')?.task).toBeNull();
  expect(a(world)?.stage).toBe('running');
});

test('the newest marker wins', () => {
  expect(a(committed(working(), blocked, complete))?.stage).toBe('complete');
  expect(committed(working(), complete, blocked).ledger.questions.size).toBe(1);
});

test('when the head moves, its verdicts expire', () => {
  const passed = { head: 'c1', tip: INTEGRATION_TIP, merge: 'm', verdict: 'passed' } as const;
  const judged = afterFacts(committed(working(), complete), {
    type: 'task.gated',
    task: 'a',
    gate: { ...passed, checks: [], conflicts: [], at: NOON, ms: 1 },
  });
  expect(a(judged)?.gate?.verdict).toBe('passed');
  expect(a(committed(judged, null, null))).toMatchObject({ gate: null, attempt: { judged: 'c2' } });
});

describe('a worker that stopped without a marker', () => {
  const told = { messages: { marker: { count: 1, lastAt: NOON - 120_000 } } };
  const receipts = (at: number) => new Map([['m', aReceipt('m', { task: 'a', kind: 'marker', at })]]);

  test('is asked about once it was reminded and had a turn', () => {
    const world = settled(
      completion,
      working({ attempt: told, ledger: { receipts: receipts(NOON - 120_000) } }),
    );
    expect([...world.ledger.questions.values()]).toMatchObject([{ topic: 'stuck', task: 'a' }]);
    expect(world.ledger.workers.get('w1')?.task).toBeNull();
  });

  test.each<[string, Parts]>([
    ['before it was reminded', {}],
    ['before the reminder had its turn', { attempt: told, ledger: { receipts: receipts(NOON - 60_000) } }],
    ['while it works', { attempt: told, agent: { activity: 'busy' } }],
  ])('is not asked about %s', (_what, parts) => {
    expect(completion(working(parts)).notes).toEqual([]);
  });
});

describe('commits beside the branch', () => {
  test.each<[string, boolean, Marker | null, number]>([
    ['finished work that grew from the tip', true, complete, 1],
    ['work without a marker', true, null, 0],
    ['another task', true, other, 0],
    ['work that grew from elsewhere', false, complete, 0],
  ])('%s', (_what, descends, marker, moves) => {
    const astray = new Map([['w1', { branch: 'mine', sha: 'x', descends, marker }]]);
    const { actions } = completion(working({ world: { astray } }));
    expect(actions?.filter(({ kind }) => kind === 'follow-branch')).toHaveLength(moves);
  });

  test('the branch of another task brings nothing home', () => {
    const world = working({ world: { astray: new Map([['w1', strayed]]) } });
    const before = aRunningTask('b', { stage: 'complete', attempt: anAttempt({ branch: strayed.branch }) });
    const tasks = new Map([...world.ledger.tasks, ['b', before]]);
    const { actions } = completion({ ...world, ledger: { ...world.ledger, tasks } });
    expect(actions?.filter(({ kind }) => kind === 'follow-branch')).toEqual([]);
  });

  const strayed = { branch: 'feat/shop-b', sha: 'x', descends: true, marker: complete };
});
