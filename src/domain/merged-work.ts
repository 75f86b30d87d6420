import type { Sha, TaskId, WorkerName } from './names.ts';

/** A branch of merged work that was removed, with what proved that nothing is lost. */
export interface Trashed {
  readonly task: TaskId;
  readonly attempt: number;
  readonly branch: string;
  readonly tip: Sha;
  readonly proof: string;
  readonly at: number;
  /** A human wants it back. */
  readonly wanted?: boolean;
}

/** A worktree that was removed because nobody needed it, and what brings it back as it was. */
export interface RemovedTree {
  readonly path: string;
  /** Null: it stood on none. */
  readonly branch: string | null;
  readonly head: Sha;
  /** The ref that keeps what was uncommitted in it; null: nothing was. */
  readonly saved: string | null;
}

export interface GoneTree extends RemovedTree {
  readonly worker: WorkerName;
  readonly at: number;
  /** A human wants it back. */
  readonly wanted?: boolean;
}

/** That merged work is to be taken out of the integration branch. */
export interface DropState {
  /** The revert that the branch is about to be moved to; null before. */
  readonly revert: Sha | null;
  /** Why it could not be done; null while it is tried. */
  readonly refused: string | null;
}

/** That merged work was taken out of it. */
export interface DroppedState {
  readonly merge: Sha;
  readonly revert: Sha | null;
  readonly at: number;
}

/** What was removed and can be put back. Older releases did not write it. */
export interface Removed {
  /** Branches, by the ref that keeps each; oldest first. */
  readonly trash?: ReadonlyMap<string, Trashed>;
  /** The last one of each worker. */
  readonly goneTrees?: ReadonlyMap<WorkerName, GoneTree>;
}
