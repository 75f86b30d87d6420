import type { Sha, TaskId, WorkerName } from './names.ts';

/** Finished work of a dependency that another task began with although it was not merged yet. */
export interface BegunOn {
  readonly task: TaskId;
  /** As it was judged then. */
  readonly head: Sha;
  /** The later head that the worker was told of last. */
  readonly told?: Sha;
}

/** The merge of the integration tip and the work that a branch begins on; a kept ref holds it until the branch does. */
export interface MadeStart {
  readonly sha: Sha;
  readonly on: readonly BegunOn[];
}

/** Finished work that cannot be begun on together: it conflicts, among itself or with the integration branch. */
export interface StartConflict {
  readonly on: readonly BegunOn[];
  /** Whose work did not merge with what was before it. */
  readonly task: TaskId;
  readonly files: readonly string[];
}

/** Work of others that a branch was begun on, and that was merged otherwise or not at all. */
export interface OutdatedStart {
  /** Where the branch's own commits begin. */
  readonly start: Sha;
  readonly on: readonly BegunOn[];
}

export interface AttemptStart {
  /** Work that was not merged when its branch began on it. Older releases did not write it. */
  readonly on?: readonly BegunOn[];
  /** Commits of the attempts before it on the same branch. Older releases did not write it. */
  readonly earlierCommits?: number;
}

/** What is known of where a task's branch begins. Older releases did not write any of it. */
export interface TaskStart {
  /** Where its branch was to begin, before it was there. */
  readonly start?: MadeStart | null;
  /** What it could not be begun on. */
  readonly startConflict?: StartConflict | null;
}

export type StartFact =
  | {
      readonly type: 'attempt.began';
      readonly task: TaskId;
      readonly attempt: number;
      readonly worker: WorkerName;
      readonly branch: string;
      readonly branchNumber: number;
      readonly startSha: Sha;
      readonly tip: Sha;
      /** Work that was not merged when the branch began on it; not there: none. */
      readonly on?: readonly BegunOn[];
    }
  /** Its branch is about to begin there. */
  | { readonly type: 'start.made'; readonly task: TaskId; readonly start: MadeStart }
  | { readonly type: 'start.conflicts'; readonly task: TaskId; readonly conflict: StartConflict }
  /** Its worker is to be told that what the branch was begun on is at another head. */
  | {
      readonly type: 'start.told';
      readonly task: TaskId;
      readonly attempt: number;
      readonly on: TaskId;
      readonly head: Sha;
    };

/** Whether both are about the same work of the same tasks. */
export function isSameWork(one: readonly BegunOn[], other: readonly BegunOn[]): boolean {
  if (one.length !== other.length) return false;
  const heads = new Map(one.map(({ task, head }) => [task, head]));
  return other.every(({ task, head }) => heads.get(task) === head);
}
