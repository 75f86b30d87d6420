import { describe, expect, test } from 'vitest';
import type { TimelineRow } from '../../../../src/views/timeline.ts';
import { topPlace } from '../../../../src/views/tui/state.ts';
import { emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, press, shown } from './worlds.ts';

const hour = 3_600_000;

function row(seq: number, more: Partial<TimelineRow>): TimelineRow {
  return {
    seq,
    at: noon - (10 - seq) * 60_000,
    kind: 'decided',
    cause: null,
    decision: null,
    worker: null,
    task: null,
    what: 'health',
    why: '',
    evidence: [],
    ...more,
  };
}

const rows = [
  row(1, { kind: 'czar', what: 'started', why: 'pid 1' }),
  row(2, { worker: 'crasher', why: 'its agent ended with status 1', news: 'crashed' }),
  row(3, { worker: 'sleeper', why: 'stuck on b and gets a new session', news: 'restarted' }),
  row(4, { task: 'over', why: 'conflicts in x.ts', news: 'conflict' }),
  row(5, { kind: 'czar', what: 'started', why: 'pid 2' }),
];

const statuses = ['merged', 'complete', 'failed', 'blocked', 'cancelled'] as const;

const world = emptyWorld({
  questions: [question(4, { task: 'cart', text: 'which of the two?' })],
  workers: [
    workerRow('stucker', { health: 'stuck', doing: 'no progress' }),
    workerRow('outsider', { quarantined: 'crashed 5 times' }),
    workerRow('crasher'),
    workerRow('sleeper'),
  ],
  tasks: [
    ...statuses.map((status) => taskRow(`is-${status}`, { status, since: noon - hour })),
    taskRow('cart', { status: 'needs_human' }),
    taskRow('over', { status: 'in_progress' }),
  ],
  conflicts: [
    {
      a: 'crasher',
      b: 'sleeper',
      tasks: ['d', 'e'],
      files: ['y.ts'],
      fileCount: 1,
      since: noon - hour,
      told: [],
    },
  ],
});

const look = { since: noon - 8 * hour, leftAt: noon - 8 * hour };
const given = givenOf(dataOf(world, { rows, look }), { columns: 120, rows: 50 });

describe('Enter on what happened leads to', () => {
  test.each<readonly [what: string, view: string, about: string | null]>([
    ['which of the two', 'question', 'q-4'],
    ['no progress', 'worker', 'stucker'],
    ['crashed 5 times', 'worker', 'outsider'],
    ...statuses.map((status) => [`is-${status}`, 'task', `is-${status}`] as const),
    ['y.ts', 'conflicts', null],
    ['x.ts', 'task', 'over'],
    ['status 1', 'worker', 'crasher'],
    ['new session', 'worker', 'sleeper'],
    ['ended without a word', 'logs', null],
  ])('its place: "%s" to %s %s', (what, view, about) => {
    expect(shown(given, ['9'])).toContain(what);
    const { state } = press(given, ['9', '/', ...what.split(''), 'enter', 'enter']);
    expect(topPlace(state)).toMatchObject({ view, about });
    expect(topPlace(press(given, ['esc'], state).state)).toMatchObject({ view: 'away' });
  });
});

test('the first one that is selected is what waits for an answer', () => {
  expect(topPlace(press(given, ['9', 'enter']).state)).toMatchObject({ view: 'question', about: 'q-4' });
  expect(topPlace(press(given, ['9', 'j', 'enter']).state)).toMatchObject({
    view: 'worker',
    about: 'stucker',
  });
});
