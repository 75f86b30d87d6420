import type { Clock } from '../../../src/ports/clock.ts';
import type { Life } from '../life.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/** Virtual time as one life of the supervisor sees it. */
export function simulatedClock(scheduler: Scheduler, life: Life, random: Random): Clock {
  const bornAt = scheduler.now;
  return {
    now: () => scheduler.now,
    monotonicMs: () => scheduler.now - bornAt,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        let cancel = (): void => undefined;
        const over = (): void => {
          cancel();
          signal?.removeEventListener('abort', over);
          if (life.isAlive) resolve();
        };
        signal?.addEventListener('abort', over, { once: true });
        cancel = scheduler.after(signal?.aborted === true ? 0 : ms, over);
      }),
    randomHex: (digits) => random.hex(digits),
  };
}
