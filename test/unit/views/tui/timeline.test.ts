import { describe, expect, test } from 'vitest';
import type { TimelineRow } from '../../../../src/views/timeline.ts';
import { topPlace } from '../../../../src/views/tui/state.ts';
import { marksIn } from '../../../../src/views/tui/timeline-lanes.ts';
import { emptyWorld, noon, workerRow } from '../worlds.ts';
import { dataOf, givenOf, press, shown } from './worlds.ts';

const minute = 60_000;

function seen(minutesAgo: number, what: string): TimelineRow {
  return {
    seq: 100 - minutesAgo,
    at: noon - minutesAgo * minute,
    kind: 'seen',
    cause: null,
    decision: null,
    worker: 'ada',
    task: null,
    what,
    why: `${minutesAgo} minutes ago`,
    evidence: [],
  };
}

const rows = [seen(50, 'commits'), seen(30, 'you asked'), seen(10, 'pull request #1')];
const world = emptyWorld({ startedAt: noon - 60 * minute, workers: [workerRow('ada'), workerRow('bob')] });
const given = givenOf(dataOf(world, { rows }), { columns: 80, rows: 24 });

/** The letters on the lane of the worker that all of it is about. */
function lane(...keys: readonly string[]): string {
  const line = shown(given, ['4', ...keys])
    .split('\n')
    .find((text) => /^[> ] ada /.test(text));
  return (line ?? '').replace(/^[> ] ada/, '').replaceAll(/[· ]/g, '');
}

function span(...keys: readonly string[]): string {
  return /(\w+) in sight/.exec(shown(given, ['4', ...keys]))?.[1] ?? '';
}

function shiftMinutes(...keys: readonly string[]): number {
  return topPlace(press(given, ['4', ...keys]).state).shiftMs / minute;
}

test('it begins with the whole run', () => {
  expect(span()).toBe('1h');
  expect(lane()).toBe('cYP');
});

describe('the time that is seen', () => {
  test.each([
    [['h'], 15],
    [['left'], 15],
    [['h', 'left'], 30],
    [['h', 'h', 'l'], 15],
    [['h', 'h', 'right'], 15],
    [['h', 'h', 'h', '0'], 0],
    [['+', 'h'], 10],
    [['-', 'h'], 30],
  ])('ends after %j %i minutes before now', (keys, minutes) => expect(shiftMinutes(...keys)).toBe(minutes));

  test.each(['l', 'right'])('never goes into the time to come: %s', (key) => {
    expect(shiftMinutes(key)).toBe(0);
    expect(shiftMinutes('h', key, key, key)).toBe(0);
  });

  test('is told by the axis', () => {
    expect(shown(given, ['4'])).toMatch(/ 11:0\d .* 11:\d\d/);
    expect(shown(given, ['4', 'h', 'h', 'h', 'h'])).toMatch(/ 10:0\d .* 10:\d\d/);
  });

  test.each([
    [['+'], '40m'],
    [['+', '+'], '20m'],
    [['-'], '2h'],
    [['+', '-'], '1h'],
  ])('is after %j %s long', (keys, long) => expect(span(...keys)).toBe(long));

  test('is never shorter than a minute, and never longer than a week', () => {
    const often = (key: string): readonly string[] => Array.from({ length: 30 }, () => key);
    expect(span(...often('+'))).toBe('1m');
    expect(span(...often('+'), '-')).toBe('2m');
    expect(span(...often('-'))).toBe('7d');
    expect(span(...often('-'), '+')).toBe('4d');
  });
});

describe('what happened outside of it', () => {
  test.each([
    [['h'], 'cY'],
    [['h', 'h'], 'cY'],
    [['h', 'h', 'h'], 'c'],
    [['+'], 'YP'],
    [['+', '+'], 'P'],
    [['+', '+', 'h', 'h', 'h', 'h'], 'Y'],
    [['h', 'h', '0'], 'cYP'],
  ])('is not drawn: after %j the letters are %s', (keys, letters) => expect(lane(...keys)).toBe(letters));

  test('has no place on the axis', () => {
    const window = { from: noon - 40 * minute, to: noon - 20 * minute };
    const marks = marksIn(rows, window, 4).map((mark) => mark?.text ?? '·');
    expect(marks.join('')).toBe('··Y·');
  });

  test('is neither in the legend nor among the events below', () => {
    const all = shown(given, ['4', 'j']);
    for (const text of ['c commits', 'P PR', '50 minutes ago', '10 minutes ago']) expect(all).toContain(text);
    const old = shown(given, ['4', 'j', 'h']);
    for (const text of ['P PR', '10 minutes ago']) expect(old).not.toContain(text);
    const near = shown(given, ['4', 'j', '+']);
    for (const text of ['c commits', '50 minutes ago']) expect(near).not.toContain(text);
  });
});

describe('Enter', () => {
  test.each([
    [['j'], 'ada'],
    [['j', 'j'], 'bob'],
    [['j', 'h', '+'], 'ada'],
  ])('after %j opens the worker that is selected: %s', (keys, about) =>
    expect(topPlace(press(given, ['4', ...keys, 'enter']).state)).toMatchObject({ view: 'worker', about }),
  );

  test('has nothing to open where what is selected is about no worker', () => {
    const { state, effects } = press(given, ['4', 'enter']);
    expect(topPlace(state).view).toBe('timeline');
    expect(effects).toEqual([{ do: 'say', text: 'there is nothing to open here' }]);
  });
});
