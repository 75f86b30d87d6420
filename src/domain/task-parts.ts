import type { TaskId, WorkerName } from './names.ts';
import type { WishStatus } from './wish.ts';

export type Stage = 'pending' | 'running' | 'complete' | 'merged' | 'failed' | 'cancelled';

export type Phase = 'gating' | 'reviewing' | 'merging' | 'rework';

export interface Synced {
  readonly status: WishStatus;
  readonly assignee: WorkerName | null;
  readonly waitingSince: string | null;
  readonly notified: readonly TaskId[];
}

/** Something to tell a task's worker: rework, an answer, a new text. Delivered when the worker is idle. */
export interface WorkItem {
  readonly id: string;
  readonly kind: 'rework' | 'answer' | 'text' | 'notice';
  readonly from: 'gate' | 'conflict' | 'review' | 'human' | 'czar';
  /** Untrusted parts are fenced when the text is made. */
  readonly text: string;
  readonly data: string | null;
  readonly at: number;
}
