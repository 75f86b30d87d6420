import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';

/** The longest wait that a timer can do: longer ones fire at once. */
const timerMsMax = 2 ** 31 - 1;

/** The clock of this machine. A wait keeps the process alive. */
export function openClock(): Clock {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    wait,
    randomHex: (digits) =>
      randomBytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
  };
}

async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && signal?.aborted !== true; left = until - performance.now())
    await waitOnce(Math.min(left, timerMsMax), signal);
}

function waitOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
