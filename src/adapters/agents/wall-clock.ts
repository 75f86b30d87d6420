const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An IANA name, minutes east of UTC, or undefined: the zone of this machine. */
export type Zone = string | number | undefined;

/** What a clock on a wall shows. Days beyond the month's end are in the next month. */
export interface WallTime {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What a clock in a zone shows at an epoch millisecond; null: there is no such zone. */
export function wallTime(at: number, zone: Zone): WallTime | null {
  if (typeof zone === 'number') return wallTime(at + zone * MINUTE_MS, 'UTC');
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
      second: 'numeric',
    });
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (part: Intl.DateTimeFormatPartTypes): number => shown.get(part) ?? 0;
    const date = { year: of('year'), month: of('month') - 1, day: of('day') };
    return { ...date, hour: of('hour'), minute: of('minute'), second: of('second') };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * When a clock in the zone shows this time, in epoch milliseconds. Of the two times of an hour that comes twice it is the later one,
 * and an hour that is left out has passed when the clock went over it: whoever waits for it does not wait too short.
 */
export function instantOf(time: WallTime, zone: Zone): number {
  const wanted = utcOf(time);
  const offsets = [wanted - DAY_MS, wanted + DAY_MS].map((near) => offsetMs(near, zone));
  const instants = offsets.map((offset) => wanted - offset);
  const shown = instants.filter((at) => at + offsetMs(at, zone) === wanted);
  return Math.max(...(shown.length > 0 ? shown : instants));
}

function offsetMs(at: number, zone: Zone): number {
  const shown = wallTime(at, zone);
  return shown === null ? 0 : utcOf(shown) - Math.floor(at / 1_000) * 1_000;
}

function utcOf({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month, day, hour, minute, second);
}
