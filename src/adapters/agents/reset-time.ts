const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A reset that lies farther away is a misreading. */
const FARTHEST_MS = 40 * DAY_MS;

const EPOCH = /\|(\d{10})\b/;
const IN = /\bresets? in (?:(\d{1,3}) ?d\w*)?,? ?(?:(\d{1,3}) ?h\w*)?,? ?(?:(\d{1,3}) ?m\w*)?/i;
const AT =
  /\bresets?(?: at| on)?:? (?:([a-z]{3})[a-z]*\.? (\d{1,2})(?:,| at)? )?(\d{1,2})(?::(\d{2}))?(?: ?(am|pm))?(?: \(([A-Za-z_]+(?:\/[A-Za-z_+\-0-9]+)*)\))?/i;

/**
 * When a usage limit is over, as its message words it ("resets 3pm (Europe/Berlin)", "resets Oct 9, 15:00", "resets in 2h 5m"),
 * in epoch milliseconds after `now`; null: it has no such time. A time without a zone is taken in the zone of this machine.
 */
export function parseResetTime(text: string, now: number): number | null {
  const [, epoch] = EPOCH.exec(text) ?? [];
  const found = epoch === undefined ? (fromNow(text, now) ?? fromClock(text, now)) : Number(epoch) * 1_000;
  return found !== null && found > now && found - now <= FARTHEST_MS ? found : null;
}

function fromNow(text: string, now: number): number | null {
  const [, days, hours, minutes] = IN.exec(text) ?? [];
  const ms = ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
  return ms === 0 ? null : now + ms;
}

interface WallTime {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

function fromClock(text: string, now: number): number | null {
  const [whole, month, day, hour, minute = '0', half, zone] = AT.exec(text) ?? [];
  const today = wallTime(now, zone);
  const hours = hourOf(Number(hour), half?.toLowerCase());
  if (whole === undefined || today === null || hours === null || Number(minute) > 59) return null;
  const time = { ...today, hour: hours, minute: Number(minute) };
  return month === undefined
    ? firstAfter(now, zone, [time, { ...time, day: today.day + 1 }])
    : onDate({ ...time, day: Number(day) }, month.toLowerCase(), { now, zone });
}

interface Frame {
  readonly now: number;
  readonly zone: string | undefined;
}

function onDate(time: WallTime, name: string, { now, zone }: Frame): number | null {
  const month = MONTHS.findIndex((one) => one === name);
  if (month < 0) return null;
  return firstAfter(now, zone, [
    { ...time, month },
    { ...time, month, year: time.year + 1 },
  ]);
}

function firstAfter(now: number, zone: string | undefined, times: readonly WallTime[]): number | null {
  return times.map((time) => instant(time, zone)).find((at) => at > now) ?? null;
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** What a clock in a zone shows; null: there is no such zone. */
function wallTime(at: number, zone: string | undefined): WallTime | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      ...(zone === undefined ? {} : { timeZone: zone }),
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const [year, month, day] = [shown.get('year') ?? 0, (shown.get('month') ?? 1) - 1, shown.get('day') ?? 1];
    return { year, month, day, hour: shown.get('hour') ?? 0, minute: shown.get('minute') ?? 0 };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** When a clock in the zone shows this time. The zone's offset is found by looking twice: it may change in between. */
function instant(time: WallTime, zone: string | undefined): number {
  const wanted = utc(time);
  const guess = wanted - offset(wanted, zone);
  return wanted - offset(guess, zone);
}

function offset(at: number, zone: string | undefined): number {
  const shown = wallTime(at, zone);
  return shown === null ? 0 : utc(shown) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function utc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month, day, hour, minute);
}
