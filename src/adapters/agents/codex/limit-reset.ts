const SAME_DAY = /try again at (\d{1,2}):(\d{2}) ([AP])M\b/;
const OTHER_DAY =
  /try again at ([A-Z][a-z]{2}) (\d{1,2})(?:st|nd|rd|th), (\d{4}) (\d{1,2}):(\d{2}) ([AP])M\b/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * When a usage limit ends, in epoch milliseconds: codex writes the time of day in this machine's zone, with the date when it is
 * another day than the one on which it says so (`at`). It leaves out the seconds: the minute that it names is waited out.
 * Null: no time that can be read.
 */
export function limitReset(message: string, at: number): number | null {
  const [, month, day, year, ...time] = OTHER_DAY.exec(message) ?? [];
  if (month !== undefined) {
    const at12 = minutesOf(time);
    const index = MONTHS.indexOf(month);
    if (index < 0 || at12 === null) return null;
    return new Date(Number(year), index, Number(day), 0, at12 + 1).getTime();
  }
  const minutes = minutesOf(SAME_DAY.exec(message)?.slice(1) ?? []);
  if (minutes === null) return null;
  const said = new Date(at);
  return new Date(said.getFullYear(), said.getMonth(), said.getDate(), 0, minutes + 1).getTime();
}

/** Minutes after midnight of a 12 hour clock. */
function minutesOf([hour, minute, half]: readonly (string | undefined)[]): number | null {
  if (hour === undefined || minute === undefined || Number(hour) > 12 || Number(minute) > 59) return null;
  return ((Number(hour) % 12) + (half === 'P' ? 12 : 0)) * 60 + Number(minute);
}
