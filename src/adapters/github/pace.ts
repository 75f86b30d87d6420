/** How much is sent to GitHub itself, below what it says it bears: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface Pace {
  /** For how long nothing of this method may be sent, in milliseconds; 0: it is sent now, and counted. */
  take(method: string, now: number): number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** GitHub bears 80 changes in a minute and 500 in an hour, and 900 points in a minute, a change being five of them. */
const LIMITS = [
  { of: 'changes', spanMs: MINUTE_MS, most: 60 },
  { of: 'changes', spanMs: HOUR_MS, most: 400 },
  { of: 'points', spanMs: MINUTE_MS, most: 700 },
] as const;
const CHANGE_POINTS = 5;

interface Window {
  readonly of: 'changes' | 'points';
  readonly spanMs: number;
  readonly most: number;
  /** Within the span, oldest first. */
  readonly sent: { readonly at: number; readonly weight: number }[];
  sum: number;
}

export function openPace(): Pace {
  const windows = LIMITS.map((limit): Window => ({ ...limit, sent: [], sum: 0 }));
  return {
    take(method, now) {
      const isChange = method !== 'GET';
      for (const window of windows) forget(window, now);
      const wait = Math.max(...windows.map((window) => waitMs(window, isChange, now)));
      if (wait > 0) return wait;
      for (const window of windows) count(window, isChange, now);
      return 0;
    },
  };
}

function forget(window: Window, now: number): void {
  const kept = window.sent.findIndex(({ at }) => at > now - window.spanMs);
  const old = window.sent.splice(0, kept < 0 ? window.sent.length : kept);
  for (const { weight } of old) window.sum -= weight;
}

function waitMs(window: Window, isChange: boolean, now: number): number {
  const { sent, spanMs, sum, most } = window;
  const [oldest] = sent;
  const weight = weightOf(window, isChange);
  if (weight === 0 || oldest === undefined || sum + weight <= most) return 0;
  return oldest.at + spanMs - now;
}

function count(window: Window, isChange: boolean, now: number): void {
  const weight = weightOf(window, isChange);
  if (weight === 0) return;
  window.sent.push({ at: now, weight });
  window.sum += weight;
}

function weightOf({ of }: Window, isChange: boolean): number {
  if (of === 'points') return isChange ? CHANGE_POINTS : 1;
  return isChange ? 1 : 0;
}
