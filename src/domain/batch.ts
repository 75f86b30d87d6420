import type { Sha, TaskId } from './names.ts';

/** Finished work at the head that it was judged at. */
export interface FinishedWork {
  readonly task: TaskId;
  readonly attempt: number;
  readonly head: Sha;
}

/** Merges made one on top of another and tested together, at the last of them. */
export interface Batch {
  /** The one commit that the checks ran at, which holds all of them. */
  readonly tested: Sha;
  /** In the order of their merges. */
  readonly members: readonly (FinishedWork & { readonly merge: Sha })[];
}

/** Work that failed when it was tested together: each is under suspicion until it is tested in smaller company. */
export interface Suspicion {
  readonly suspects: readonly FinishedWork[];
}

export type BatchFact = {
  readonly type: 'batch.failed';
  /** The first of them. */
  readonly task: TaskId;
  readonly suspects: readonly FinishedWork[];
  /** Into what they were merged, the commit that was tested, and the checks that failed there. */
  readonly tip: Sha;
  readonly tested: Sha;
  readonly checks: readonly string[];
};
