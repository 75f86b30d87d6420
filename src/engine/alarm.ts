import type { Clock } from '../ports/clock.ts';
import type { Sense } from './senses.ts';

const SHORTEST_MS = 1;
/** Given as the reason, because the error that stands for none is dear to make, with its stack, and nobody reads it. */
const RANG = 'rang';

/** Collects hints, and wakes the loop early. Losing a hint costs latency only: the sweep looks at everything anyway. */
export interface Alarm {
  ring(...senses: readonly Sense[]): void;
  /** Something is to be shown or written: nothing that a rule could decide upon. */
  wake(): void;
  /** What to look at again, and whether there is anything new to decide upon; empties the collection. */
  take(): { readonly senses: Set<Sense>; readonly rang: boolean };
  /** Until somebody rings or wakes, at most `ms`. Returns at once when that was since the last `take`. */
  sleep(ms: number): Promise<void>;
}

export function openAlarm(clock: Clock): Alarm {
  let senses = new Set<Sense>();
  let rang = false;
  let woken = false;
  let sleeping: AbortController | null = null;
  return {
    ring(...more) {
      for (const sense of more) senses.add(sense);
      rang = true;
      sleeping?.abort(RANG);
    },
    wake() {
      woken = true;
      sleeping?.abort(RANG);
    },
    take() {
      const taken = { senses, rang };
      senses = new Set();
      rang = false;
      woken = false;
      return taken;
    },
    async sleep(ms) {
      // Timers, sockets and effects get their turn even when there is always something to look at.
      if (rang || woken || ms < SHORTEST_MS) return clock.wait(SHORTEST_MS);
      sleeping = new AbortController();
      await clock.wait(ms, sleeping.signal);
      sleeping = null;
    },
  };
}
