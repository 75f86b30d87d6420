import type { TaskId, WorkerName } from './names.ts';
import type { Check } from './policy.ts';

/** What humans want: the queue, the dependencies and the task files as they stand now, decoded and united. */
export interface Wish {
  readonly tasks: ReadonlyMap<TaskId, TaskWish>;
  /** Everything that is wrong with the files; the rest goes on. */
  readonly problems: readonly Problem[];
  readonly queue: FileState;
  readonly dependencies: FileState;
  /** `waiting_since` and `notified` as the dependencies file has them, by worker or task name. */
  readonly dependencyFields: ReadonlyMap<string, DependencyFields>;
  /** Files in tasks/ that no entry names: shown as "not queued". */
  readonly notQueued: readonly string[];
}

export interface DependencyFields {
  readonly status: string | null;
  readonly notified: readonly TaskId[];
  readonly waitingSince: string | null;
}

export interface TaskWish {
  readonly id: TaskId;
  readonly kind: 'primary' | 'bonus';
  readonly title: string;
  /** Status as written by hand or by Czar in the queue file. */
  readonly status: WishStatus;
  /** Lower is sooner. */
  readonly priority: number;
  /** The worker that must do it; null: open to all. A primary task's is its worker. */
  readonly assignee: WorkerName | null;
  /**
   * United edges, no self edge; a task of a cycle keeps them all and waits. A name without an entry stays, with a problem: merged
   * work whose entry went satisfies it, a name that never was makes the task wait.
   */
  readonly after: readonly TaskId[];
  readonly hold: boolean;
  /** Where the text comes from, relative to the project root, or null when there is none. */
  readonly textFile: string | null;
  /** Where the queue says that its text is, when no file is there. */
  readonly textWanted?: string | null;
  readonly checks: readonly Check[];
  /** Names of servers that its worker is to have for it. */
  readonly mcp?: readonly string[];
  /** Place in the file: ties in priority go to the earlier entry. */
  readonly order: number;
}

export type WishStatus =
  | 'pending'
  | 'ready'
  | 'in_progress'
  | 'complete'
  | 'merged'
  | 'failed'
  | 'blocked'
  | 'needs_human'
  | 'cancelled';

export interface Problem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** What is wrong and what was expected, in one line. */
  readonly message: string;
  /** Tasks that cannot go on because of it. */
  readonly tasks: readonly TaskId[];
}

/** `broken`: the last good version stays in force and Czar does not write to the file. */
export type FileState =
  | { readonly state: 'good'; readonly hash: string }
  | { readonly state: 'missing' }
  | { readonly state: 'broken'; readonly hash: string };
