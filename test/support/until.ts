import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 10;
/** A look that is dear is not taken all the time: those who are waited for need the processor too. */
const REST = 2;
const longestRestMs = 250;
/** Long enough for the slowest machine that gets there at all: only what never comes waits as long. */
export const patienceMs = 240_000;

/** Waits until `condition` says true (or gives a value that is not null or false), and returns what it said. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { deadlineMs = patienceMs, what }: { readonly deadlineMs?: number; readonly what: string },
): Promise<Exclude<T, null | undefined | false>> {
  const startedMs = performance.now();
  let last: unknown;
  while (performance.now() - startedMs < deadlineMs) {
    const beganMs = performance.now();
    const said = await condition();
    if (isMet(said)) return said;
    last = said;
    await wait(Math.max(pollMs, Math.min(longestRestMs, REST * (performance.now() - beganMs))));
  }
  throw new Error(`waited ${deadlineMs} ms in vain for ${what}; last seen: ${String(last)}`);
}

function isMet<T>(said: T): said is Exclude<T, null | undefined | false> {
  return said !== null && said !== undefined && said !== false;
}
