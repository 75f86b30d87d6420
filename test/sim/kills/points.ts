/** The moments of one life at which it may be killed, counted. */
export interface Points {
  /** Their names, in the order in which they were passed. */
  readonly passed: readonly string[];
  /** The one that is asked for was passed: the supervisor is dead at the end of this step. */
  readonly isReached: boolean;
  /** Whoever gets there waits for ever where the kill is due. */
  at(name: string): Promise<void>;
  /** The same for what goes on although its supervisor is dead. */
  mark(name: string): void;
}

/** `killAt`: the number of the point, from 0; null: it lives. */
export function openPoints(killAt: number | null): Points {
  const passed: string[] = [];
  let isReached = false;
  const isDue = (name: string): boolean => {
    if (isReached) return false;
    passed.push(name);
    isReached = passed.length - 1 === killAt;
    return isReached;
  };
  return {
    passed,
    get isReached() {
      return isReached;
    },
    at: (name) => (isDue(name) ? new Promise(() => undefined) : Promise.resolve()),
    mark(name) {
      isDue(name);
    },
  };
}
