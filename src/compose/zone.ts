/** Local time minus UTC at that time, milliseconds. */
export function zoneMs(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000;
}
