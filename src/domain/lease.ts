import type { Sha } from './names.ts';

/** A person types in a session. What is counted is what happened there meanwhile, as far as it is seen. */
export interface Lease {
  /** When that was noticed, epoch milliseconds. */
  readonly at: number;
  readonly generation: number;
  /** Where the worktree stood, and how many files were not committed; null: not known. */
  readonly head: Sha | null;
  readonly files: number | null;
  /** Prompts that were not Czar's. */
  readonly prompts: number;
  /** Turns that were interrupted. */
  readonly interrupted: number;
}
