import { isoTime } from '../domain/iso-time.ts';
import { shortDuration } from '../domain/units.ts';

/** When one looks, epoch milliseconds, and local time minus UTC, milliseconds. */
export interface Clock {
  readonly now: number;
  readonly zoneMs: number;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Local time of day, with the date where that is not today: "02:10", "20 Nov 23:50". */
export function dayClock(at: number, { now, zoneMs }: Clock): string {
  const [date = '', time = ''] = isoTime(at + zoneMs).split('T');
  const [today] = isoTime(now + zoneMs).split('T');
  const [, month = '', day = ''] = date.split('-');
  const clock = time.slice(0, 5);
  return date === today ? clock : `${Number(day)} ${months[Number(month) - 1] ?? month} ${clock}`;
}

/** "since 02:10 (3h05m)". */
export function sinceText(at: number, clock: Clock): string {
  return `since ${dayClock(at, clock)} (${shortDuration(clock.now - at)})`;
}

/** "02:10 (3h05m ago)". */
export function agoText(at: number, clock: Clock): string {
  return `${dayClock(at, clock)} (${shortDuration(clock.now - at)} ago)`;
}
