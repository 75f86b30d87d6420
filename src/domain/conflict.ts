import type { Sha, TaskId, WorkerName } from './names.ts';
import type { Seen } from './seen.ts';

/** Work under way that is not merged: one attempt at one task. */
export interface WorkSide {
  readonly task: TaskId;
  readonly attempt: number;
  readonly worker: WorkerName;
}

/** Two pieces of work that do not merge as they are now. `b` null: the integration branch. Times are epoch milliseconds. */
export interface Conflict {
  readonly key: string;
  readonly a: WorkSide;
  readonly b: WorkSide | null;
  /** The first of them, as paths from the top of the repository. */
  readonly files: readonly string[];
  /** How many files there are. */
  readonly count: number;
  readonly since: number;
  /** Tasks whose worker was told. */
  readonly told: readonly TaskId[];
}

/** What came of trying the merge of two pieces of work. */
export interface Clash extends Pick<Conflict, 'key' | 'a' | 'b'> {
  /** The commits that the sides stand at, with what is uncommitted there; null: not known. */
  readonly of: readonly [Sha, Sha] | null;
  /** Files that conflict; none: they merge. */
  readonly files: Seen<readonly string[]>;
}

/** So many files of a conflict are kept, and told. */
export const SHOWN_FILES = 20;

/** Always the same for two pieces of work, in whatever order they come. */
export function conflictKey(a: WorkSide, b: WorkSide | null): string {
  const names = [a, b].map((side) => (side === null ? '' : `${side.task}.${side.attempt}`));
  return names.toSorted().toReversed().join('+');
}
