import { describe, expect, test } from 'vitest';
import { emptyWorld, question, taskRow as task, workerRow as worker } from '../worlds.ts';
import { dataOf, givenOf, press } from './worlds.ts';

const choices = [
  { key: 'retry', says: 'try again' },
  { key: 'cancel', says: 'call it off' },
];
const given = givenOf(
  dataOf(
    emptyWorld({
      tasks: [task('cart', { status: 'needs_human' })],
      workers: [worker('qa')],
      questions: [question(7, { topic: 'task-blocked', task: 'cart', choices, freeText: true })],
    }),
    {
      verbs: [
        { name: 'answer', about: '', takes: ['question', 'answer'], options: [] },
        { name: 'attach', about: '', takes: ['worker'], options: ['--read-only'] },
        { name: 'clean', about: '', takes: [], options: ['--all', '--yes'] },
        { name: 'retry', about: '', takes: ['task'], options: ['--fresh'] },
        { name: 'stop', about: '', takes: [], options: ['--all'] },
        { name: 'undo', about: '', takes: ['what'], options: ['--json'] },
        { name: 'restart', about: '', takes: ['worker'], options: [] },
      ],
    },
  ),
  { columns: 120, rows: 40 },
);

const typing = (text: string): readonly string[] => [...text.split(''), 'enter'];
const keysOf = (line: string): readonly string[] => [':', ...typing(line)];

describe('the palette asks, however a loss is spelled', () => {
  test.each([
    ['answer #q-7 cancel', 'Cancel cart?'],
    ['answer q-7 " cancel "', 'Cancel cart?'],
    ['retry cart --fresh', 'the commits so far are kept under a ref'],
  ])('%s', (line, words) => {
    const typed = press(given, keysOf(line));
    expect(typed.effects).toEqual([]);
    expect(JSON.stringify(typed.state.mode)).toContain(words);
  });
});

test('words of your own that are those of a choice are asked about as it is', () => {
  const opened = press(given, ['n', 'enter', '3', 'enter']);
  expect(opened.state.mode).toMatchObject({ on: 'typing' });
  const typed = press(given, typing('cancel'), opened.state);
  expect(typed.effects).toEqual([]);
  expect(JSON.stringify(typed.state.mode)).toContain('Cancel cart?');
  expect(press(given, typing('keep both'), opened.state).effects).toMatchObject([{ do: 'run' }]);
});

test.each([
  ['attach qa', false],
  ['attach qa --read-only', true],
  ['attach -r qa', true],
])('%s gives the terminal to the session', (line, readOnly) => {
  expect(press(given, keysOf(line)).effects).toEqual([{ do: 'attach', worker: 'qa', readOnly }]);
});

test.each(['retry cart --help', 'stop --help', 'restart -h', 'clean --yes --help', 'undo --json'])(
  '%s takes nothing away, and is not asked about',
  (line) => expect(press(given, keysOf(line)).effects).toMatchObject([{ do: 'run', argv: line.split(' ') }]),
);

test.each(['retry cart', 'stop', 'restart qa', 'undo o-1 --json'])('%s is asked about', (line) => {
  const typed = press(given, keysOf(line));
  expect(typed.effects).toEqual([]);
  expect(typed.state.mode).toMatchObject({ on: 'confirm' });
});

test.each(['clean', 'clean --all'])('%s lists, and takes nothing away', (line) => {
  expect(press(given, keysOf(line)).effects).toMatchObject([{ do: 'run', argv: line.split(' ') }]);
});
