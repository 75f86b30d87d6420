const dayMs = 86_400_000;

/** "14:03" in local time; `seconds`: "14:03:07". */
export function clockText(at: number, zoneMs: number, seconds = false): string {
  const inDay = (((at + zoneMs) % dayMs) + dayMs) % dayMs;
  const whole = Math.floor(inDay / 1000);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts
    .slice(0, seconds ? 3 : 2)
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** How many midnights are between two times; 0: the same day. */
export function daysBetween(from: number, to: number, zoneMs: number): number {
  return Math.floor((to + zoneMs) / dayMs) - Math.floor((from + zoneMs) / dayMs);
}

/** "14:03", "14:03 +1d": a time that is to come. */
export function comingText(at: number, now: number, zoneMs: number): string {
  const days = daysBetween(now, at, zoneMs);
  return days <= 0 ? clockText(at, zoneMs) : `${clockText(at, zoneMs)} +${days}d`;
}
