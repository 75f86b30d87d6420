import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { screen } from '../../../../src/views/tui/screen.ts';
import { endingOf } from '../../../../src/views/tui/ending.ts';
import type { Size } from '../../../../src/views/tui/view.ts';
import { counts, emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, nightWorld, press, shown } from './worlds.ts';

const smallest = { columns: 30, rows: 8 };
const common = { columns: 80, rows: 24 };
const choices = [
  { key: 'yes', says: 'let it' },
  { key: 'no', says: 'do not' },
];

function asking(text: string, size: Size) {
  const questions = [question(1, { topic: 'task-blocked', task: 'cart', text, choices, freeText: false })];
  return givenOf(dataOf(emptyWorld({ tasks: [taskRow('cart')], questions })), size);
}

describe.each([
  ['a long question on a common screen', asking('which way '.repeat(200), common)],
  ['a short one on the smallest', asking('may it be deleted for good?', smallest)],
])('%s', (_what, given) => {
  const open = ['n', 'enter'];

  test('its answers are out of sight at first; a number brings the one that it chooses into sight', () => {
    expect(shown(given, open)).not.toMatch(/^ *\d +no\b/m);
    expect(shown(given, [...open, '2'])).toMatch(/^> +2 +no/m);
    expect(shown(given, [...open, '2', '1'])).toMatch(/^> +1 +yes/m);
  });

  test('what is chosen is given by Enter', () => {
    expect(press(given, [...open, '2', 'enter']).effects).toMatchObject([
      { do: 'run', argv: ['answer', '1', '--', 'no'] },
    ]);
  });

  test('what is chosen and out of sight is shown by Enter, and given by the next one', () => {
    const away = press(given, [...open, '2', 'g']).state;
    expect(shown(given, [], away)).not.toMatch(/^> +2 +no/m);
    const once = press(given, ['enter'], away);
    expect(once.effects).toEqual([{ do: 'say', text: '2 no is chosen: Enter gives it' }]);
    expect(shown(given, [], once.state)).toMatch(/^> +2 +no/m);
    expect(press(given, ['enter'], once.state).effects).toMatchObject([{ do: 'run' }]);
  });

  test('nothing is chosen by going to its end', () => {
    const [said] = press(given, [...open, 'G', 'enter']).effects;
    expect(said?.do === 'say' ? said.text : said).toMatch(/^nothing is chosen/);
  });
});

test('a page says how much of it is below, and what is above', () => {
  const given = asking('which way '.repeat(200), common);
  expect(shown(given, ['n', 'enter'])).toMatch(/^ {2}\+\d+ more$/m);
  expect(shown(given, ['n', 'enter', 'G'])).toMatch(/^ {2}\d+ above$/m);
});

test('G and g select the last and the first thing of a page that one can go to', () => {
  const given = givenOf(dataOf(nightWorld()), common);
  const selected = (...keys: readonly string[]): string =>
    /^> +(.*)$/m.exec(shown(given, ['9', ...keys]))?.[1] ?? '';
  const lines = shown(givenOf(dataOf(nightWorld()), { columns: 80, rows: 300 }), ['9']).split('\n');
  const items = lines.flatMap((line) => /^[> ] {3}(\S.*)$/.exec(line)?.[1] ?? []);
  expect(items.length).toBeGreaterThan(5);
  expect(selected('G')).toBe(items.at(-1));
  expect(selected('G', 'g')).toBe(items[0]);
});

describe('what is lost, where it is more than fits', () => {
  const given = givenOf(dataOf(nightWorld()), smallest);
  const asked = press(given, ['R']).state;
  const onScreen = (keys: readonly string[]): string => shown(given, keys, asked);

  test('may stand over the header, and says that it goes on', () => {
    const lines = screen(asked, given);
    expect(lines).toHaveLength(8);
    expect(lines.join('\n')).toMatch(/Restart [\s\S]*\n {2}\+\d+ more\ndown go on reading/);
  });

  test.each(['y', 'j', 'down', ' '])('%j shows the rest, and carries nothing out', (key) => {
    const next = press(given, [key], asked);
    expect(next.effects).toEqual([]);
    expect(next.state.mode).toMatchObject({ on: 'confirm' });
    expect(onScreen([key])).not.toBe(onScreen([]));
    expect(onScreen([key, 'k'])).toBe(onScreen([]));
  });

  test('a yes counts once all of it was in sight, of which no line is left out', () => {
    const wide = shown(givenOf(dataOf(nightWorld()), { columns: 30, rows: 40 }), [], asked).split('\n');
    const all = wide
      .slice(wide.findIndex((line) => line.startsWith('Restart ')) + 1)
      .filter((line) => line.startsWith('  '));
    const seen = new Set<string>();
    let state = asked;
    for (let turn = 0; turn < all.length; turn += 1) {
      for (const line of shown(given, [], state).split('\n')) seen.add(line);
      if (!shown(given, [], state).includes('go on reading')) break;
      state = press(given, ['down'], state).state;
    }
    expect(all.filter((line) => !seen.has(line))).toEqual([]);
    expect(press(given, ['y'], state).effects).toMatchObject([{ do: 'run' }]);
  });

  test('every other key leaves it', () => {
    for (const key of ['esc', 'n', 'q', 'enter', 'x'])
      expect(press(given, [key], asked)).toMatchObject({ state: { mode: { on: 'browse' } }, effects: [] });
  });

  test('where all of it fits, y does it at once', () => {
    const roomy = givenOf(dataOf(nightWorld()), common);
    expect(press(roomy, ['R', 'y']).effects).toMatchObject([{ do: 'run' }]);
  });
});

describe('where there is little room for the end', () => {
  const asked = question(1, { topic: 'stuck', task: 'b', holds: 'task' });
  const world = (more: Partial<Snapshot> = {}): Snapshot =>
    emptyWorld({
      tasks: [
        taskRow('done', { status: 'merged', merged: 'a1b2c3d4', workMs: 1_000 }),
        taskRow('a', { status: 'in_progress', worker: 'w1', since: noon - 3_600_000 }),
        taskRow('b', { status: 'needs_human' }),
      ],
      workers: [workerRow('w1', { task: 'a', activity: 'working', doing: 'working' })],
      questions: [asked],
      counts: counts({ total: 3, merged: 1, running: 1, needsHuman: 1 }),
      ...more,
    });
  const brief = (snapshot: Snapshot, dead = false): string => {
    const data = dataOf(snapshot, dead ? { supervisor: 'dead' } : {});
    return endingOf(snapshot, givenOf(data, common))
      .brief.map(({ text }) => text)
      .join('');
  };

  test('it is up to a person only when nothing else is in its way', () => {
    const onlyAsked = world({
      tasks: [taskRow('b', { status: 'needs_human' })],
      workers: [workerRow('w1')],
      counts: counts({ total: 1, needsHuman: 1 }),
    });
    expect(brief(onlyAsked)).toBe('the end is up to you');
    expect(brief(onlyAsked, true)).toBe('end not known');
    expect(brief({ ...onlyAsked, supervisor: { ...onlyAsked.supervisor, state: 'paused' } })).toBe(
      'end not known',
    );
  });

  test('a task that takes longer than usual is such a thing', () => {
    const full = endingOf(world(), givenOf(dataOf(world()), common));
    expect(full.plain.map(({ text }) => text).join('')).toContain('takes longer than');
    expect(brief(world())).toBe('end not known');
  });
});
