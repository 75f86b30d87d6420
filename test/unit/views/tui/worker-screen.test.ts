import { describe, expect, test } from 'vitest';
import type { Peeked } from '../../../../src/views/tui/data.ts';
import { emptyWorld, workerRow } from '../worlds.ts';
import { dataOf, givenOf, shown } from './worlds.ts';

const size = { columns: 80, rows: 24 };
const world = emptyWorld({ workers: [workerRow('ada')] });

/** What stands below the facts of a worker, with its title as the first line. */
function screenOf(peek: Partial<Peeked> | null): readonly string[] {
  const whole = peek === null ? null : { about: 'ada', source: 'screen' as const, lines: [], ...peek };
  const lines = shown(givenOf(dataOf(world, { peek: whole }), size), ['enter']).split('\n');
  return lines.slice(
    lines.findIndex((line) => line.startsWith('──')),
    size.rows - 1,
  );
}

function title(peek: Partial<Peeked> | null): string {
  return (screenOf(peek)[0] ?? '').replaceAll('─', '').trim();
}

describe('the screen of a worker', () => {
  test('is called live where it is its screen, and the end of a log is not', () => {
    expect(title({ source: 'screen', lines: ['$ npm test'] })).toBe('its screen, live');
    expect(title({ source: 'log', lines: ['$ npm test'] })).toBe('the end of its log');
  });

  test('is that of nobody else, and not called live before it was read', () => {
    for (const peek of [null, { about: 'bob', lines: ['what bob does'] }]) {
      expect(title(peek)).toBe('its screen …');
      expect(screenOf(peek).join('\n')).not.toContain('bob');
    }
  });

  test('that there is not is said', () =>
    expect(screenOf({ lines: null })[1]).toBe('it has neither a session nor a log yet'));

  test('has its last lines, however many blank ones follow them', () => {
    const lines = Array.from({ length: 40 }, (_line, index) => `line ${index + 1}`);
    const whole = screenOf({ lines });
    const most = whole.length - 1;
    expect(whole.slice(1)).toEqual(lines.slice(-most));
    expect(screenOf({ lines: [...lines, '', '   ', '\t', ''] })).toEqual(whole);
  });

  test('keeps blank lines between others', () => {
    expect(screenOf({ lines: ['one', '', 'two', '', ''] }).slice(1, 4)).toEqual(['one', '', 'two']);
  });
});
