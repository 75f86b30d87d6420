import type { RemovedTree } from './merged-work.ts';
import type { Sha, TaskId, WorkerName } from './names.ts';

/** What becomes of the branches of merged work. */
export type CleanupFact =
  /** The branch of merged work is gone here; `trash`: the ref that it can be put back from, null where it was gone already. */
  | {
      readonly type: 'branch.removed';
      readonly task: TaskId;
      readonly attempt: number;
      readonly branch: string;
      readonly tip: Sha;
      readonly trash: string | null;
      readonly proof: string;
    }
  /** It stays: nothing proves that it is not needed. `busy`: it is tried again once no worktree stands on it. */
  | {
      readonly type: 'branch.kept';
      readonly task: TaskId;
      readonly because: string;
      readonly busy: boolean;
    }
  /** A worktree that is not needed any more stays: what is in it cannot be saved. */
  | { readonly type: 'worktree.kept'; readonly worker: WorkerName; readonly because: string }
  /** The remote does not have it any more, or keeps it because somebody else's commits are on it (`because`). */
  | {
      readonly type: 'branch.unpushed';
      readonly task: TaskId;
      readonly branch: string;
      readonly because: string | null;
    }
  /** It is about to be removed: what brings it back. */
  | { readonly type: 'tree.leaving'; readonly worker: WorkerName; readonly removed: RemovedTree }
  /** A human wants a removed worktree back; it is, or it stays away (`because`). */
  | { readonly type: 'tree.wanted'; readonly worker: WorkerName }
  | { readonly type: 'tree.returned'; readonly worker: WorkerName; readonly because: string | null }
  | { readonly type: 'trash.emptied'; readonly trash: string }
  /** A human wants it back. */
  | { readonly type: 'trash.wanted'; readonly trash: string }
  /** It was put back, or stays where it is kept because the name of its branch is taken. */
  | { readonly type: 'trash.returned'; readonly trash: string; readonly because: string | null };
