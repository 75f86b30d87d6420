import type { LimitName } from './budget.ts';
import type { TaskId, WorkerName } from './names.ts';
import type { Told, Usage } from './usage.ts';

/** What was used, and what became of the limits that a person set. */
export type SpendingFact =
  /** What an agent of this worker used since this was told last. */
  | {
      readonly type: 'usage.spent';
      readonly worker: WorkerName;
      /** By the task and attempt that it was used for; null: for none of them. */
      readonly spent: readonly UsedFor[];
      /** What is known now under the names that it was told by. */
      readonly told: readonly Told[];
      /** How far the records are read that told it. */
      readonly records: readonly {
        readonly path: string;
        readonly readTo: number;
        readonly model: string | null;
      }[];
    }
  // limits that a person set
  /** `task` null: the whole project. `spent` and `allowed` are in the unit of the limit. */
  | {
      readonly type: 'budget.reached';
      readonly limit: LimitName;
      readonly task: TaskId | null;
      readonly spent: number;
      readonly allowed: number;
    }
  /** A person lets it go on, up to `allowed` all told. */
  | {
      readonly type: 'budget.raised';
      readonly limit: LimitName;
      readonly task: TaskId | null;
      readonly allowed: number;
    }
  /** It is not reached any more: the config allows more. */
  | { readonly type: 'budget.freed'; readonly task: TaskId | null };

export interface UsedFor {
  readonly task: TaskId | null;
  readonly attempt: number | null;
  readonly usage: Usage;
}
