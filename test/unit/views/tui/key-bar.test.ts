import { describe, expect, test } from 'vitest';
import { openingState, placeOf, type UiState } from '../../../../src/views/tui/state.ts';
import { keyBar } from '../../../../src/views/tui/key-bar.ts';
import { screen } from '../../../../src/views/tui/screen.ts';
import { sceneOf } from '../../../../src/views/tui/viewport.ts';
import { viewNamed, views } from '../../../../src/views/tui/views.ts';
import { noon } from '../worlds.ts';
import { dataOf, givenOf, nightWorld } from './worlds.ts';

const widths = [30, 40, 60, 79, 80, 100, 120, 200, 300];

function lastLine(view: string, columns: number): string {
  const given = givenOf(dataOf(nightWorld()), { columns, rows: 24 });
  return keyBar(sceneOf(openingState(view), given));
}

/** Every way in which a key may be told with its word. */
function pairsOf(view: string): ReadonlySet<string> {
  const own = viewNamed(view).keys.map(({ key, bar, short }) => `${bar ?? key} ${short}`);
  return new Set(['? help', 'q quit', 'n needs you', 'Esc back', '/ filter', ': verbs', ...own]);
}

describe('the keys at the bottom', () => {
  test.each(views.flatMap(({ name }) => widths.map((columns) => [name, columns] as const)))(
    'of %s are whole pairs in %d columns, help among them',
    (view, columns) => {
      const line = lastLine(view, columns);
      const shown = line.split('  ').filter((pair) => pair !== '');
      expect(shown.filter((pair) => !pairsOf(view).has(pair))).toEqual([]);
      expect(shown).toContain('? help');
    },
  );

  test('what needs somebody is told before the filter', () => {
    expect(lastLine('queue', 46)).toContain('n needs you');
    expect(lastLine('queue', 46)).not.toContain('/ filter');
  });

  test('keys of a task are not told for a decision that is about none', () => {
    const row = {
      seq: 1,
      at: noon,
      kind: 'decided',
      cause: null,
      decision: null,
      what: 'x',
      why: 'y',
      evidence: [],
    } as const;
    const bar = (task: string | null): string => {
      const given = givenOf(dataOf(nightWorld(), { rows: [{ ...row, worker: null, task }] }), {
        columns: 160,
        rows: 24,
      });
      const place = { ...placeOf('decisions'), selected: '1.0' };
      return keyBar(sceneOf({ ...openingState('decisions'), places: [place] }, given));
    };
    expect(bar('cart-ui')).toContain('r retry  x cancel');
    expect(bar(null)).not.toMatch(/retry|cancel|assign|priority/);
  });

  test('a filter is told, however narrow it is', () => {
    const place = { ...placeOf('queue'), filter: 'a very long filter that takes all of the line' };
    const state: UiState = { ...openingState('queue'), places: [place] };
    const given = givenOf(dataOf(nightWorld()), { columns: 40, rows: 24 });
    expect(screen(state, given).at(-1)).toMatch(/^filter: a v.*…  \? help/);
  });
});

describe('the views at the top', () => {
  test.each(widths)('are whole words or their keys in %d columns', (columns) => {
    const given = givenOf(dataOf(nightWorld()), { columns, rows: 24 });
    const line = screen(openingState('graph'), given)[2] ?? '';
    const words = new Set(views.flatMap(({ title, short }) => [...title.split(' '), short ?? '']));
    const shown = line.split(/[ [\]()]+/).filter((word) => word !== '' && !/^\d+$/.test(word));
    expect(shown.filter((word) => !words.has(word))).toEqual([]);
    for (const { key } of views.filter((view) => view.key !== '')) expect(line).toContain(key);
    expect(line).toContain('[3 Graph]');
  });
});
