import type { Sha } from './names.ts';

/** What a task's record holds of what was said of its change beside its gates. Older releases did not write it. */
export interface TaskReview {
  /** The head that may change what needs a human. */
  readonly protectedAllowed?: Sha | null;
}
