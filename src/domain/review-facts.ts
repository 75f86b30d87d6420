import type { Sha, TaskId } from './names.ts';

/** What is said of a finished change beside its gates. */
export type ReviewFact =
  /** A human lets this head change what needs one (`rules.protected`). */
  { readonly type: 'task.protected-allowed'; readonly task: TaskId; readonly head: Sha };
