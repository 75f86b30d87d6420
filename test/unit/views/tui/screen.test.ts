import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { screen } from '../../../../src/views/tui/screen.ts';
import { openingState, placeOf, type UiState } from '../../../../src/views/tui/state.ts';
import type { Size } from '../../../../src/views/tui/view.ts';
import { views } from '../../../../src/views/tui/views.ts';
import { noon } from '../worlds.ts';
import { crowdWorld, dataOf, givenOf, nightWorld, press, shown, worlds } from './worlds.ts';

const sizes = [
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
  [300, 80],
] as const;

const every = Object.entries(worlds);

describe('the overview looks as recorded', () => {
  test.each(every.flatMap(([name, world]) => sizes.map((size) => [name, world, size] as const)))(
    'for the world %s',
    async (name, world, [columns, rows]) => {
      const given = givenOf(dataOf(world()), { columns, rows });
      await expect(shown(given)).toMatchFileSnapshot(`golden/overview-${name}-${columns}x${rows}.txt`);
    },
  );

  test('in colours', async () => {
    const given = givenOf(dataOf(nightWorld()), { columns: 80, rows: 24 }, { color: true });
    await expect(shown(given)).toMatchFileSnapshot('golden/overview-night-80x24-color.txt');
  });

  test('where the locale is not UTF-8', () => {
    const given = givenOf(dataOf(nightWorld()), { columns: 80, rows: 24 }, { unicode: false });
    expect(shown(given).replaceAll('…', '.')).toMatch(/^[\n -~]*$/);
  });
});

const small = { columns: 80, rows: 24 };

/** A view as one comes to it, with everything read that it wants. */
function seen(name: string, size: Size): string {
  const about = { worker: 'engineer4', task: 'build-1', question: 'q-1', entry: '6.0' }[name] ?? null;
  const output = { command: 'pr', lines: ['PR  STATE', '#61 open'], exit: 0 };
  const why = { about: about ?? '', lines: reasons, details: { evidence, receipts: [], next: [] } };
  const peek = { about: about ?? '', source: 'screen' as const, lines: ['$ npm test', '2 failed'] };
  const given = givenOf(dataOf(nightWorld(), { output, why, peek }), size);
  const state: UiState = {
    ...openingState('overview'),
    places: about === null ? [placeOf(name)] : [placeOf('overview'), placeOf(name, about)],
  };
  return screen(state, given)
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

const reasons = [
  'worker: stuck, no progress for 2h07m, task search-index',
  'no commit, no file changed and nothing on its screen for 2h07m, where 90 % of its tasks took less than 40m',
  'it was told to go on twice, at 09:10 and 09:40: neither helped',
  'it is started again in 12m: two nudges were in vain',
  'its worktree has 9 uncommitted files; they are kept',
];

const evidence = [
  { source: 'git' as const, at: noon - 127 * 60_000, says: 'the last commit: Index the titles' },
  { source: 'pane' as const, at: noon - 60_000, says: 'nothing moved' },
];

describe('each view looks as recorded', () => {
  test.each(views.flatMap(({ name }) => sizes.map(([columns, rows]) => [name, columns, rows] as const)))(
    '%s at %dx%d',
    async (name, columns, rows) => {
      const file = columns === 80 ? `view-${name}` : `${columns}x${rows}/view-${name}`;
      await expect(seen(name, { columns, rows })).toMatchFileSnapshot(`golden/${file}.txt`);
    },
  );

  test('conflicts of a crowd: what conflicts comes first, and no more than fits', async () => {
    const given = givenOf(dataOf(crowdWorld()), small);
    await expect(shown(given, ['8'])).toMatchFileSnapshot('golden/view-conflicts-crowd.txt');
  });

  test.each([
    ['help', ['?']],
    ['filter', ['/', 'e', 'n', 'g']],
    ['palette', [':', 'a']],
    ['confirm', ['6', 'x']],
    ['typing', ['m', 'h', 'i']],
  ] as const)('%s', async (name, keys) => {
    const given = givenOf(dataOf(nightWorld()), small);
    await expect(shown(given, keys)).toMatchFileSnapshot(`golden/mode-${name}.txt`);
  });
});

describe('whatever the world', () => {
  const cases = every.flatMap(([name, world]) => views.map((view) => [name, view.name, world] as const));

  const pages = new Set(['overview', 'worker', 'task', 'question', 'entry', 'output']);

  test.each(cases.filter(([name, view]) => name !== 'night' && !pages.has(view)))(
    '%s in %s looks as recorded',
    async (name, view, world) => {
      const lines = screen(openingState(view), givenOf(dataOf(world()), { columns: 100, rows: 30 }));
      const picture = lines.map((line) => `${line.trimEnd()}\n`).join('');
      await expect(picture).toMatchFileSnapshot(`golden/${name}/${view}.txt`);
    },
  );

  test.each(cases)('%s in %s fills the screen and no more', (_name, view, world) => {
    for (const [columns, rows] of [...sizes, [40, 12], [31, 9], [20, 5], [7, 2], [1, 1]] as const) {
      for (const color of [true, false]) {
        const given = givenOf(dataOf(world()), { columns, rows }, { color });
        const lines = screen({ ...openingState(view) }, given);
        expect(lines).toHaveLength(rows);
        expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
      }
    }
  });

  test.each(cases)(
    '%s in %s holds no control character but colours, which tell nothing alone',
    (_n, view, world) => {
      const plain = screen(openingState(view), givenOf(dataOf(world()), small)).map((line) => line.trimEnd());
      expect(plain.join('\n')).not.toMatch(/[^\P{C}\n]/u);
      const coloured = screen(openingState(view), givenOf(dataOf(world()), small, { color: true }));
      const bare = coloured.map((line) => line.replace(/\u001b\[(?:1|2|22|7|27|3[1236]|39)m/g, '').trimEnd());
      expect(bare).toEqual(plain);
    },
  );
});

describe('a picture is never silently old', () => {
  const at = (more: Parameters<typeof dataOf>[1]): string =>
    shown(givenOf(dataOf(nightWorld(), more), small)).split('\n')[0] ?? '';

  test('one that is fresh is called live', () => expect(at({})).toContain('live'));
  test('one that has not been heard of for a while tells its age', () =>
    expect(at({ heardAt: givenOf(dataOf(null), small).now - 14_000 })).toContain('14s old'));
  test('a supervisor that does not answer is said to', () =>
    expect(at({ supervisor: 'stale', heardAt: givenOf(dataOf(null), small).now - 60_000 })).toContain(
      'does not answer: this is 1m old',
    ));
  test('a dead one too, with the verb that helps', () =>
    expect(at({ supervisor: 'dead', heardAt: givenOf(dataOf(null), small).now - 60_000 })).toContain(
      'czar is not running: last seen 1m ago (: start)',
    ));
  test('and one that never was', () =>
    expect(shown(givenOf(dataOf(null, { supervisor: 'dead' }), small)).split('\n')[0]).toContain(
      'was never started',
    ));
});

test('a narrow screen says how large it has to be', () => {
  expect(shown(givenOf(dataOf(nightWorld()), { columns: 24, rows: 6 }))).toContain('24x6: czar needs');
});

test('only what is in sight is drawn: the last of 300 tasks is there after G', () => {
  const world = worlds['crowd'];
  if (world === undefined) throw new Error('no crowd');
  const given = givenOf(dataOf(world()), small);
  expect(shown(given, ['6', 'G'])).toContain('> ');
  expect(press(given, ['6', 'G']).state.places[0].index).toBe(299);
});
