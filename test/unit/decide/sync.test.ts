import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { shownStatus } from '../../../src/decide/readiness.ts';
import { explainSync, sync } from '../../../src/decide/sync.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import type { WishStatus } from '../../../src/domain/wish.ts';
import { factsOf, folded, settled } from '../../support/folded.ts';
import { anAttempt, aQuestion, aRunningTask, aTask, aWish } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const STATUSES = [
  'pending',
  'ready',
  'in_progress',
  'complete',
  'merged',
  'failed',
  'blocked',
  'needs_human',
  'cancelled',
] as const satisfies readonly WishStatus[];

function synced(status: WishStatus) {
  return { synced: { status, assignee: null, waitingSince: null, notified: [] } };
}

const merged = { sha: 'm1', head: 'h1', at: 1, note: null };

/** One task of each kind, in step with the file. */
const tasks = {
  pending: aTask('a', synced('ready')),
  running: aRunningTask('a'),
  'running with commits': aRunningTask('a', { attempt: anAttempt({ commits: 2, tip: 'c2' }) }),
  complete: aTask('a', { stage: 'complete', phase: 'gating', attempt: anAttempt(), ...synced('complete') }),
  merged: aTask('a', { stage: 'merged', merged, ...synced('merged') }),
  failed: aTask('a', { stage: 'failed', ...synced('failed') }),
  cancelled: aTask('a', { stage: 'cancelled', ...synced('cancelled') }),
} satisfies Record<string, TaskState>;

function edited(task: TaskState, status: WishStatus, parts: WorldParts = {}) {
  return aWorld({ tasks: [task], wishes: [aWish('a', { status })], ...parts });
}

describe('first sight', () => {
  test.each([
    ['pending', 'ready'],
    ['ready', 'ready'],
    ['in_progress', 'ready'],
    ['blocked', 'ready'],
    ['needs_human', 'ready'],
    ['complete', 'merged'],
    ['merged', 'merged'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
  ] as const)('a task first seen as %s is %s', (status, shown) => {
    const world = settled(sync, aWorld({ wishes: [aWish('a', { status })] }));
    expect(shownStatus(world, 'a')).toBe(shown);
    expect(world.ledger.tasks.get('a')?.beforeCzar).toBe(shown === 'merged');
  });

  test('thousands of tasks come in facts of at most 500', () => {
    const wishes = Array.from({ length: 1201 }, (_, n) => aWish(`t${n}`, { status: 'cancelled' }));
    const sizes = factsOf(sync, aWorld({ wishes })).flatMap((fact) =>
      fact.type === 'tasks.known' ? [fact.tasks.length] : [],
    );
    expect(sizes).toEqual([500, 500, 201]);
  });
});

describe('a status written by hand', () => {
  test.each([
    ['pending', 'complete', 'merged', 'done by hand'],
    ['pending', 'merged', 'merged', 'done by hand'],
    ['pending', 'cancelled', 'cancelled', 'by hand'],
    ['pending', 'failed', 'failed', 'by hand'],
    ['pending', 'in_progress', 'ready', 'refused'],
    ['pending', 'blocked', 'ready', 'refused'],
    ['pending', 'needs_human', 'ready', 'refused'],
    ['running', 'pending', 'ready', 'set back'],
    ['running', 'cancelled', 'cancelled', 'by hand'],
    ['running', 'failed', 'failed', 'by hand'],
    ['running', 'complete', 'in_progress', 'no commits'],
    ['running', 'ready', 'in_progress', 'refused'],
    ['running', 'blocked', 'in_progress', 'refused'],
    ['running with commits', 'complete', 'complete', 'go to the checks'],
    ['running with commits', 'merged', 'complete', 'go to the checks'],
    ['complete', 'merged', 'complete', 'refused'],
    ['complete', 'pending', 'ready', 'set back'],
    ['complete', 'cancelled', 'cancelled', 'by hand'],
    ['merged', 'pending', 'merged', 'add a follow-up task'],
    ['merged', 'cancelled', 'merged', 'refused'],
    ['merged', 'failed', 'merged', 'refused'],
    ['merged', 'complete', 'merged', 'as the queue says'],
    ['failed', 'pending', 'ready', 'set back'],
    ['failed', 'complete', 'merged', 'done by hand'],
    ['cancelled', 'pending', 'ready', 'set back'],
    ['cancelled', 'complete', 'cancelled', 'pending first'],
  ] as const)('%s, set to %s: then it is %s (%s)', (from, status, shown, why) => {
    const world = edited(tasks[from], status);
    expect(sync(world).notes?.[0]?.why).toContain(why);
    const after = settled(sync, world);
    expect(shownStatus(after, 'a')).toBe(shown);
    expect(after.ledger.tasks.get('a')?.synced?.status).toBe(status);
  });

  test('a task set to complete by hand is judged at its tip', () => {
    const after = settled(sync, edited(tasks['running with commits'], 'complete'));
    expect(after.ledger.tasks.get('a')?.attempt?.judged).toBe('c2');
  });

  test('a task that waits for an answer is begun anew when set to pending', () => {
    const question = aQuestion('task-blocked', { task: 'a', holds: 'task' });
    const task = { ...aRunningTask('a'), ...synced('needs_human') };
    const after = settled(sync, edited(task, 'pending', { questions: [question] }));
    expect(after.ledger.tasks.get('a')?.stage).toBe('pending');
  });

  test('a task that was finished before Czar may be wanted again', () => {
    const task = aTask('a', { stage: 'merged', beforeCzar: true, ...synced('complete') });
    expect(settled(sync, edited(task, 'pending')).ledger.tasks.get('a')?.stage).toBe('pending');
  });

  test('when both sides moved, pending and cancelled of the human win', () => {
    const moved = aRunningTask('a', synced('complete'));
    expect(shownStatus(settled(sync, edited(moved, 'cancelled')), 'a')).toBe('cancelled');
    expect(shownStatus(settled(sync, edited(moved, 'pending')), 'a')).toBe('ready');
  });

  test('when both sides moved, any other status of the human loses', () => {
    const moved = aRunningTask('a', { attempt: anAttempt({ commits: 1 }), ...synced('pending') });
    const world = edited(moved, 'complete');
    expect(sync(world).notes?.[0]?.why).toContain('at the same time');
    expect(shownStatus(settled(sync, world), 'a')).toBe('in_progress');
  });

  test('where nothing is written back the ledger is always ahead, and the edit is honoured', () => {
    const moved = aRunningTask('a', { attempt: anAttempt({ commits: 1 }), ...synced('pending') });
    const after = settled(sync, edited(moved, 'complete', { policy: aPolicy({ writeBack: false }) }));
    expect(shownStatus(after, 'a')).toBe('complete');
  });

  test('a new assignee leaves a running task alone', () => {
    const wishes = [aWish('a', { status: 'in_progress', assignee: 'w2' })];
    const after = settled(sync, aWorld({ tasks: [aRunningTask('a')], wishes }));
    expect(after.ledger.tasks.get('a')).toMatchObject({ stage: 'running', worker: 'w1' });
    expect(after.ledger.tasks.get('a')?.synced?.assignee).toBe('w2');
  });

  test('every edit of every task comes to rest, and merged work is never undone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(tasks)),
        fc.constantFrom(...STATUSES),
        fc.constantFrom(...STATUSES),
        fc.boolean(),
        (task, was, status, writeBack) => {
          const before = edited({ ...task, ...synced(was) }, status, { policy: aPolicy({ writeBack }) });
          const after = settled(sync, before);
          const undone = task.stage === 'merged' && after.ledger.tasks.get('a')?.stage !== 'merged';
          expect(undone).toBe(false);
          expect(after.graph.unsynced.size).toBe(0);
        },
      ),
    );
  });
});

describe('entries that vanish', () => {
  const running = (id: string) => aRunningTask(id);

  test('one unmerged task is cancelled', () => {
    const after = settled(sync, aWorld({ tasks: [running('a')], unwished: ['a'] }));
    expect(after.ledger.tasks.get('a')?.stage).toBe('cancelled');
  });

  test('a removed entry that comes back as pending is a new attempt', () => {
    const gone = settled(sync, aWorld({ tasks: [running('a')], unwished: ['a'] }));
    const back = aWorld({ tasks: [...gone.ledger.tasks.values()], wishes: [aWish('a')] });
    expect(settled(sync, back).ledger.tasks.get('a')?.stage).toBe('pending');
  });

  test('one merged task stays merged, with no entry', () => {
    const after = settled(sync, aWorld({ tasks: [tasks.merged], unwished: ['a'] }));
    expect(after.ledger.tasks.get('a')).toMatchObject({ stage: 'merged', synced: null });
  });

  test('two at once are a question, and nothing is cancelled', () => {
    const world = aWorld({ tasks: [running('a'), running('b')], unwished: ['a', 'b'] });
    const after = settled(sync, world);
    expect([...after.ledger.tasks.values()].map(({ stage }) => stage)).toEqual(['running', 'running']);
    const [question] = [...after.ledger.questions.values()];
    expect(question).toMatchObject({ topic: 'files-turned-back', holds: 'none' });
    expect(question?.evidence[0]?.says).toBe('gone from the queue: a, b');
    expect(explainSync(after, 'a')).toContain('needs your answer');
  });

  test('a missing file is a question already for one task', () => {
    const world = aWorld({
      tasks: [running('a')],
      unwished: ['a'],
      wish: { queue: { state: 'missing' } },
    });
    expect(settled(sync, world).ledger.tasks.get('a')?.stage).toBe('running');
    expect(settled(sync, world).ledger.questions.size).toBe(1);
  });

  test('two merged tasks that turn back are a question, and edits wait for the answer', () => {
    const again = (id: string) => aTask(id, { stage: 'merged', merged, ...synced('merged') });
    const world = aWorld({
      tasks: [again('a'), again('b'), running('c')],
      wishes: [aWish('a'), aWish('b'), aWish('c', { status: 'cancelled' })],
    });
    const after = settled(sync, world);
    expect([...after.ledger.tasks.values()].map(({ stage }) => stage)).toEqual([
      'merged',
      'merged',
      'running',
    ]);
    expect(after.ledger.questions.size).toBe(1);
  });

  test('two tasks at work that turn back are a question, and nobody is interrupted', () => {
    const at = (id: string) => running(id);
    const world = aWorld({ tasks: [at('a'), at('b')], wishes: [aWish('a'), aWish('b')] });
    const after = settled(sync, world);
    expect([...after.ledger.tasks.values()].map(({ stage }) => stage)).toEqual(['running', 'running']);
    const [question] = after.ledger.questions.values();
    expect(question).toMatchObject({ topic: 'files-turned-back' });
    expect(question?.evidence[0]?.says).toBe('begun, and pending again: a, b');
    const answer = (text: string) =>
      decideAnswer(after, { question: question ?? aQuestion('stuck'), text, order: 'o' });
    const factTypes = (text: string) => {
      const answered = answer(text);
      return answered.ok ? answered.facts.map(({ type }) => type) : [answered.because];
    };
    expect(factTypes('keep')).toEqual(['task.synced', 'task.synced']);
    expect(factTypes('apply')).toEqual(['task.retried', 'task.synced', 'task.retried', 'task.synced']);
  });

  test('one task at work that is set to pending is begun anew without a question, beside a merged one too', () => {
    const finished = aTask('c', { stage: 'merged', merged, ...synced('merged') });
    const world = aWorld({
      tasks: [running('a'), running('b'), finished],
      wishes: [aWish('a'), aWish('c')],
    });
    const after = settled(sync, world);
    expect([...after.ledger.tasks.values()].map(({ stage }) => stage)).toEqual([
      'pending',
      'running',
      'merged',
    ]);
    expect(after.ledger.questions.size).toBe(0);
  });

  test('however many vanish, at most one task is cancelled without asking', () => {
    const ids = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(fc.subarray(ids), fc.boolean(), (unwished, missing) => {
        const wish = missing ? { queue: { state: 'missing' } as const } : {};
        const after = settled(sync, aWorld({ tasks: ids.map(running), unwished, wish }));
        const cancelled = [...after.ledger.tasks.values()].filter(({ stage }) => stage === 'cancelled');
        expect(cancelled).toHaveLength(unwished.length === 1 && !missing ? 1 : 0);
        expect(folded(after, sync(after).notes).ledger.questions.size).toBe(after.ledger.questions.size);
      }),
    );
  });
});
