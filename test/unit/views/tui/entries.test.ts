import { describe, expect, test } from 'vitest';
import { topPlace } from '../../../../src/views/tui/state.ts';
import { sceneOf, viewportOf } from '../../../../src/views/tui/viewport.ts';
import { dataOf, givenOf, nightWorld, press, shown } from './worlds.ts';

const given = givenOf(dataOf(nightWorld()), { columns: 120, rows: 40 });

function found(view: string, text: string): readonly string[] {
  const { state } = press(given, [view, '/', ...text.split(''), 'enter']);
  return viewportOf(sceneOf(state, given)).rows.map(({ id }) => id ?? '');
}

describe.each([
  ['the log', '7'],
  ['the decisions', '5'],
])('in %s', (_view, key) => {
  test.each([
    [[], 0],
    [['j', 'j'], 2],
    [['G', 'k'], -2],
  ])('Enter after %j opens the entry that is selected', (keys, index) => {
    const scene = sceneOf(press(given, [key]).state, given);
    const about = viewportOf(scene).rows.at(index)?.id;
    const { state } = press(given, [key, ...keys, 'enter']);
    expect(topPlace(state)).toMatchObject({ view: 'entry', about });
  });

  test('an entry that is opened tells its whole reason', () => {
    const text = shown(given, [key, '/', ...'slow'.split(''), 'enter', 'enter']);
    expect(text).toContain('engineer4 is slow');
    expect(text).toContain('worker  engineer4');
    expect(text).not.toContain('builder2 has died');
  });

  test.each([
    ['has died', ['102.0', '7.0']],
    ['stuck on search-index', ['105.0']],
    ['ENGINEER4 slow', ['101.0']],
    ['may take', ['2.0']],
    ['no such words', []],
  ])('the filter finds the reason "%s"', (text, ids) =>
    expect([...found(key, text)].sort()).toEqual([...ids].sort()),
  );
});

test('the filter of the log also finds kinds, names and what was done', () => {
  expect(found('7', 'failed api-auth')).toEqual(['8.0']);
  expect(found('7', 'seen pull')).toEqual(['9.0']);
});
