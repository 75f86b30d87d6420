import { describe, expect, test } from 'vitest';
import { emptyWorld, question, taskRow as task, workerRow as worker } from '../worlds.ts';
import { dataOf, givenOf, press, verbInfo } from './worlds.ts';

const choices = [
  { key: 'retry', says: 'try again' },
  { key: 'cancel', says: 'call it off' },
];
const given = givenOf(
  dataOf(
    emptyWorld({
      tasks: [
        task('cart', { status: 'needs_human', attempt: 1 }),
        task('after', {}),
        task('run', { status: 'in_progress', attempt: 1, worker: 'w2' }),
      ],
      workers: [worker('qa'), worker('w2', { task: 'run' }), worker('held', { activity: 'paused' })],
      questions: [question(7, { topic: 'task-blocked', task: 'cart', choices, freeText: true })],
    }),
    {
      verbs: [
        verbInfo('answer', ['question', 'answer'], { endless: true }),
        verbInfo('attach', ['worker'], { options: ['--read-only'], short: ['-r'] }),
        verbInfo('clean', [], { options: ['--all', '--yes'], short: ['-y'] }),
        verbInfo('retry', ['task'], { options: ['--fresh'] }),
        verbInfo('stop', [], { options: ['--all', '--now'] }),
        verbInfo('undo', ['what'], { needs: 0, options: ['--json'] }),
        verbInfo('restart', ['worker']),
        verbInfo('cancel', ['task']),
        verbInfo('assign', ['names'], { needs: 0, endless: true, options: ['--now', '--open', '--next'] }),
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
    ['retry --fresh cart', 'the commits so far are kept under a ref'],
    ['retry -- cart', 'Begin cart again?'],
    ['cancel -- cart', 'Cancel cart?'],
    ['assign --now run qa', 'w2, which is at it now, is interrupted'],
    ['undo api-auth.1', 'taken back'],
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

test.each(['retry cart', 'stop', 'restart qa', 'undo o-3fa9c1d2 --json'])('%s is asked about', (line) => {
  const typed = press(given, keysOf(line));
  expect(typed.effects).toEqual([]);
  expect(typed.state.mode).toMatchObject({ on: 'confirm' });
});

test.each(['clean', 'clean --all'])('%s lists, and takes nothing away', (line) => {
  expect(press(given, keysOf(line)).effects).toMatchObject([{ do: 'run', argv: line.split(' ') }]);
});

test.each(['assign --now after qa', 'assign --now cart qa', 'assign run qa', 'assign --next qa'])(
  '%s interrupts nobody, and is not asked about',
  (line) => expect(press(given, keysOf(line)).effects).toMatchObject([{ do: 'run', argv: line.split(' ') }]),
);

describe('a line that cannot work stays, and says why', () => {
  test.each([
    ['cancel', 'czar cancel takes a task; czar cancel --help'],
    ['restart', 'czar restart takes a worker'],
    ['restart held', 'held is paused'],
    ['stop x', 'czar stop takes no "x"'],
    ['stop --al', 'czar stop has no option "--al"; did you mean --all?'],
    ['cancel cart after', 'czar cancel takes no "after"'],
    ['clean -x', 'czar clean has no option "-x"'],
    ['undo nosuch', 'nothing goes by "nosuch"'],
    ['retry after', 'after was not begun yet'],
    ['retry --fresh nosuch', 'there is no task "nosuch"'],
    ['cancel -- nosuch', 'there is no task "nosuch"'],
    ['assign --now run w2', 'w2 is on run already'],
    ['assign --now run', 'czar assign takes <task> <worker>'],
    ['assign qa cart', 'there is no task "qa"'],
    ['answer 7', 'question 7 is answered by one of: retry, cancel, your own words'],
    ['answer', 'czar answer takes a question and an answer'],
  ])('%s', (line, says) => {
    const { state, effects } = press(given, keysOf(line));
    expect(state.mode).toMatchObject({ on: 'palette', line: { before: line } });
    expect(effects).toMatchObject([{ do: 'say' }]);
    expect(JSON.stringify(effects)).toContain(JSON.stringify(says).slice(1, -1));
  });
});

test('r and R say why nothing comes of them, too', () => {
  expect(press(given, ['6', '/', ...'after'.split(''), 'enter', 'r']).effects).toMatchObject([
    { do: 'say', text: 'after was not begun yet: there is nothing to begin again' },
  ]);
  expect(press(given, ['/', ...'held'.split(''), 'enter', 'R']).effects).toMatchObject([
    { do: 'say', text: 'held is paused: let it go on first (czar resume)' },
  ]);
});
