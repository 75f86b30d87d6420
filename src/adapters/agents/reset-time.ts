import { instantOf, wallTime, type WallTime, type Zone } from './wall-clock.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;
/** A reset that lies farther away is a misreading. */
const FARTHEST_MS = 40 * DAY_MS;

/**
 * When a usage limit is over, as its message words it, in epoch milliseconds after `now`: "resets 3pm (Europe/Berlin)", "resets
 * Oct 9, 15:00", "try again at Nov 21st, 2026 3:05 PM", "try again in 2h 13m", "retry-after: 90", "…|1795250000". A time without a
 * zone is taken in the zone of this machine. Null: it has no such time.
 */
export function parseResetTime(text: string, now: number): number | null {
  for (const read of READERS) {
    const found = read(text, now);
    if (found !== null) return found > now && found - now <= FARTHEST_MS ? found : null;
  }
  return null;
}

type Reader = (text: string, now: number) => number | null;

const READERS: readonly Reader[] = [byEpoch, byRetryAfter, byWait, byIsoDate, byClock];

const EPOCH = /(?:\||\breset(?:s|s?_at|s?At)?"?[:= ]+"?)(\d{10}(?:\d{3})?)\b/;

function byEpoch(text: string): number | null {
  const [, digits] = EPOCH.exec(text) ?? [];
  if (digits === undefined) return null;
  return digits.length === 13 ? Number(digits) : Number(digits) * SECOND_MS;
}

const RETRY_AFTER = /\bretry[-_ ]after(?:[-_ ](ms|seconds))?"?[:= ]+"?(\d{1,9}(?:\.\d+)?)(?![\d:-])/i;

function byRetryAfter(text: string, now: number): number | null {
  const [, unit, amount] = RETRY_AFTER.exec(text) ?? [];
  if (amount === undefined) return null;
  return now + Math.ceil(Number(amount) * (unit?.toLowerCase() === 'ms' ? 1 : SECOND_MS));
}

const LEAD = String.raw`\b(?:resets?|renews?|(?:try|retry|available|back|continue) again|retry|available|until)`;
const AMOUNTS = String.raw`((?:\d{1,6}(?:\.\d{1,3})? ?(?:days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|ms|[dhms])(?![a-z]),? ?(?:and )?)+)`;
const WAIT = new RegExp(`${LEAD} (?:in|after)(?: about)? ${AMOUNTS}`, 'i');
const AMOUNT = /(\d+(?:\.\d+)?) ?(ms|[dhms])/gi;
const UNIT_MS = new Map([
  ['d', DAY_MS],
  ['h', 3_600 * SECOND_MS],
  ['m', 60 * SECOND_MS],
  ['s', SECOND_MS],
  ['ms', 1],
]);

function byWait(text: string, now: number): number | null {
  const [, amounts] = WAIT.exec(text) ?? [];
  if (amounts === undefined) return null;
  const parts = [...amounts.matchAll(AMOUNT)].map(
    ([, amount, unit]) => Number(amount) * (UNIT_MS.get(unit?.toLowerCase() ?? '') ?? 0),
  );
  return now + Math.ceil(parts.reduce((sum, part) => sum + part, 0));
}

const ISO_DATE = new RegExp(
  String.raw`${LEAD}(?: at| on)?:? (\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?`,
  'i',
);

function byIsoDate(text: string): number | null {
  const found = ISO_DATE.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  const zone = zoneIn(text.slice(found.index + found[0].length));
  if (zone === null || month < 1 || month > 12 || day > 31 || hour > 23 || minute > 59) return null;
  return instantOf({ year, month: month - 1, day, hour, minute, second }, zone);
}

const DATE = String.raw`(?:(?:[a-z]{3,9},? )?([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}),?)?(?: at)? )?`;
const TIME = String.raw`(\d{1,2})(?::(\d{2}))?(?: ?([ap])\.?m\b\.?)?(?!\d)`;
const DAY = String.raw`(?:(tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: at)? )?`;
/** The day behind the time, and its zone. */
const BEHIND = new RegExp(
  String.raw`^(?: ?\([^()]{1,60}\)| (?:Z|[A-Z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?))?,? (?:on )?` +
    String.raw`(?:(tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|` +
    String.raw`(?:[a-z]{3,9}, )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?)`,
  'i',
);
const CLOCK = new RegExp(`${LEAD}(?: at| on)?:? ${DAY}${DATE}${TIME}`, 'i');

interface Said {
  readonly day: string | undefined;
  readonly month: string | undefined;
  readonly date: string | undefined;
  readonly year: string | undefined;
  readonly time: Pick<WallTime, 'hour' | 'minute' | 'second'>;
}

function byClock(text: string, now: number): number | null {
  const found = CLOCK.exec(text);
  if (found === null) return null;
  const [whole, before, beforeMonth, , , hour, minute, half] = found;
  const rest = text.slice(found.index + whole.length);
  const [, day, month, date, year] =
    (before ?? beforeMonth) === undefined ? (BEHIND.exec(rest) ?? []) : found;
  const zone = zoneIn(rest);
  const time = timeOf(hour, minute, half);
  const today = zone === null ? null : wallTime(now, zone);
  if (zone === null || today === null || time === null) return null;
  const days = daysOf({ day, month, date, year, time }, today);
  return days.map((one) => instantOf(one, zone)).find((at) => at > now) ?? null;
}

function timeOf(hour = '', minute: string | undefined, half: string | undefined): Said['time'] | null {
  const [hours, minutes] = [Number(hour), Number(minute ?? 0)];
  if (minutes > 59 || (minute === undefined && half === undefined)) return null;
  if (half === undefined) return hours <= 23 ? { hour: hours, minute: minutes, second: 0 } : null;
  if (hours < 1 || hours > 12) return null;
  return { hour: (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0), minute: minutes, second: 0 };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WEEK = Array.from({ length: 8 }, (_, days) => days);

/** The days that can be meant, soonest first. */
function daysOf({ day, month, date, year, time }: Said, today: WallTime): readonly WallTime[] {
  const week = WEEK.map((days) => ({ ...today, ...time, day: today.day + days }));
  if (month !== undefined) return onDate({ ...today, ...time, day: Number(date) }, month, year);
  if (day === undefined) return week.slice(0, 2);
  if (day.toLowerCase() === 'tomorrow') return week.slice(1, 2);
  const wanted = WEEKDAYS.indexOf(day.slice(0, 3).toLowerCase());
  return week.filter((one) => new Date(Date.UTC(one.year, one.month, one.day)).getUTCDay() === wanted);
}

/** Without a year it is this one's, or around New Year the next. */
function onDate(time: WallTime, name: string, year: string | undefined): readonly WallTime[] {
  const month = MONTHS.indexOf(name.toLowerCase());
  if (month < 0) return [];
  const years = year === undefined ? [time.year, time.year + 1] : [Number(year)];
  return years.map((one) => ({ ...time, month, year: one }));
}

const ZONE =
  /^ ?(?:\(([^()]{1,60})\)|(Z|[A-Z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})(?![A-Za-z]))/;
const SHIFT = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;
const NAMED = /^[A-Za-z_]+(?:\/[A-Za-z_+\-0-9]+)*$/;

/** Abbreviations that mean one place. Their summer time is that of the place: people write "EST" in summer too. */
const ABBREVIATED: ReadonlyMap<string, string> = new Map([
  ...['Z', 'UTC', 'GMT'].map((name) => [name, 'UTC'] as const),
  ...['PT', 'PST', 'PDT'].map((name) => [name, 'America/Los_Angeles'] as const),
  ...['MT', 'MST', 'MDT'].map((name) => [name, 'America/Denver'] as const),
  ...['CT', 'CDT'].map((name) => [name, 'America/Chicago'] as const),
  ...['ET', 'EST', 'EDT'].map((name) => [name, 'America/New_York'] as const),
  ...['CET', 'CEST'].map((name) => [name, 'Europe/Berlin'] as const),
]);

/** The zone that is written behind a time; undefined: none; null: one that nobody knows. */
function zoneIn(rest: string): Zone | null {
  const [, named, bare] = ZONE.exec(rest) ?? [];
  if (named !== undefined) return knownZone(named.trim()) ?? (NAMED.test(named) ? named : null);
  if (bare === undefined) return undefined;
  // A word in capitals behind a time may be any word, unless it looks like a zone.
  return knownZone(bare) ?? (/^[A-Z]{2,4}T$/.test(bare) ? null : undefined);
}

function knownZone(name: string): Zone {
  const [, sign, hours, minutes = '0'] = SHIFT.exec(name) ?? [];
  if (hours === undefined) return ABBREVIATED.get(name);
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
