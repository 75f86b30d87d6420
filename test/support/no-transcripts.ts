import type { Transcripts } from '../../src/ports/transcripts.ts';

/** For agents that keep no record of their conversation. */
export const NO_TRANSCRIPTS: Transcripts = {
  follow: async () => {},
  read: async () => [],
  grownAt: () => new Map(),
  followSpending: async () => {},
  readSpending: async () => [],
  onHint: () => {},
  close: async () => {},
};
