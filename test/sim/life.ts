import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * One life of the supervisor. Everything that it asks of the world takes time; when it is killed, nothing that it waits for ever
 * comes back, and what it asked for may or may not have happened.
 */
export interface Life {
  readonly isAlive: boolean;
  kill(): void;
  /** Does `act` in the world a moment later, and brings its answer back, often another moment later. */
  ask<T>(act: () => T, mostMs?: number): Promise<T>;
  wait(ms: number): Promise<void>;
  /** Calls back a moment later, unless it is dead by then. */
  tell(listener: () => void): void;
}

const MOST_MS = 5;
/** How often there is a moment between what happens and that it is known. */
const ANSWERS_LATE = 0.3;

export function beginLife(scheduler: Scheduler, random: Random): Life {
  let isAlive = true;
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      scheduler.after(ms, () => {
        if (isAlive) resolve();
      });
    });
  return {
    get isAlive() {
      return isAlive;
    },
    kill() {
      isAlive = false;
    },
    async ask(act, mostMs = MOST_MS) {
      await wait(random.int(0, mostMs));
      const answer = act();
      if (random.chance(ANSWERS_LATE)) await wait(random.int(0, mostMs));
      return answer;
    },
    wait,
    tell(listener) {
      scheduler.after(random.int(0, MOST_MS), () => {
        if (isAlive) listener();
      });
    },
  };
}

/** One whose world answers at once: where what counts are hours. */
export function beginPromptLife(scheduler: Scheduler): Life {
  let isAlive = true;
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      scheduler.after(ms, () => {
        if (isAlive) resolve();
      });
    });
  return {
    get isAlive() {
      return isAlive;
    },
    kill() {
      isAlive = false;
    },
    ask: async (act) => (isAlive ? act() : new Promise(() => undefined)),
    wait,
    tell(listener) {
      scheduler.after(0, () => {
        if (isAlive) listener();
      });
    },
  };
}
