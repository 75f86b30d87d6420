import type { ReviewPolicy, SetupPolicy } from '../domain/policy.ts';
import type { Judgement } from '../domain/review.ts';
import type { Sha } from '../domain/names.ts';
import type { Leash } from './tether.ts';

/** Who reads a change before it is merged: a program, or a model. */
export interface Reviewer {
  /**
   * Asks once, and once more when the answer cannot be read. Errors: Fault `review-failed`, transient where the service may come back
   * (429, 5xx, no answer); `git-failed` where there is no worktree to run in.
   */
  review(request: ReviewRequest, leash: Leash): Promise<ReviewAnswer>;
}

export interface ReviewRequest {
  readonly policy: ReviewPolicy;
  /** What an answer has to name. */
  readonly id: string;
  /** The whole request as it is read. */
  readonly text: string;
  /** The same about it in short, for programs. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Where a program may look at everything: it runs in a worktree at this commit. */
  readonly commit: Sha;
  readonly setup: SetupPolicy;
}

/** Null judgement: nothing that was said can be taken for one. */
export type ReviewAnswer =
  | { readonly judgement: Judgement; readonly by: string }
  | { readonly judgement: null; readonly because: string; readonly by: string };
