import { expect, test } from 'vitest';
import { agoText, dayClock, sinceText } from '../../../src/views/clock.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 2, 1, 12);

test.each([
  [now - hour, 0, '11:00'],
  [now - hour, 2 * hour, '13:00'],
  [now - 12 * hour, 0, '00:00'],
  [now - 13 * hour, 0, '28 Feb 23:00'],
  [now - 13 * hour, 2 * hour, '01:00'],
  [now - 13 * hour, -5 * hour, '28 Feb 18:00'],
  [now + 14 * hour, 0, '2 Mar 02:00'],
])('%d seen from zone %d is %s', (at, zoneMs, text) => {
  expect(dayClock(at, { now, zoneMs })).toBe(text);
});

test('durations stand beside clock times', () => {
  expect(sinceText(now - 3 * hour - 300_000, { now, zoneMs: 0 })).toBe('since 08:55 (3h05m)');
  expect(agoText(now - 14 * hour, { now, zoneMs: 0 })).toBe('28 Feb 22:00 (14h00m ago)');
});
