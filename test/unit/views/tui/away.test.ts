import { expect, test } from 'vitest';
import { awayMatters } from '../../../../src/views/tui/away.ts';
import { emptyWorld, noon, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, shown } from './worlds.ts';

const hour = 3_600_000;
const size = { columns: 80, rows: 24 };

const merged = emptyWorld({
  tasks: [
    taskRow('old', { status: 'merged', since: noon - 9 * hour }),
    taskRow('new', { status: 'merged', since: noon - hour, worker: 'qa', pr: 7 }),
  ],
  workers: [workerRow('qa', { health: 'stuck', doing: 'no progress', task: 'next' })],
});

test('it tells what happened since the last look, and not what happened before', () => {
  const text = shown(givenOf(dataOf(merged, { lastLook: noon - 8 * hour }), size), ['9']);
  expect(text).toContain('Since you looked last, 8h00m ago');
  expect(text).toMatch(/1 merged\n.*new, by qa, #7 {2}1h00m ago/);
  expect(text).not.toContain('old');
  expect(text).toMatch(/1 worker does not get on\n.*qa: no progress, next/);
});

test('it comes up by itself after an absence in which something happened, and only then', () => {
  const matters = (lastLook: number | null, world = merged): boolean =>
    awayMatters(dataOf(world, { lastLook }), noon);
  expect(matters(noon - 8 * hour)).toBe(true);
  expect(matters(noon - 60_000)).toBe(false);
  expect(matters(null)).toBe(false);
  expect(matters(noon - 8 * hour, emptyWorld())).toBe(false);
});
