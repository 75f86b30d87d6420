import type { TaskId } from './names.ts';
import type { WishStatus } from './wish.ts';

/** Fields of one task that Czar writes into the queue and dependencies files; those that are absent stay as they are. */
export interface FieldChange {
  readonly task: TaskId;
  readonly status?: WishStatus;
  readonly assignee?: string | null;
  readonly dependencyStatus?: 'waiting' | 'ready' | 'in_progress' | 'complete';
  readonly waitingSince?: string | null;
  readonly notified?: readonly TaskId[];
}
