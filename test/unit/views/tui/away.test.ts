import { describe, expect, test } from 'vitest';
import { awayMatters } from '../../../../src/views/tui/away.ts';
import type { TimelineRow } from '../../../../src/views/timeline.ts';
import { lookFrom, neverLooked, type Look } from '../../../../src/views/tui/looks.ts';
import { topPlace } from '../../../../src/views/tui/state.ts';
import { step } from '../../../../src/views/tui/step.ts';
import { emptyWorld, noon, pullRequest, question, taskRow, workerRow } from '../worlds.ts';
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

test('nobody takes the worker of a cancelled task for who cancelled it, and merged work that was taken out is told as that', () => {
  const world = emptyWorld({
    tasks: [
      taskRow('bonus', { status: 'cancelled', title: 'A bonus', since: noon - hour, worker: 'qa', pr: 9 }),
      taskRow('other', { status: 'cancelled', since: noon - hour, worker: 'docs' }),
    ],
    pullRequests: [pullRequest(9, { task: 'bonus', state: 'merged' })],
  });
  const text = shown(givenOf(dataOf(world, { look: left(noon - 8 * hour) }), size), ['9']);
  expect(text).toMatch(/2 cancelled\n.*bonus {2}"A bonus", merged and taken out again, work of qa, #9/);
  expect(text).toContain('other, work of docs');
});

test('it tells of crashes, restarts, conflicts, cancelled tasks, and of ends of Czar itself', () => {
  const row = {
    cause: null,
    decision: null,
    evidence: [],
    task: null,
    worker: null,
    kind: 'decided',
    what: 'health',
  } as const;
  const rows: readonly TimelineRow[] = [
    { ...row, seq: 1, at: noon - 9 * hour, kind: 'czar', what: 'started', why: 'pid 1' },
    {
      ...row,
      seq: 2,
      at: noon - 5 * hour,
      worker: 'w1',
      why: 'w1: its agent ended with status 1',
      news: 'crashed',
    },
    {
      ...row,
      seq: 3,
      at: noon - 4 * hour,
      worker: 'w1',
      why: 'w1: its agent ended with status 1',
      news: 'crashed',
    },
    {
      ...row,
      seq: 4,
      at: noon - 3 * hour,
      worker: 'w2',
      why: 'w2 is stuck on b and gets a new session',
      news: 'restarted',
    },
    { ...row, seq: 5, at: noon - 2 * hour, task: 'c', why: 'conflicts in x.ts', news: 'conflict' },
    { ...row, seq: 6, at: noon - hour, kind: 'czar', what: 'started', why: 'pid 2' },
    { ...row, seq: 7, at: noon - hour / 2, kind: 'czar', what: 'stopped', why: 'you asked' },
    { ...row, seq: 8, at: noon - hour / 3, kind: 'czar', what: 'started', why: 'pid 3' },
  ];
  const world = emptyWorld({
    tasks: [taskRow('dropped', { status: 'cancelled', since: noon - hour })],
    conflicts: [
      { a: 'w1', b: 'w2', tasks: ['d', 'e'], files: ['y.ts'], fileCount: 1, since: noon - hour, told: [] },
    ],
  });
  const text = shown(
    givenOf(dataOf(world, { rows, look: left(noon - 8 * hour) }), { columns: 120, rows: 40 }),
    ['9'],
  );
  expect(text).toMatch(/1 cancelled\n.*dropped {2}1h00m ago/);
  expect(text).toMatch(
    /2 conflicts\n.*d and e \(w1, w2\): y\.ts {2}1h00m ago\n.*c: conflicts in x\.ts {2}2h00m ago/,
  );
  expect(text).toMatch(/1 agent crashed\n.*w1: its agent ended with status 1, 2 times {2}4h00m ago/);
  expect(text).toMatch(/1 agent started again because it was stuck\n.*w2 is stuck on b/);
  expect(text).toMatch(
    /2 starts of Czar itself\n.*ended without a word.* {2}1h00m ago\n.*it was stopped \(you asked\) and started again {2}20m ago/,
  );
});

describe('it comes up by itself', () => {
  const matters = (look: Look | null, world = merged): boolean =>
    awayMatters(dataOf(world, { look, rows: [] }), noon);

  test('after a long absence in which anything happened', () => {
    expect(matters(left(noon - 8 * hour))).toBe(true);
    expect(matters(left(noon - 8 * hour), emptyWorld())).toBe(false);
    expect(matters(null)).toBe(false);
  });

  test('at the very first look, where anything happened since it was started', () => {
    const run = { ...merged, startedAt: noon - 2 * hour };
    expect(matters(neverLooked, run)).toBe(true);
    expect(matters(neverLooked, emptyWorld({ startedAt: noon - 2 * hour }))).toBe(false);
    expect(matters(neverLooked, { ...run, startedAt: noon - 5_000 })).toBe(false);
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
    expect(text).toContain('Since the look before, 9h00m ago (03:00); you looked last 2h00m ago (10:00)');
    expect(text).toMatch(/ {2}new {2}.*new, by qa, #7 {2}1h00m ago\n/);
    expect(text).toMatch(/ {4}[^n\n]*old {2}9h00m ago\n/);
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
