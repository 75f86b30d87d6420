import { describe, expect, test } from 'vitest';
import { emptyWorld, pullRequest, taskRow as task } from '../worlds.ts';
import { dataOf, givenOf, press } from './worlds.ts';

const given = givenOf(
  dataOf(
    emptyWorld({
      tasks: [
        task('prices', { status: 'merged', merged: 'a1b2c3d4', pr: 7 }),
        task('cart', { status: 'complete', commits: 2, pr: 8 }),
        task('one', { status: 'complete', commits: 1, pr: 9 }),
        task('begun', { status: 'in_progress', attempt: 1, commits: 3 }),
        task('early', { status: 'complete', commits: 1 }),
        task('before', { status: 'merged', note: 'before Czar' }),
        task('invoice', { status: 'pending', after: ['prices'], waitingFor: ['prices'] }),
      ],
      pullRequests: [
        pullRequest(7, { task: 'prices', state: 'merged' }),
        pullRequest(8, { task: 'cart' }),
        pullRequest(9, { task: 'one' }),
        pullRequest(10, { task: null }),
      ],
    }),
  ),
  { columns: 120, rows: 40 },
);

describe('the palette asks before it', () => {
  test.each([
    [
      'pr drop prices',
      'Take prices out of ',
      ['its commits stay in the history there', '1 open task behind it'],
    ],
    ['pr drop 7', 'Take prices out of ', ['czar undo does not take that back']],
    ['pr merge cart', 'Merge cart?', ['2 commits of #8 go into']],
    ['pr merge one', 'Merge one?', ['1 commit of #9 goes into']],
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

describe('what cannot be merged or taken out is not asked about', () => {
  test.each([
    ['pr merge 7', '#7 of prices is merged already'],
    ['pr merge prices', '#7 of prices is merged already'],
    ['pr merge invoice', 'invoice is pending: only finished work can be merged'],
    ['pr merge begun', 'begun is in progress: only finished work can be merged'],
    ['pr merge early', 'early has no pull request yet'],
    ['pr merge 99', 'no pull request has that number or task: 99'],
    ['pr merge 10', '#10 is the omnibus'],
    ['pr merge', 'takes the number of a pull request, or a task'],
    ['pr drop cart', 'cart is complete, not merged'],
    ['pr drop before', 'before has no merge of its own'],
    ['pr omnibus --merge cart', 'czar pr omnibus takes no name'],
  ])('%s', (line, says) => {
    const { state, effects } = press(given, [':', ...line.split(''), 'enter']);
    expect(state.mode).toMatchObject({ on: 'palette', line: { before: line } });
    expect(effects).toMatchObject([{ do: 'say' }]);
    expect(JSON.stringify(effects)).toContain(JSON.stringify(says).slice(1, -1));
  });

  test.each([
    ['prices', 'prices is merged already'],
    ['invoice', 'invoice is pending: only finished work can be merged'],
    ['early', 'early has no pull request yet'],
  ])('M says the same of %s', (name, says) => {
    const { state, effects } = press(given, ['6', '/', ...name.split(''), 'enter', 'M']);
    expect(state.mode).toEqual({ on: 'browse' });
    expect(effects).toEqual([{ do: 'say', text: says }]);
  });
});
