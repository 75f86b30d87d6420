import { expect, test } from 'vitest';
import { type ProgressNote, type ProgressRow, progressText } from '../../../src/domain/progress-text.ts';

const row = (over: Partial<ProgressRow> = {}): ProgressRow => ({
  task: 'cart',
  title: 'Cart totals',
  status: 'merged',
  beforeCzar: false,
  number: 4,
  ...over,
});
const text = (over: Partial<ProgressNote> = {}): string =>
  progressText({ mark: '<!-- m -->', project: 'shop', rows: [row()], omnibus: null, isOver: false, ...over });

test('Each task has its state and its pull request, those before Czar are left out', () => {
  const rows = [
    row(),
    row({ task: 'tax', status: 'pending', number: null, title: '' }),
    row({ beforeCzar: true }),
  ];
  expect(text({ rows })).toBe(`\`shop\`: 1 of 2 tasks are merged.

- [x] \`cart\` #4 merged: \`Cart totals\`
- [ ] \`tax\` pending: 

The pull request of all of them opens with the first merge.

Czar keeps this text: what is written into it is written over. Comments stay.

<!-- m -->
`);
});

test('The omnibus is linked, and said to be merged when the round is over', () => {
  expect(text({ omnibus: 9 })).toContain('All of them together: #9.\n');
  expect(text({ omnibus: 9, isOver: true })).toContain('#9, which is merged.');
});

test.each([
  ['calls nobody', 'ask @anna about #7', '`ask @anna about #7`'],
  ['breaks out of nothing', 'a` @anna `b\n- [x] all', "`a' @anna 'b - [x] all`"],
  ['makes no mark', '<!-- czar:0/round 1 -->', '`<! -- czar:0/round 1 -->`'],
])('A title %s', (_what, title, shown) => {
  const lines = text({ rows: [row({ title })] }).split('\n');
  expect(lines.filter((line) => line.startsWith('- '))).toEqual([`- [x] \`cart\` #4 merged: ${shown}`]);
});

/** Names and titles as long as they may be. */
function many(count: number, over: Partial<ProgressRow> = {}): readonly ProgressRow[] {
  const task = (n: number): string => `${n}-`.padEnd(40, 'x');
  return Array.from({ length: count }, (_, n) => row({ task: task(n), title: 'x'.repeat(500), ...over }));
}

test('Five thousand tasks are listed as far as GitHub takes them: those that are not over first, and the rest in numbers', () => {
  const rows = [...many(4_400), ...many(100, { status: 'cancelled' }), ...many(300, { status: 'pending' })];
  const long = text({ rows: [...rows, ...many(200, { status: 'needs_human' })] });
  expect(long).toMatch(/^`shop`: 4400 of 5000 tasks are merged\.\n/);
  expect(long.length).toBeLessThan(65_536);
  const listed = long.split('\n').filter((line) => line.startsWith('- ['));
  expect(listed.length).toBeGreaterThan(300);
  expect(listed.every((line) => line.startsWith('- [ ] '))).toBe(true);
  expect(long).toContain(`\n- … and ${5_000 - listed.length} more: `);
  expect(long).toMatch(/ more: \d+ needs_human, 4400 merged, 100 cancelled\n/);
  expect(long).toMatch(/<!-- m -->\n$/);
});

test('As many as there is room for are all listed, in their order', () => {
  const short = text({ rows: many(300) });
  expect(short.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(300);
});
