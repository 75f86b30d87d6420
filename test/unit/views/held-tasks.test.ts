import { describe, expect, test } from 'vitest';
import { healthColour, healthWord } from '../../../src/views/held-tasks.ts';
import { workerSign } from '../../../src/views/tui/signs.ts';
import { statusText } from '../../../src/views/status.ts';
import { emptyWorld, noon, question, taskRow, workerRow } from './worlds.ts';
import { dataOf, givenOf, shown } from './tui/worlds.ts';

const wide = { columns: 160, rows: 30 };

describe('the health of a worker', () => {
  const rows = [
    workerRow('asks', { activity: 'asks', doing: 'asks you', task: 'a' }),
    workerRow('slow', { activity: 'working', health: 'slow', doing: 'nothing new', task: 'b' }),
    workerRow('off', { activity: 'off', doing: 'off', session: null }),
    workerRow('rests'),
  ];

  test('has the same word on every surface, and not that of what it does', () => {
    const world = emptyWorld({ workers: rows });
    const tui = shown(givenOf(dataOf(world), wide));
    const status = statusText(world, {
      columns: 160,
      now: noon,
      zoneMs: 0,
      color: false,
      supervisor: 'alive',
      staleMs: 0,
    });
    for (const text of [tui, status]) {
      expect(text).toMatch(/asks +healthy +asks you/);
      expect(text).toMatch(/slow +SLOW +nothing new/);
      expect(text).toMatch(/off +- +off/);
      expect(text).toMatch(/rests +healthy +idle/);
    }
    expect(rows.map(healthWord)).toEqual(['healthy', 'SLOW', '-', 'healthy']);
  });

  test('has one sign for two who are free, whether their last work is merged or on the way', () => {
    const [free, left] = [
      workerRow('w1', { activity: 'idle', doing: 'idle' }),
      workerRow('w2', { activity: 'in-review', doing: 'idle' }),
    ];
    expect(workerSign(left, true)).toEqual(workerSign(free, true));
  });
});

test('a task in the queue says that it waits for your answer, also where its worker waits in its session', () => {
  const world = emptyWorld({
    tasks: [
      taskRow('a', { status: 'in_progress', worker: 'w1' }),
      taskRow('b', { status: 'needs_human', note: 'goes back to its worker: a finding' }),
    ],
    workers: [workerRow('w1', { activity: 'asks', doing: 'asks you', task: 'a' })],
    questions: [
      question(4, { worker: 'w1', task: null, holds: 'worker' }),
      question(5, { worker: null, task: 'b', holds: 'none' }),
    ],
  });
  const text = shown(givenOf(dataOf(world), wide), ['6']);
  expect(text).toMatch(/a +ASKS .* answer 4 /);
  expect(text).toMatch(/b +NEEDS YOU .* answer 5 /);
});

test('the word for the health has a colour of its own, whatever the sign in front tells', () => {
  expect(healthColour(workerRow('w', { activity: 'asks' }))).toBe('green');
  expect(healthColour(workerRow('w', { health: 'slow' }))).toBe('yellow');
  expect(healthColour(workerRow('w', { health: 'stuck' }))).toBe('red');
  expect(healthColour(workerRow('w', { quarantined: 'crashed' }))).toBe('red');
  expect(healthColour(workerRow('w', { activity: 'off', session: null }))).toBe('dim');
});
