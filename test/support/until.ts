import { setTimeout as wait } from 'node:timers/promises';

/** Those who are waited for need the processor too: looks become rarer, and a dear one is not taken all the time. */
const firstRestMs = 5;
const GROWTH = 1.25;
const longestRestMs = 60;
const REST = 4;
const longestDearRestMs = 250;
/** Long enough for the slowest machine that gets there at all: only what never comes waits as long. */
export const patienceMs = 240_000;

/** Waits until `condition` says true (or gives a value that is not null or false), and returns what it said. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { deadlineMs = patienceMs, what }: { readonly deadlineMs?: number; readonly what: string },
): Promise<Exclude<T, null | undefined | false>> {
  const startedMs = performance.now();
  let last: unknown;
  let restMs = firstRestMs;
  while (performance.now() - startedMs < deadlineMs) {
    const beganMs = performance.now();
    const said = await condition();
    if (isMet(said)) return said;
    last = said;
    restMs = Math.min(longestRestMs, restMs * GROWTH);
    await wait(Math.max(restMs, Math.min(longestDearRestMs, REST * (performance.now() - beganMs))));
  }
  throw new Error(`waited ${deadlineMs} ms in vain for ${what}; last seen: ${String(last)}`);
}

function isMet<T>(said: T): said is Exclude<T, null | undefined | false> {
  return said !== null && said !== undefined && said !== false;
}
