import { expect, test } from 'vitest';
import type { ClosedQuestion, Question } from '../../../../src/domain/question.ts';
import { marksInOrder, overlaid, waitsIn } from '../../../../src/views/tui/timeline-lanes.ts';
import { emptyWorld, noon, question } from '../worlds.ts';
import { crowdWorld, dataOf, givenOf, shown } from './worlds.ts';

const minute = 60_000;

function mark(text: string): (typeof marksInOrder)[number] | null {
  return marksInOrder.find((one) => one.text === text) ?? null;
}

test('what lasts is broken up only by what weighs more', () => {
  expect(overlaid(mark('#'), mark('.'))).toBe(mark('#'));
  expect(overlaid(mark('#'), mark('x'))).toBe(mark('x'));
  expect(overlaid(null, mark('.'))).toBe(mark('.'));
});

test('all the time that a worker waits in place for an answer has a mark', () => {
  const asked = question(1, { worker: 'w1', holds: 'worker', askedAt: noon - 3 * minute });
  const world = emptyWorld({ at: noon, questions: [asked] });
  const window = { from: noon - 6 * minute, to: noon, cells: 6 };
  const drawn = (worker: string): string =>
    waitsIn(worker, world, window)
      .map((one) => one?.text ?? '·')
      .join('');
  expect(drawn('w1')).toBe('···???');
  expect(drawn('w2')).toBe('······');
});

test('a wait that is over keeps its mark from the question to the answer', () => {
  const { id, number, topic, task, worker, text } = question(1, { worker: 'w1' });
  const older = { id, number, topic, task, worker, text };
  const closed = (askedAt: number, at: number, holds: Question['holds'] = 'worker'): ClosedQuestion => ({
    ...older,
    answer: 'yes',
    because: 'answered',
    askedAt,
    at,
    holds,
  });
  const drawn = (...all: readonly ClosedQuestion[]): string =>
    waitsIn('w1', emptyWorld({ at: noon, closed: all }), { from: noon - 6 * minute, to: noon, cells: 6 })
      .map((one) => one?.text ?? '·')
      .join('');
  const ago = (minutes: number): number => noon - minutes * minute;
  expect(drawn(closed(ago(4.5), ago(3.5)))).toBe('·??···');
  expect(drawn(closed(ago(9), ago(5.5)), closed(ago(1.5), ago(1.2)))).toBe('?···?·');
  expect(drawn(closed(ago(4.5), ago(3.5), 'task'))).toBe('······');
  expect(drawn({ ...older, answer: 'yes', because: 'answered', at: noon })).toBe('······');
});

test('no time stands twice on the axis of a few minutes', () => {
  const world = { ...crowdWorld(3, 3), startedAt: noon - minute };
  const text = shown(givenOf(dataOf(world), { columns: 100, rows: 20 }), ['4']);
  const times = text.match(/\d\d:\d\d:\d\d(?= {2}|$)/gm) ?? [];
  expect(times.length).toBeGreaterThan(3);
  expect(new Set(times).size).toBe(times.length);
});

test('a list says how many rows are out of sight', () => {
  const given = givenOf(dataOf(crowdWorld(7, 7)), { columns: 60, rows: 15 });
  expect(shown(given)).toMatch(/^ {2}\+[1-9] more$/m);
});
