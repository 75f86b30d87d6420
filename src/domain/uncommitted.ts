import type { Sha } from './names.ts';
import type { Seen } from './seen.ts';

/**
 * How many files of a worker's worktree are new, changed or deleted and not committed, as it was counted last. Ignored files and
 * Czar's own are not among them; one that was moved counts as two.
 */
export interface CountedFiles {
  readonly files: Seen<number>;
  /** Where the worktree's head was seen then: with another head it is another count. */
  readonly head: Sha | null;
}
