import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { endingOf } from '../../../../src/views/tui/ending.ts';
import { counts, emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, shown } from './worlds.ts';

const minute = 60_000;
const size = { columns: 160, rows: 30 };
const merged = taskRow('done', { status: 'merged', merged: 'a1b2c3d4', workMs: 20 * minute });
const running = (task: string, worker: string): Snapshot['tasks'][number] =>
  taskRow(task, { status: 'in_progress', worker, since: noon - 5 * minute, workMs: 0 });
const busy = (worker: string, task: string, more = {}): Snapshot['workers'][number] =>
  workerRow(worker, { task, activity: 'working', doing: 'working', ...more });

function world(more: Partial<Snapshot>): Snapshot {
  return emptyWorld({
    at: noon,
    tasks: [merged, running('long', 'w1'), running('side', 'w2')],
    workers: [busy('w1', 'long'), busy('w2', 'side')],
    counts: counts({ total: 3, merged: 1, running: 2 }),
    ...more,
  });
}

function plain(more: Partial<Snapshot>): string {
  const snapshot = world(more);
  const spans = endingOf(snapshot, givenOf(dataOf(snapshot), size)).plain;
  return spans.map(({ text }) => text).join('');
}

test('where the omnibus was refused it is not told again how to merge it, but what to answer', () => {
  const world = emptyWorld({
    tasks: [merged],
    counts: counts({ total: 1, merged: 1 }),
    integration: { ...emptyWorld().integration, omnibus: 2, omnibusState: 'ready' },
    questions: [question(4, { topic: 'omnibus-refused', task: null, holds: 'none' })],
  });
  const spans = endingOf(world, givenOf(dataOf(world), size)).full;
  expect(spans.map(({ text }) => text).join('')).toBe('all in; the omnibus waits for your answer 4');
});

describe('the end', () => {
  test('is not known as long as a usage limit holds back who is at a task', () => {
    const limited = busy('w1', 'long', { limitedUntil: noon + 50 * minute });
    expect(plain({ workers: [limited, busy('w2', 'side')] })).toBe(
      'end not known: w1 is at a usage limit until 12:50',
    );
  });

  test('is told again once the time of that limit is over', () => {
    const limited = busy('w1', 'long', { limitedUntil: noon - minute });
    expect(plain({ workers: [limited, busy('w2', 'side')] })).toBe('ends ~12:15 (1 task)');
  });

  test('is not known where a limit holds back all that could begin something', () => {
    const idle = (worker: string) => workerRow(worker, { task: null, limitedUntil: noon + 50 * minute });
    expect(plain({ tasks: [merged, taskRow('long')], workers: [idle('w1'), idle('w2')] })).toContain(
      'w1 is at a usage limit until 12:50',
    );
    expect(plain({ tasks: [merged, taskRow('long')], workers: [idle('w1'), workerRow('w2')] })).not.toContain(
      'limit',
    );
  });

  test('is a time of day where nothing waits for a person', () => {
    expect(plain({})).toBe('ends ~12:15 (1 task)');
  });

  test('waits for every question about an open task, on whichever chain', () => {
    const questions = [
      question(1, { task: 'side' }),
      question(2, { task: null, worker: 'w1', holds: 'worker' }),
    ];
    expect(plain({ questions })).toBe('ends ~20m after you answer 2 questions');
  });

  test('waits for a worker that asks before there is a question', () => {
    const workers = [busy('w1', 'long'), busy('w2', 'side', { activity: 'asks' })];
    expect(plain({ workers })).toBe('ends ~15m after you answer 1 question');
  });

  test('is not known while a task needs more than an answer', () => {
    const tasks = [merged, running('long', 'w1'), taskRow('side', { status: 'failed' })];
    const questions = [question(1, { task: 'long' })];
    expect(plain({ tasks, questions })).toBe('end not known: waits for you (1 question, 1 failed)');
  });

  test('is not known while one that somebody waits for is stuck', () => {
    const workers = [busy('w1', 'long'), busy('w2', 'side', { health: 'stuck' })];
    expect(plain({ workers })).toBe('end not known: side is stuck');
    expect(plain({ workers, questions: [question(1, { task: 'long' })] })).toBe(
      'end not known: waits for you (1 question); side is stuck',
    );
  });

  test('is not known while one is slow, or its agent has crashed, whatever else waits for a person', () => {
    const of = (health: 'slow' | 'crashed') => [busy('w1', 'long'), busy('w2', 'side', { health })];
    expect(plain({ workers: of('slow') })).toBe('end not known: side is slow');
    expect(plain({ workers: of('crashed'), questions: [question(1, { task: 'long' })] })).toBe(
      'end not known: waits for you (1 question); side crashed its agent',
    );
  });

  test('is not known with every worker out of service, or the one that a task is for', () => {
    const out = { quarantined: 'restarted 3 times' };
    expect(plain({ workers: [busy('w1', 'long', out), busy('w2', 'side', out)] })).toBe(
      'end not known: every worker is out of service',
    );
    expect(plain({ workers: [busy('w1', 'long', out), busy('w2', 'side')] })).toBe(
      'end not known: long waits for w1, which is out of service',
    );
  });

  test('is not known while one takes far longer than usual, also after a restart', () => {
    const late = { ...running('side', 'w2'), since: noon - 41 * minute };
    const tasks = [merged, running('long', 'w1'), late];
    expect(plain({ tasks })).toBe('end not known: side takes longer than the usual 20m');
    expect(plain({ tasks, questions: [question(1, { task: 'long' })] })).toBe(
      'end not known: side takes longer than the usual 20m',
    );
    const asked = [question(1, { task: 'side', askedAt: noon - 39 * minute })];
    expect(plain({ tasks, questions: asked })).toBe('ends ~18m after you answer 1 question');
  });

  test('does not come nearer while a task waits for an answer', () => {
    const questions = [question(1, { task: 'long', holds: 'worker', askedAt: noon - 4 * minute })];
    const tasks = [merged, running('long', 'w1')];
    expect(plain({ questions, tasks })).toBe('ends ~19m after you answer 1 question');
  });
});

describe('a task has the sign of its worker', () => {
  const snapshot = world({
    tasks: [running('calm', 'w0'), running('long', 'w1'), running('side', 'w2'), running('late', 'w3')],
    workers: [
      busy('w0', 'calm'),
      busy('w1', 'long', { health: 'stuck' }),
      busy('w2', 'side', { activity: 'asks' }),
      busy('w3', 'late', { health: 'slow' }),
    ],
    counts: counts({ total: 4, running: 4 }),
  });
  const given = givenOf(dataOf(snapshot), size);

  test('in the queue, what needs a person first', () => {
    const rows = shown(given, ['6'])
      .split('\n')
      .filter((line) => / w\d /.test(line));
    expect(
      rows.map((line) =>
        line
          .replace(/^[> ]+/, '')
          .replace(/ w\d .*/, '')
          .replace(/\s+/g, ' ')
          .trim(),
      ),
    ).toEqual(['? 10 side ASKS', '! 10 long STUCK', '~ 10 late SLOW', '● 10 calm running']);
  });

  test('in the graph', () => {
    expect(shown(given, ['3'])).toMatch(/! long +STUCK/);
    expect(shown(given, ['3'])).toMatch(/\? side +ASKS/);
  });

  test('and the header does not count it as running', () => {
    expect(shown(given).split('\n')[1]).toMatch(/^2 running {2}1 stuck /);
  });
});
