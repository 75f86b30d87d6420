import { expect, test } from 'vitest';
import { parseResetTime } from '../../../../src/adapters/agents/reset-time.ts';

/** A Saturday, 05:20 in London, 00:20 in New York, 06:20 in Berlin. */
const now = Date.UTC(2026, 10, 21, 5, 20);
const utc = (month: number, day: number, hour: number, minute = 0): number =>
  Date.UTC(2026, month - 1, day, hour, minute);

test.each([
  ["You've hit your session limit · resets 3:45pm (America/New_York)", utc(11, 21, 20, 45)],
  ['5-hour limit reached ∙ resets 3pm (Europe/Berlin)', utc(11, 21, 14)],
  ['5-hour limit reached ∙ resets 5am (UTC)', utc(11, 22, 5)],
  ['resets 12am (UTC)', utc(11, 22, 0)],
  ['resets 12pm (UTC)', utc(11, 21, 12)],
  ['Your limit will reset at 15:30 (Asia/Kolkata).', utc(11, 21, 10)],
  ["You've hit your weekly limit · resets Nov 24, 9am (Europe/Berlin)", utc(11, 24, 8)],
  ['resets Dec 1 at 09:00 (UTC)', utc(12, 1, 9)],
  ['Try again later: it resets in 2h 5m', now + 125 * 60_000],
  ['resets in 3 days', now + 3 * 86_400_000],
  ['resets in 40 minutes', now + 40 * 60_000],
  ['Claude AI usage limit reached|1795250000', 1_795_250_000_000],
])('%s', (text, at) => {
  expect(parseResetTime(text, now)).toBe(at);
});

test('a clock that is put back is read by the offset of the hour that is meant', () => {
  const before = Date.UTC(2026, 9, 24, 20);
  expect(parseResetTime('resets Oct 25, 8am (Europe/Berlin)', before)).toBe(Date.UTC(2026, 9, 25, 7));
});

test('around New Year the next one is meant', () => {
  const before = Date.UTC(2026, 11, 31, 23);
  expect(parseResetTime('resets Jan 1, 9am (UTC)', before)).toBe(Date.UTC(2027, 0, 1, 9));
});

test.each([
  'Request rejected (429)',
  'resets soon',
  'resets at 25:00',
  'resets 13pm',
  'resets 3pm (Nowhere/Land)',
  'resets Foo 3, 9am',
  'resets Aug 3, 9am (UTC)',
  'usage limit reached|1000000000',
])('no time is told by "%s"', (text) => {
  expect(parseResetTime(text, now)).toBeNull();
});
