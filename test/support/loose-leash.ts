import type { Leash } from '../../src/ports/tether.ts';

/** Lets everything go at once, and never calls it off. */
export const looseLeash: Leash = {
  tether: { spawned: () => Promise.resolve() },
  signal: new AbortController().signal,
};
