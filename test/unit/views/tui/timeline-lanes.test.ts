import { expect, test } from 'vitest';
import type { ClosedQuestion, Question } from '../../../../src/domain/question.ts';
import type { TimelineRow } from '../../../../src/views/timeline.ts';
import {
  lanesOf,
  marksIn,
  marksInOrder,
  overlaid,
  waitsIn,
  windowOf,
} from '../../../../src/views/tui/timeline-lanes.ts';
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

test('what happened stays in its place as time goes by, at the same zoom', () => {
  const rows = [7, 19, 20, 23, 41, 58].map(
    (at, index): TimelineRow => ({
      seq: index,
      at: noon - at * 1_000,
      kind: index % 2 === 0 ? 'seen' : 'failed',
      cause: null,
      decision: null,
      worker: 'w1',
      task: null,
      what: index % 2 === 0 ? 'you asked' : 'gate',
      why: 'so',
      evidence: [],
    }),
  );
  const drawn = (now: number): string => {
    const window = windowOf(now, 2 * minute, 50);
    return marksIn(rows, window, 50)
      .map((one) => one?.text ?? ' ')
      .join('')
      .trim();
  };
  const [first, ...others] = Array.from({ length: 100 }, (_one, index) => drawn(noon + index * 300));
  expect(first).toBe('x      Y       xYx    Y');
  expect(new Set([first, ...others]).size).toBe(1);
  const { from, to } = windowOf(noon, 2 * minute, 50);
  expect([to - from >= 2 * minute, to > noon, to - noon < 3 * minute]).toEqual([true, true, true]);
});

test('housekeeping has no letter unless it fails', () => {
  const row = (kind: TimelineRow['kind']): TimelineRow => ({
    seq: 1,
    at: noon - 1_000,
    kind,
    cause: null,
    decision: null,
    worker: null,
    task: null,
    what: 'describe-omnibus',
    why: 'so',
    evidence: [],
  });
  const lane = (kind: TimelineRow['kind']): number =>
    lanesOf([row(kind)], emptyWorld()).reduce((sum, { rows }) => sum + rows.length, 0);
  expect([lane('begins'), lane('done'), lane('failed')]).toEqual([0, 0, 1]);
});

test.each([80, 120])('the meaning of every letter in sight stands above, at %i columns', (columns) => {
  const whats = ['gate', 'you asked', 'commits', 'begin-attempt', 'deliver', 'merge', 'open-pr', 'save-work'];
  const rows = [...whats, 'start-session'].map(
    (what, index): TimelineRow => ({
      seq: index,
      at: noon - index * minute,
      kind: what === 'you asked' || what === 'commits' ? 'seen' : what === 'gate' ? 'failed' : 'done',
      cause: null,
      decision: null,
      worker: null,
      task: null,
      what,
      why: 'so',
      evidence: [],
    }),
  );
  const world = emptyWorld({ startedAt: noon - 9 * minute });
  const text = shown(givenOf(dataOf(world, { rows }), { columns, rows: 24 }), ['4']);
  for (const word of [
    'x failed',
    'S session',
    'M merged',
    'P PR',
    'a assigned',
    'd text',
    'c commits',
    'Y you',
    '. other',
  ])
    expect(text).toContain(word);
  expect(text).toContain('10m in sight');
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
