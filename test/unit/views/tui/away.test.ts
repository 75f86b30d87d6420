import { describe, expect, test } from 'vitest';
import { awayMatters } from '../../../../src/views/tui/away.ts';
import { lookFrom, type Look } from '../../../../src/views/tui/looks.ts';
import { topPlace } from '../../../../src/views/tui/state.ts';
import { step } from '../../../../src/views/tui/step.ts';
import { emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, press, shown } from './worlds.ts';

const minute = 60_000;
const hour = 60 * minute;

function left(leftAt: number): Look {
  return { since: leftAt, leftAt };
}

const size = { columns: 80, rows: 24 };

const merged = emptyWorld({
  tasks: [
    taskRow('old', { status: 'merged', since: noon - 9 * hour }),
    taskRow('new', { status: 'merged', since: noon - hour, worker: 'qa', pr: 7 }),
  ],
  workers: [workerRow('qa', { health: 'stuck', doing: 'no progress', task: 'next' })],
});

test('it tells what happened since the last look, and not what happened before', () => {
  const text = shown(givenOf(dataOf(merged, { look: left(noon - 8 * hour) }), size), ['9']);
  expect(text).toContain('Since you looked last, 8h00m ago');
  expect(text).toMatch(/1 merged\n.*new, by qa, #7 {2}1h00m ago/);
  expect(text).not.toContain('old');
  expect(text).toMatch(/1 worker does not get on\n.*qa: no progress, next/);
});

describe('it comes up by itself', () => {
  const matters = (look: Look | null, world = merged): boolean =>
    awayMatters(dataOf(world, { look, rows: [] }), noon);

  test('after a long absence in which anything happened', () => {
    expect(matters(left(noon - 8 * hour))).toBe(true);
    expect(matters(left(noon - 8 * hour), emptyWorld())).toBe(false);
    expect(matters(null)).toBe(false);
  });

  test('after a short one in which something happened that matters', () => {
    const asked = emptyWorld({ questions: [question(1, { askedAt: noon - minute })] });
    expect(matters(left(noon - 2 * minute), asked)).toBe(true);
    expect(matters(left(noon - minute / 12), asked)).toBe(false);
    const before = emptyWorld({ questions: [question(1, { askedAt: noon - hour })] });
    expect(matters(left(noon - 2 * minute), before)).toBe(false);
  });

  test('not for those who only looked aside', () => {
    expect(matters(left(noon - 9_000))).toBe(false);
  });
});

describe('an account', () => {
  test('begins anew after ten minutes, and goes on for those who come back before', () => {
    const look = { since: noon - 8 * hour, leftAt: noon - 2 * minute };
    expect(lookFrom(look, noon)).toEqual(look);
    expect(lookFrom(look, noon + 9 * minute).since).toBe(look.leftAt);
  });

  test('marks what is new since they left', () => {
    const look = { since: noon - 9 * hour, leftAt: noon - 2 * hour };
    const text = shown(givenOf(dataOf(merged, { look }), size), ['9']);
    expect(text).toMatch(/new, by qa, #7 {2}1h00m ago {2}new\n/);
    expect(text).toMatch(/old {2}9h00m ago\n/);
  });

  test('is laid over what one is at, and Esc leads back there; whoever types is left alone', () => {
    const given = givenOf(dataOf(merged), size);
    const back = (keys: readonly string[]): string =>
      topPlace(step(press(given, keys).state, { on: 'back' }, given).state).view;
    expect(back(['6'])).toBe('away');
    expect(back([':', 'a'])).toBe('overview');
    const over = step(press(given, ['6']).state, { on: 'back' }, given).state;
    expect(topPlace(press(given, ['esc'], over).state).view).toBe('queue');
  });
});
