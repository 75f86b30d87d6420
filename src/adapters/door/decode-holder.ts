/** Who holds the door, as it told itself. */
export interface Holder {
  readonly pid: number;
  readonly startTime: string;
}

/** Null when the text tells of nobody. Checked by hand, because `czar status` has to start fast. Throws SyntaxError. */
export function decodeHolder(text: string): Holder | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('startTime' in value))
    return null;
  const { pid, startTime } = value;
  const isHolder =
    typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 && typeof startTime === 'string';
  return isHolder ? { pid, startTime } : null;
}
