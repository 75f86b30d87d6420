import type { Sha } from '../domain/names.ts';
import type { Leash } from './tether.ts';

/** Taking away branches whose work is elsewhere, so that each can be put back. Whatever changes something is held by a leash. */
export interface Trash {
  /** Why nothing of `commit` would be lost without its branch: it is in `into`, or all its changes are, by patch id or as
   * one commit that changes exactly the same. Null: it would. */
  proofIn(commit: Sha, into: Sha): Promise<string | null>;
  /**
   * Keeps the branch's tip under `ref`, and then deletes the branch if it is still at `tip`. Done as well when it is gone. A branch
   * that is checked out anywhere stays.
   */
  discard(request: Discard, leash: Leash): Promise<'discarded' | 'moved' | 'checked-out'>;
  /** Puts back what `discard` kept under this ref, and deletes the ref. Null: nothing is kept there. Errors: Fault `git-refused` when the name is taken. */
  restore(ref: string, leash: Leash): Promise<Restored | null>;
  /** Deletes such a ref. Done as well when it is gone. */
  empty(ref: string, leash: Leash): Promise<void>;
}

export interface Discard {
  readonly branch: string;
  readonly tip: Sha;
  readonly ref: string;
  /** As `proofIn` says it; kept with it. */
  readonly proof: string;
}

export interface Restored {
  readonly branch: string;
  readonly tip: Sha;
}
