import type { Sha } from './names.ts';

/** A person types in a session. */
export interface Lease {
  /** When that was noticed, epoch milliseconds. */
  readonly at: number;
  readonly generation: number;
  /** Where the worktree stood then, and how many files were not committed; null: not known. */
  readonly head: Sha | null;
  readonly files: number | null;
}

/** What a person did in a session, as far as its agent tells, and was not noted yet. */
export interface ByHand {
  /** Prompts that were not Czar's. */
  readonly prompts: number;
  /** Turns that were interrupted while they were seen to type. */
  readonly interrupted: number;
  /** When the last of it was told, epoch milliseconds. */
  readonly at: number;
}
