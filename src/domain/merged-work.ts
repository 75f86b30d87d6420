import type { Sha, TaskId } from './names.ts';

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
