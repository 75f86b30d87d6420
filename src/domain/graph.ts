import type { TaskId, WorkerName } from './names.ts';

/** Who waits for whom, and what can be begun. Kept up to date by the engine, so that a tick touches only what changed. */
export interface Graph {
  /** United edges of the wish without those that a human dropped. */
  readonly after: ReadonlyMap<TaskId, readonly TaskId[]>;
  readonly dependants: ReadonlyMap<TaskId, readonly TaskId[]>;
  /** Each with its path, first name repeated at the end. */
  readonly cycles: readonly (readonly TaskId[])[];
  /** In the wish, and unknown to the ledger. */
  readonly unseen: readonly TaskId[];
  /** Known to the ledger, and gone from the wish. */
  readonly vanished: readonly TaskId[];
  /** Wish and last synced value differ. */
  readonly unsynced: ReadonlySet<TaskId>;
  /** Failed or cancelled, with dependants. */
  readonly lost: readonly TaskId[];
  /** Pending and wanted, not on hold, and without a file that holds their text. */
  readonly withoutText: readonly TaskId[];
  readonly ready: ReadyTasks;
}

/** Pending tasks with every dependency satisfied, not on hold, and with a text: best first (see decide/assignment.ts). */
export interface ReadyTasks {
  own(worker: WorkerName): readonly TaskId[];
  readonly open: readonly TaskId[];
  readonly size: number;
}
