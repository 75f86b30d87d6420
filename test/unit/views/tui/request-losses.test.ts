import { describe, expect, test } from 'vitest';
import { emptyWorld, pullRequest, taskRow as task } from '../worlds.ts';
import { dataOf, givenOf, press } from './worlds.ts';

const given = givenOf(
  dataOf(
    emptyWorld({
      tasks: [
        task('prices', { status: 'merged', branch: 'feat/prices', pr: 7 }),
        task('cart', { status: 'complete', commits: 2, pr: 8 }),
        task('invoice', { status: 'pending', after: ['prices'], waitingFor: ['prices'] }),
      ],
      pullRequests: [pullRequest(7, { task: 'prices' }), pullRequest(8, { task: 'cart' })],
    }),
  ),
  { columns: 120, rows: 40 },
);

describe('the palette asks before it', () => {
  test.each([
    ['pr drop prices', 'Take prices out of ', ['feat/prices', '1 open task behind it']],
    ['pr drop 7', 'Take prices out of ', ['czar undo does not take that back']],
    ['pr merge cart', 'Merge cart?', ['2 commits of #8']],
    ['pr merge #8', 'Merge cart?', ['czar undo does not take a merge back']],
  ])('%s', (line, asks, says) => {
    const typed = press(given, [':', ...line.split(''), 'enter']);
    expect(typed.effects).toEqual([]);
    expect(typed.state.mode).toMatchObject({ on: 'confirm' });
    for (const words of [asks, ...says]) expect(JSON.stringify(typed.state.mode)).toContain(words);
    expect(press(given, ['x'], typed.state).effects).toEqual([]);
    expect(press(given, ['y'], typed.state).effects).toMatchObject([{ do: 'run', argv: line.split(' ') }]);
  });
});

test('P lists the pull requests, wherever one is', () => {
  for (const view of ['1', '3', '6', '8'])
    expect(press(given, [view, 'P']).effects).toEqual([{ do: 'run', argv: ['pr'], show: 'page' }]);
});

test.each(['pr show 7', 'pr', 'pr check cart'])('%s is run at once', (line) => {
  expect(press(given, [':', ...line.split(''), 'enter']).effects).toMatchObject([{ do: 'run' }]);
});
