import type { EditedFields } from './edited-fields.ts';
import type { Stage } from './task-parts.ts';
import type { Order } from './request.ts';
import type { TaskId } from './names.ts';

/** What a task was before an order changed it. */
export interface TaskBefore {
  readonly stage: Stage;
  readonly attempts: number;
}

/** An order that was carried out: what it takes to take it back, and no text. */
export interface DoneOrder {
  readonly id: string;
  readonly at: number;
  readonly do: Order['do'];
  readonly task: TaskId | null;
  readonly workers: readonly string[];
  readonly before: TaskBefore | null;
  readonly edit: { readonly from: EditedFields; readonly to: EditedFields } | null;
  readonly undone: boolean;
}

/** Something that can be taken back, for people. */
export interface Undoable {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
  /** What is so again once it is taken back; not there: `what` tells it. */
  readonly back?: string;
  /** Epoch milliseconds; null: as long as nothing else happens to it. */
  readonly keptUntil: number | null;
  /** Null: it is no edit of the queue, which whoever undoes it writes back. */
  readonly edit: { readonly task: TaskId; readonly from: EditedFields; readonly to: EditedFields } | null;
}
