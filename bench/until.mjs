import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` gives something truthy, and returns it. Fails after `deadlineMs`, saying `what` did not come.
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {{ deadlineMs: number, what: string | (() => string), pollMs?: number }} options
 * @returns {Promise<T>}
 */
export async function until(condition, { deadlineMs, what, pollMs = 5 }) {
  const end = performance.now() + deadlineMs;
  while (true) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > end) break;
    await pause(pollMs);
  }
  const missing = typeof what === 'string' ? what : what();
  throw new Error(`after ${deadlineMs} ms there is still no ${missing}`);
}
