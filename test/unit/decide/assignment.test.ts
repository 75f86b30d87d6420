import { describe, expect, test } from 'vitest';
import { assignment, explainAssignment } from '../../../src/decide/assignment.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aPullRequest,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  INTEGRATION_TIP,
  NOON,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const MINUTE_MS = 60_000;

function idle(parts: WorldParts = {}): World {
  return aWorld({
    workers: [aSeatedWorker('w1'), aSeatedWorker('w2')],
    panes: [aPane('w1'), aPane('w2')],
    ...parts,
  });
}

/** What each worker is given: `w1: a`. */
function given(world: World): readonly string[] {
  return (assignment(world).actions ?? []).map((action) =>
    'worker' in action && 'task' in action ? `${action.worker}: ${action.task}` : action.kind,
  );
}

function sentBack(id: string, over: Partial<TaskState> = {}): TaskState {
  return aTask(id, {
    stage: 'complete',
    phase: 'rework',
    worker: 'w1',
    attempt: anAttempt({ branch: `feat/shop-${id}`, judged: 'head1', tip: 'head1' }),
    items: [{ id: 'r', kind: 'rework', from: 'gate', text: 'fails', data: null, at: NOON }],
    ...over,
  });
}

describe('what comes first', () => {
  test.each<[string, WorldParts, readonly string[]]>([
    [
      'the lower priority number',
      { wishes: [aWish('a', { priority: 2 }), aWish('b', { priority: 1, order: 1 })] },
      ['w1: b', 'w2: a'],
    ],
    [
      'its own before open ones',
      { wishes: [aWish('a'), aWish('b', { assignee: 'w1', order: 1 }), aWish('c', { order: 2 })] },
      ['w2: a', 'w1: b'],
    ],
    [
      'an urgent open one before its own',
      { wishes: [aWish('a', { assignee: 'w1', priority: 3 }), aWish('b', { priority: 1 })] },
      ['w1: b'],
    ],
    ['the task of another worker for nobody else', { wishes: [aWish('a', { assignee: 'w2' })] }, ['w2: a']],
    [
      'the task that a human moved here',
      {
        tasks: [aTask('a'), aTask('b', { moveTo: 'w1' })],
        wishes: [aWish('a'), aWish('b', { priority: 9 })],
      },
      ['w2: a', 'w1: b'],
    ],
  ])('%s', (_what, parts, expected) => {
    const tasks = parts.tasks ?? (parts.wishes ?? []).map(({ id }) => aTask(id));
    expect([...given(idle({ ...parts, tasks }))].toSorted()).toEqual([...expected].toSorted());
  });

  test('rework comes before new tasks of any priority', () => {
    const world = idle({
      tasks: [sentBack('a'), aTask('b')],
      wishes: [aWish('a', { priority: 9 }), aWish('b', { priority: 1 })],
      workers: [aSeatedWorker('w1')],
    });
    expect(given(world)).toEqual(['w1: a']);
  });

  test('where few may run at once, urgency decides and not the order of workers', () => {
    const world = idle({
      policy: aPolicy({ parallel: 1 }),
      tasks: [aTask('a'), aTask('b')],
      wishes: [aWish('a', { assignee: 'w1', priority: 5 }), aWish('b', { assignee: 'w2', priority: 1 })],
    });
    expect(given(world)).toEqual(['w2: b']);
  });

  test('short memory means one task at a time', () => {
    const machine = known({ freeMemoryBytes: 1e9, freeDiskBytes: 5e11, cores: 2, load: 0 }, NOON);
    expect(given(idle({ tasks: [aTask('a'), aTask('b')], world: { machine } }))).toHaveLength(1);
  });

  test('work under way counts, rework too', () => {
    const world = idle({
      policy: aPolicy({ parallel: 1 }),
      tasks: [aRunningTask('a'), sentBack('b', { worker: 'w2' })],
      workers: [aSeatedWorker('w1', { task: 'a' }), aSeatedWorker('w2')],
    });
    expect(given(world)).toEqual([]);
  });
});

describe('a free worker', () => {
  test.each<[string, WorldParts]>([
    ['whose agent is busy', { workers: [aSeatedWorker('w1', { agent: anAgent({ activity: 'busy' }) })] }],
    ['whose agent asks', { workers: [aSeatedWorker('w1', { agent: anAgent({ activity: 'asks' }) })] }],
    ['that is paused', { workers: [aSeatedWorker('w1', { paused: true })] }],
    ['that is out of service', { workers: [aSeatedWorker('w1', { quarantined: { at: 1, because: 'x' } })] }],
    ['without a worktree', { workers: [aSeatedWorker('w1', { worktree: null })] }],
    [
      'in whose session a human types',
      { panes: [aPane('w1', { humanKeyAt: NOON - 1, attachedClients: 1 })] },
    ],
    ['that tmux cannot show', { terminal: { known: false, reason: 'no answer', since: NOON } }],
    [
      'with a text of unknown fate',
      { ledger: { receipts: new Map([['r', aReceipt('r', { verdict: 'unverified' })]]) } },
    ],
    ['with a question in place', { questions: [aQuestion('leftovers', { worker: 'w1', holds: 'worker' })] }],
  ])('is not one %s', (_what, parts) => {
    const world = idle({
      tasks: [aTask('a')],
      workers: [aSeatedWorker('w1')],
      panes: [aPane('w1')],
      ...parts,
    });
    expect(given(world)).toEqual([]);
    expect(explainAssignment(world, 'w1')).toContain('it gets no work');
  });

  test('takes other work when one task cannot be begun there', () => {
    const lasting = { count: 1, lastAt: 0, nextTryAt: 0, message: 'x', lasting: true, evidence: [] };
    const failures = new Map([['begin-attempt worker=w1 task=a attempt=1', lasting]]);
    const world = idle({
      tasks: [aTask('a'), aTask('b')],
      workers: [aSeatedWorker('w1')],
      ledger: { failures },
    });
    expect(given(world)).toEqual(['w1: b']);
  });

  test('takes nothing that waits, is on hold or has no text', () => {
    const wishes = [aWish('b', { after: ['a'] }), aWish('c', { hold: true }), aWish('d', { textFile: null })];
    const tasks = [aTask('a', { stage: 'cancelled' }), aTask('b'), aTask('c'), aTask('d')];
    expect(given(idle({ tasks, wishes: [aWish('a'), ...wishes] }))).toEqual([]);
  });

  test('begins a dependent the moment it is satisfied', () => {
    const tasks = [aTask('a', { stage: 'merged' }), aTask('b')];
    expect(given(idle({ tasks, wishes: [aWish('a'), aWish('b', { after: ['a'] })] }))).toEqual(['w1: b']);
  });
});

describe('an attempt', () => {
  const ended = aPullRequest(4, { task: 'a', state: 'merged' });
  const before = anAttempt({ branch: 'feat/shop-a', tip: 'tip9' });
  const again = { attempt: before, attempts: 2, branches: 1 };
  test.each<[string, Partial<TaskState>, object]>([
    ['first', {}, { attempt: 1, branch: 'feat/shop-a', from: INTEGRATION_TIP }],
    ['of unmerged work goes on with its branch', again, { attempt: 3, branch: 'feat/shop-a', from: null }],
    [
      'made fresh begins at the integration tip',
      { ...again, fresh: true },
      { attempt: 3, branch: 'feat/shop-a.3', from: INTEGRATION_TIP },
    ],
    [
      'of merged or closed work gets a branch of its own',
      { ...again, pullRequest: 4 },
      { attempt: 3, branch: 'feat/shop-a.3', from: INTEGRATION_TIP },
    ],
    [
      'after that goes on with that branch',
      { attempt: { ...before, branch: 'feat/shop-a.2' }, attempts: 2, branches: 2, pullRequest: 4 },
      { attempt: 3, branch: 'feat/shop-a.2', from: null },
    ],
  ])('%s', (_what, over, expected) => {
    const world = idle({ tasks: [aTask('a', over)], pullRequests: [ended] });
    expect(assignment(world).actions?.[0]).toMatchObject({ kind: 'begin-attempt', task: 'a', ...expected });
  });

  test('names whose leftovers lie in the worktree', () => {
    const worker = aSeatedWorker('w1');
    const worktree = { path: '/x', gitDir: '/y', setupHash: 'setup1', branch: 'feat/shop-b.2' };
    const world = idle({
      tasks: [aTask('a'), aTask('b', { stage: 'merged', attempts: 2 })],
      workers: [{ ...worker, worktree }],
    });
    expect(assignment(world).actions?.[0]).toMatchObject({ previous: { task: 'b', attempt: 2 } });
  });
});

describe('work that was begun', () => {
  test('is kept for its worker while that is there', () => {
    const busy = aSeatedWorker('w1', { agent: anAgent({ activity: 'busy' }) });
    expect(given(idle({ tasks: [sentBack('a')], workers: [busy, aSeatedWorker('w2')] }))).toEqual([]);
  });

  test.each<[string, number, readonly string[]]>([
    ['less than half an hour', 30 * MINUTE_MS - 1, []],
    ['half an hour', 30 * MINUTE_MS, ['w2: a']],
  ])('goes to another when its worker is away for %s', (_what, awayMs, expected) => {
    const lastEnd = { how: 'lost', status: null, signal: null, at: NOON - awayMs, number: 1 } as const;
    const workers = [aSeatedWorker('w1', { generation: null, paused: true, lastEnd }), aSeatedWorker('w2')];
    const world = idle({ tasks: [sentBack('a')], workers });
    expect(given(world)).toEqual(expected);
    expect(assignment(world).wakeAt).toBe(expected.length === 0 ? NOON + 1 : null);
  });

  test('is not taken from a worker that was paused a moment ago, whatever happened to it before', () => {
    const lastEnd = { how: 'lost', status: null, signal: null, at: NOON - 9e9, number: 0 } as const;
    const workers = [aSeatedWorker('w1', { paused: true, lastEnd }), aSeatedWorker('w2')];
    expect(given(idle({ tasks: [sentBack('a')], workers }))).toEqual([]);
  });

  test('is open to others at once when its worker is out of service', () => {
    const workers = [aSeatedWorker('w1', { quarantined: { at: 1, because: 'x' } }), aSeatedWorker('w2')];
    expect(given(idle({ tasks: [sentBack('a')], workers }))).toEqual(['w2: a']);
  });

  test('waits while a question parks it', () => {
    const questions = [aQuestion('gates-failing', { task: 'a', holds: 'task' })];
    expect(given(idle({ tasks: [sentBack('a')], questions }))).toEqual([]);
  });

  test('takes its seat at once where the worktree stands on its branch already', () => {
    const worker = aSeatedWorker('w1');
    const worktree = { path: '/x', gitDir: '/y', setupHash: 'setup1', branch: 'feat/shop-a' };
    const world = settled(assignment, idle({ tasks: [sentBack('a')], workers: [{ ...worker, worktree }] }));
    expect(world.ledger.workers.get('w1')?.task).toBe('a');
    expect(given(world)).toEqual([]);
  });

  test('is new to the session of whoever takes it over', () => {
    const world = afterFacts(idle({ tasks: [sentBack('a')] }), {
      type: 'worker.seated',
      worker: 'w2',
      task: 'a',
    });
    expect(world.ledger.tasks.get('a')?.attempt).toMatchObject({ worker: 'w2', openedIn: [] });
  });
});

test('nothing is begun while the supervisor goes down', () => {
  expect(assignment(idle({ tasks: [aTask('a')], world: { stopping: 'leave-sessions' } }))).toEqual({});
});

describe('a task that is begun again while its last worker is still at work on the branch', () => {
  const branch = 'feat/shop-a';
  const standing = { path: '/p/w1', gitDir: '/g/w1', branch, setupHash: 'setup1' };
  const retried = aTask('a', { attempts: 1, branches: 1, attempt: null });
  const world = (activity: 'busy' | 'idle'): World =>
    idle({
      wishes: [aWish('a')],
      tasks: [retried],
      workers: [
        aSeatedWorker('w1', { worktree: standing, agent: anAgent({ activity }), quarantined: null }),
        aSeatedWorker('w2'),
      ],
    });

  test('is given to nobody, for it could not be begun', () => {
    expect(given(world('busy'))).toEqual([]);
  });

  test('is given away as soon as that worker is at rest', () => {
    expect(given(world('idle'))).toHaveLength(1);
  });
});
