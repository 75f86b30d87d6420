import { describe, expect, test } from 'vitest';
import { topPlace, type Effect, type UiState } from '../../../../src/views/tui/state.ts';
import { step } from '../../../../src/views/tui/step.ts';
import { sceneOf, viewportOf } from '../../../../src/views/tui/viewport.ts';
import type { TuiData } from '../../../../src/views/tui/data.ts';
import { crowdWorld, dataOf, givenOf, nightWorld, press, shown } from './worlds.ts';

const size = { columns: 80, rows: 24 };
const given = givenOf(dataOf(nightWorld()), size);
const crowd = givenOf(dataOf(crowdWorld()), size);

function keysOf(text: string): readonly string[] {
  return text.split('');
}

const pageKeys = {
  down: ['pagedown', 'ctrl-f', 'ctrl-d', 'd', ' '],
  up: ['pageup', 'ctrl-b', 'ctrl-u', 'u'],
};

describe('a list as long as many screens', () => {
  const at = (...keys: readonly string[]) => viewportOf(sceneOf(press(crowd, keys).state, crowd));
  const first = at();
  const last = at('G');

  test.each(pageKeys.down)('%j goes a screen down, a row of it stays in sight', (key) =>
    expect(at(key).selected).toBe(first.height - 1),
  );

  test.each(pageKeys.up)('%j goes a screen up', (key) =>
    expect(at('G', key).selected).toBe(last.selected - (last.height - 1)),
  );

  test('neither leads beyond its ends', () => {
    expect(at('u').selected).toBe(0);
    expect(at('G', 'd').selected).toBe(last.rows.length - 1);
  });
});

describe('a page as long as many screens', () => {
  const lines = Array.from({ length: 100 }, (_line, index) => `line ${index}`);
  const on = withOutput({ command: 'pr list', lines, exit: 0 });
  const { state } = press(on, [...keysOf(':pr list'), 'enter']);
  const top = (...keys: readonly string[]): number =>
    viewportOf(sceneOf(press(on, keys, state).state, on)).top;
  const { height } = viewportOf(sceneOf(state, on));

  test.each(pageKeys.down)('%j scrolls a screen down', (key) => expect(top(key)).toBe(height - 1));
  test.each(pageKeys.up)('%j scrolls a screen up', (key) =>
    expect(top('end', key)).toBe(lines.length - height - (height - 1)),
  );
});

function withOutput(output: TuiData['output']): typeof given {
  return givenOf(dataOf(nightWorld(), { output }), size);
}

function views({ places }: UiState): readonly string[] {
  return places.map(({ view }) => view);
}

const backKeys = ['esc', 'h', 'left', 'backspace'];

test.each(backKeys)('%s goes back, one place at a time', (key) => {
  const deep = ['6', 'enter', 'U', key];
  expect(views(press(given, deep).state)).toEqual(['queue', 'task']);
  expect(views(press(given, [...deep, key]).state)).toEqual(['queue']);
});

test.each(backKeys)('%s shows what a filter has hidden before it leaves the place', (key) => {
  const filtered = ['6', 'enter', '/', 'x', 'enter'];
  const once = press(given, [...filtered, key]).state;
  expect(topPlace(once)).toMatchObject({ view: 'task', filter: '' });
  expect(views(press(given, [key], once).state)).toEqual(['queue']);
});

describe('what a verb says while it runs', () => {
  const page = (exit: number | null) => {
    const on = withOutput({ command: 'pr list', lines: ['one'], exit });
    const { state } = press(on, [...keysOf(':pr list'), 'enter']);
    return (...keys: readonly string[]) => press(on, keys, state);
  };

  test('is ended by Esc, and stays to be read', () => {
    const { state, effects } = page(null)('esc');
    expect(effects).toEqual([{ do: 'interrupt' }]);
    expect(topPlace(state).view).toBe('output');
  });

  test.each(['h', 'left', 'backspace'])('is left by %s, and goes on', (key) => {
    const { state, effects } = page(null)(key);
    expect(effects).toEqual([]);
    expect(topPlace(state).view).toBe('overview');
  });

  test('is left by Esc once it is over', () => {
    const { state, effects } = page(0)('esc');
    expect(effects).toEqual([]);
    expect(topPlace(state).view).toBe('overview');
  });
});

describe('a filter', () => {
  test('that is dropped with Esc leaves no text behind', () => {
    const { state } = press(given, ['6', '/', ...keysOf('build'), 'esc']);
    expect(state.mode.on).toBe('browse');
    expect(topPlace(state).filter).toBe('');
    expect(shown(given, [], state)).toContain('api-auth');
  });

  test('that is typed over an older one and dropped leaves the older one', () => {
    const { state } = press(given, ['6', '/', ...keysOf('build'), 'enter', '/', 'x', 'esc']);
    expect(topPlace(state).filter).toBe('build');
  });
});

const tasks = ['6', '/', ...keysOf('cart-totals'), 'enter'];
const docs = ['/', ...keysOf('docs'), 'enter'];
const runs = (argv: readonly string[], show = 'toast') => [{ do: 'run', argv, show }];

test.each<readonly [what: string, keys: readonly string[], effects: readonly unknown[]]>([
  ['T shows the text of a task', [...tasks, 'T'], runs(['text', 'cart-totals'], 'page')],
  ['D shows what a task has committed', [...tasks, 'D'], runs(['diff', 'cart-totals'], 'page')],
  ['D does so on its page too', [...tasks, 'enter', 'D'], runs(['diff', 'cart-totals'], 'page')],
  ['A looks at a session only', ['A'], [{ do: 'attach', worker: 'engineer2', readOnly: true }]],
  ['A does so on a page too', ['enter', 'A'], [{ do: 'attach', worker: 'engineer2', readOnly: true }]],
  ['p pauses one that goes on', ['p'], runs(['pause', 'engineer2'])],
  ['p lets one that is paused go on', [...docs, 'p'], runs(['resume', 'docs'])],
  ['e opens the text of a task', [...tasks, 'e'], [{ do: 'edit', task: 'cart-totals' }]],
  [
    'Ctrl-J begins a new line of what is typed',
    ['m', 'a', 'ctrl-j', 'b', 'enter'],
    runs(['nudge', 'engineer2', '--', 'a\nb']),
  ],
])('%s', (_what, keys, effects) => expect(press(given, keys).effects).toEqual(effects));

test('nobody is attached to a worker that has no session now', () => {
  const world = nightWorld();
  const workers = world.workers.map((row) =>
    row.worker === 'docs'
      ? { ...row, activity: 'off' as const }
      : row.worker === 'qa'
        ? { ...row, session: null }
        : row,
  );
  const on = givenOf(dataOf({ ...world, workers }), size);
  for (const name of ['docs', 'qa'])
    for (const key of ['a', 'A'])
      expect(press(on, ['/', ...keysOf(name), 'enter', key]).effects).toEqual([
        { do: 'say', text: `${name} has no session now` },
      ]);
});

describe('the palette', () => {
  const chosen = (...keys: readonly string[]): number | null => {
    const { mode } = press(given, [':', ...keys]).state;
    return mode.on === 'palette' ? mode.chosen : null;
  };

  test.each(['up', 'shift-tab'])('%s goes back to the line above, and at last to what is typed', (key) => {
    expect(chosen('down', 'down')).toBe(1);
    expect(chosen('down', 'down', key)).toBe(0);
    expect(chosen('down', key, key)).toBe(-1);
  });

  test('attaches to look only where that is asked for', () => {
    const attaching = (text: string): readonly Effect[] => press(given, [...keysOf(text), 'enter']).effects;
    expect(attaching(':attach qa -r')).toEqual([{ do: 'attach', worker: 'qa', readOnly: true }]);
    expect(attaching(':attach qa')).toEqual([{ do: 'attach', worker: 'qa', readOnly: false }]);
  });
});

test('text that is pasted while something is asked neither agrees nor refuses', () => {
  const { state } = press(given, ['R']);
  expect(state.mode.on).toBe('confirm');
  for (const text of ['y', 'n', 'yes\ny\n'])
    expect(step(state, { on: 'paste', text }, given)).toEqual({ state, effects: [] });
});
