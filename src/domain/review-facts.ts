import type { Sha, TaskId } from './names.ts';
import type { Review, ReviewPart } from './review.ts';

/** What is said of a finished change beside its gates. */
export type ReviewFact =
  /** A human lets this head change what needs one (`rules.protected`). */
  | { readonly type: 'task.protected-allowed'; readonly task: TaskId; readonly head: Sha }
  | { readonly type: 'review.part'; readonly task: TaskId; readonly part: ReviewPart }
  | { readonly type: 'task.reviewed'; readonly task: TaskId; readonly review: Review }
  /** The forge was told. */
  | { readonly type: 'review.posted'; readonly task: TaskId; readonly head: Sha }
  /** A human wants this head merged whatever its review says. */
  | { readonly type: 'review.waived'; readonly task: TaskId; readonly head: Sha }
  /** A human wants one more round of it, or the same head reviewed once more. */
  | { readonly type: 'review.again'; readonly task: TaskId; readonly what: 'round' | 'review' };
