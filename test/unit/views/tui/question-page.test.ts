import { describe, expect, test } from 'vitest';
import { marksInOrder, markOf } from '../../../../src/views/tui/timeline-lanes.ts';
import { emptyWorld, question, taskRow as task } from '../worlds.ts';
import { dataOf, givenOf, press, shown, verbInfo } from './worlds.ts';

const wide = { columns: 100, rows: 30 };
const text =
  'the checks of cart fail again and again, whatever its worker tries; what should become of it now?';

function worldOf(status: 'blocked' | 'in_progress', holds: 'none' | 'task', size = wide) {
  const questions = [question(1, { task: 'cart', holds, text })];
  return givenOf(dataOf(emptyWorld({ tasks: [task('cart', { status })], questions })), size);
}

describe('what goes on while a question is open', () => {
  test.each([
    ['blocked', 'none', 'Its task goes on after the answer.'],
    ['in_progress', 'none', 'Work goes on meanwhile.'],
    ['blocked', 'task', 'Its task waits for the answer; its worker is free.'],
  ] as const)('%s, holds %s: %s', (status, holds, words) => {
    expect(shown(worldOf(status, holds), ['n', 'enter'])).toContain(words);
  });
});

test('the palette completes the answers to a question', () => {
  const verbs = [verbInfo('answer', ['question', 'answer'], { endless: true })];
  const choices = [
    { key: 'retry', says: 'try again' },
    { key: 'cancel', says: 'call it off' },
  ];
  const questions = [question(1, { task: 'cart', text, choices })];
  const given = givenOf(dataOf(emptyWorld({ tasks: [task('cart')], questions }), { verbs }), wide);
  const typed = press(given, [':', ...'answer 1 ca'.split(''), 'tab']);
  expect(typed.state.mode).toMatchObject({ on: 'palette', line: { before: 'answer 1 cancel ' } });
  expect(press(given, [':', ...'answer 7 '.split(''), 'tab']).state.mode).toMatchObject({
    line: { before: 'answer 7 ' },
  });
});

test('on the smallest screen the answers of a question can be reached', () => {
  const small = worldOf('blocked', 'task', { columns: 30, rows: 8 });
  expect(shown(small, ['n', 'enter'])).toContain('the checks of cart');
  expect(shown(small, ['n', 'enter', 'G'])).not.toContain('the checks of cart');
  const down = Array.from({ length: 12 }, () => 'j');
  expect(shown(small, ['n', 'enter', ...down])).toMatch(/^> +\d /m);
});

test('a usage limit has a sign of its own on the axis of time', () => {
  const row = {
    seq: 1,
    at: 0,
    kind: 'decided',
    what: 'limit',
    why: 'the account is limited',
    cause: null,
    worker: 'w1',
    task: null,
    decision: null,
    evidence: [],
  } as const;
  expect(markOf(row).says).toBe('usage limit');
  expect(new Set(marksInOrder.map((mark) => mark.text)).size).toBe(marksInOrder.length);
});
