import type { Sha, TaskId } from './names.ts';

/** What becomes of merged work that a human wants taken out of the integration branch. */
export type DropFact =
  | { readonly type: 'task.drop-asked'; readonly task: TaskId }
  /** The revert passed the checks, and the branch is about to be moved to it. */
  | { readonly type: 'task.drop-made'; readonly task: TaskId; readonly revert: Sha }
  /** `revert` null: nothing of it was there any more. */
  | { readonly type: 'task.dropped'; readonly task: TaskId; readonly merge: Sha; readonly revert: Sha | null }
  /** It stays in, for this reason, until a human asks again. */
  | { readonly type: 'task.drop-refused'; readonly task: TaskId; readonly because: string }
  /** A human leaves it in. */
  | { readonly type: 'task.drop-left'; readonly task: TaskId };
