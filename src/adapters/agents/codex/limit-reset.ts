import { parseResetTime } from '../reset-time.ts';

const MINUTE_MS = 60_000;

/**
 * When a usage limit ends, in epoch milliseconds; null: no time that can be read. Codex cuts the seconds off the time of day that it
 * names: that minute is waited out, also when it is the one in which it says so (`at`).
 */
export function limitReset(message: string, at: number): number | null {
  const minute = parseResetTime(message, at - MINUTE_MS);
  return minute === null ? null : minute + MINUTE_MS;
}
