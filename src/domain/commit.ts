import type { Sha } from './names.ts';

/** A commit on the first-parent path of a task's branch. `at`: committer date, epoch milliseconds. */
export interface CommitView {
  readonly sha: Sha;
  readonly at: number;
  readonly subject: string;
  /** What its message says about the task; null for ordinary commits, reverts, and merges of other messages. */
  readonly marker: Marker | null;
  /** Name of what it holds. Older releases did not write it. */
  readonly tree?: Sha;
}

export type Marker =
  | { readonly says: 'complete' /** Null: "this task". */; readonly task: string | null }
  | { readonly says: 'blocked'; readonly question: string };

/** Where a worktree stands, read from files of its git dir. `branch` null: detached. */
export interface HeadView {
  readonly branch: string | null;
  readonly sha: Sha | null;
}
