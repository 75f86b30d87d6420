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
  ['{"resets_at": 1795250000}', 1_795_250_000_000],
  ['"resetAt":1795250000123', 1_795_250_000_123],
  ['Retry-After: 90', now + 90_000],
  ['retry-after-ms: 1500', now + 1_500],
  ['{"retry_after":"2.5"}', now + 2_500],
  ['Please try again in 2h 13m', now + 133 * 60_000],
  ['try again in 6m0s.', now + 6 * 60_000],
  ['Please try again in 1.5s.', now + 1_500],
  ['Please try again in 820ms.', now + 820],
  ['try again in 1 day, 3 hours and 20 minutes', now + (27 * 60 + 20) * 60_000],
  ['available again after 45 secs', now + 45_000],
  ['try again at 9:05 PM UTC', utc(11, 21, 21, 5)],
  ['Try again at Nov 23rd, 2026 4:05 AM (UTC)', utc(11, 23, 4, 5)],
  ['Usage limit reached. It resets at 2026-11-21T07:30:00Z.', utc(11, 21, 7, 30)],
  ['resets 2026-11-21 09:30 +02:00', utc(11, 21, 7, 30)],
  ['resets 3am (America/New_York)', utc(11, 21, 8)],
  ['resets at 3 a.m. PST', utc(11, 21, 11)],
  ['resets 18:00 (UTC+2)', utc(11, 21, 16)],
  ['resets 18:00 (GMT-03:30)', utc(11, 21, 21, 30)],
  ['resets tomorrow at 4am (UTC)', utc(11, 22, 4)],
  ['resets Monday 9am (UTC)', utc(11, 23, 9)],
  ['resets Saturday 5:00 (UTC)', utc(11, 28, 5)],
  ['resets Tue, Nov 24, 9am (UTC)', utc(11, 24, 9)],
  ['resets 9:30am UTC OR UPGRADE', utc(11, 21, 9, 30)],
  ['resets at 15:00 UTC on Nov 24', utc(11, 24, 15)],
  ['resets 3pm (Europe/Berlin) on Dec 1st, 2026', utc(12, 1, 14)],
  ['resets 9am UTC, Monday', utc(11, 23, 9)],
  ['resets 4am (UTC) tomorrow', utc(11, 22, 4)],
  ['resets 5am (UTC) Pro 20 or more', utc(11, 22, 5)],
])('%s', (text, at) => {
  expect(parseResetTime(text, now)).toBe(at);
});

test('a clock that is put back is read by the offset of the hour that is meant', () => {
  const before = Date.UTC(2026, 9, 24, 20);
  expect(parseResetTime('resets Oct 25, 8am (Europe/Berlin)', before)).toBe(Date.UTC(2026, 9, 25, 7));
});

test.each([
  ['is left out when clocks go forward', Date.UTC(2026, 2, 8, 5), Date.UTC(2026, 2, 8, 7, 30), '2:30am'],
  ['comes twice when they go back', Date.UTC(2026, 10, 1, 3), Date.UTC(2026, 10, 1, 6, 30), '1:30am'],
])('of an hour that %s the later reading counts', (_, before, at, time) => {
  expect(parseResetTime(`resets ${time} (America/New_York)`, before)).toBe(at);
});

test('the summer time of a place holds on the day that is meant', () => {
  const before = Date.UTC(2026, 2, 7, 20);
  expect(parseResetTime('resets Mar 9, 3am (America/New_York)', before)).toBe(Date.UTC(2026, 2, 9, 7));
  expect(parseResetTime('resets Mar 8, 1am (America/New_York)', before)).toBe(Date.UTC(2026, 2, 8, 6));
});

test('a time without a zone is one of this machine', () => {
  const at = new Date(2026, 10, 21, 23, 59).getTime();
  expect(parseResetTime('resets 11:59pm', at - 60_000)).toBe(at);
});

test('a long hostile text is read in no time', () => {
  const hostile = [
    `resets in ${'1h'.repeat(50_000)}x`,
    `retry after ${'9'.repeat(100_000)}`,
    `resets ${'a'.repeat(100_000)}`,
    'resets at '.repeat(20_000),
  ];
  const started = performance.now();
  for (const text of hostile) expect(parseResetTime(text, now)).toBeNull();
  expect(performance.now() - started).toBeLessThan(2_000);
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
  'resets 3 times a day',
  'resets at 9am IST',
  'resets 9:30am CST',
  'resets in 300 days',
  'try again later',
  'resets at 2026-13-40T99:00:00Z',
  'resets Nov 2, 2025 9am (UTC)',
  '',
])('no time is told by "%s"', (text) => {
  expect(parseResetTime(text, now)).toBeNull();
});
