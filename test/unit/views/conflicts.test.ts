import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { ConflictRow, Snapshot } from '../../../src/domain/snapshot.ts';
import { conflictsLine, conflictsText } from '../../../src/views/conflicts.ts';
import type { Frame } from '../../../src/views/frame.ts';
import { emptyWorld, noon } from './worlds.ts';

const plain: Frame = { columns: 80, now: noon, color: false };

function row(more: Partial<ConflictRow> = {}): ConflictRow {
  return {
    a: 'engineer1',
    b: 'engineer2',
    tasks: ['cart', 'checkout'],
    files: ['src/cart.ts', 'src/total.ts'],
    fileCount: 2,
    since: noon - 180_000,
    told: ['cart', 'checkout'],
    ...more,
  };
}

function world(conflicts: readonly ConflictRow[], tasks: readonly string[]): Snapshot {
  const work = tasks.map((task, at) => ({ task, worker: `engineer${at + 1}` }));
  const unknown = [{ tasks: ['checkout', 'search'], because: 'a disk failed' }];
  return { ...emptyWorld(), conflicts, compared: { work, unknown: tasks.length > 2 ? unknown : [] } };
}

describe('the conflicts of work under way', () => {
  test('are a matrix, then each with its files, then what is not known', () => {
    const into = row({ tasks: ['search'], b: 'integration', files: ['a.ts'], fileCount: 30, told: [] });
    const text = conflictsText(world([row(), into], ['cart', 'checkout', 'search']), plain);
    expect(text).toBe(`3 tasks under way, 2 conflicts

                          1   2   3 int
 1 cart (engineer1)       -   2   .   .
 2 checkout (engineer2)   2   -   ?   .
 3 search (engineer3)     .   ?   -  30

cart and checkout, for 3m, told to cart and checkout
  src/cart.ts
  src/total.ts

search and the integration branch, for 3m, nobody is told yet
  a.ts
  and 29 more

not known: checkout and search: a disk failed
`);
  });

  test('are none where nothing is under way, and in a picture of an older release', () => {
    expect(conflictsText(emptyWorld(), plain)).toBe('nothing is under way\n');
    const { conflicts, compared, ...older } = world([], ['cart']);
    expect(conflictsText(older, plain)).toBe('nothing is under way\n');
    expect([conflicts, conflictsLine(older, 80), compared?.work.length]).toEqual([[], null, 1]);
  });

  test('fit every terminal, with names that would paint it over', () => {
    const names = Array.from({ length: 20 }, (_, at) => `task-\u001b[2J-${at}`);
    const hostile = world([row({ tasks: names.slice(0, 2), files: ['\u001b[31mred'] })], names);
    for (const columns of [20, 40, 80, 200]) {
      const text = `${conflictsText(hostile, { ...plain, columns })}${conflictsLine(hostile, columns) ?? ''}`;
      expect(text).not.toContain('\u001b');
      expect(text.split('\n').filter((line) => stringWidth(line) > columns)).toEqual([]);
    }
  });

  test('are one line of the status', () => {
    const line = conflictsLine(world([row(), row({ tasks: ['search'] })], []), 120);
    expect(line).toBe(
      '2 conflicts ahead (czar conflicts): cart and checkout, search and the integration branch',
    );
  });
});
