import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/ports/clock.ts';

/** The real clock, for contract tests. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  wait: (ms) => wait(ms),
  randomHex: (digits) => randomBytes(digits).toString('hex').slice(0, digits),
};
