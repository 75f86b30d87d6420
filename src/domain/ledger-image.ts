import type { ForgeWatch } from './forge-watch.ts';
import type { AccountLimit } from './account.ts';
import type { Conflict } from './conflict.ts';
import type { ProjectBudget } from './budget.ts';
import type {
  Failure,
  IntegrationState,
  Ledger,
  OpenEffect,
  ServerDeath,
  TaskState,
  WorkerState,
} from './ledger.ts';
import type { GoneTree, Trashed } from './merged-work.ts';
import type { Receipt } from './delivery.ts';
import type { ProgramState } from './program.ts';
import type { PullRequest } from './pull-request.ts';
import type { ClosedQuestion, Question } from './question.ts';
import type { Sha, TaskId } from './names.ts';
import type { Order } from './request.ts';
import type { DoneOrder } from './undo.ts';
import type { Synced } from './task-parts.ts';

/** A ledger as JSON: what a compacted segment begins with. Indexes are not part of it. */
export interface LedgerImage {
  readonly version: 1;
  readonly tasks: readonly TaskState[];
  readonly workers: readonly WorkerState[];
  readonly receipts: readonly Receipt[];
  readonly questions: readonly Question[];
  readonly questionsAsked: number;
  /** Older releases did not write it. */
  readonly closed?: readonly ClosedQuestion[];
  readonly pullRequests: readonly PullRequest[];
  readonly open: readonly OpenEffect[];
  readonly failures: readonly (readonly [string, Failure])[];
  readonly integration: IntegrationState;
  readonly orders: readonly Order[];
  /** Older releases did not write it. */
  readonly done?: readonly DoneOrder[];
  readonly writing: readonly (readonly [TaskId, Synced])[];
  /** Older releases did not write it. */
  readonly pushed?: readonly (readonly [string, readonly Sha[]])[];
  readonly lockedForge?: string;
  readonly forgeChoice?: 'local';
  /** Not there before a remote forge was looked at. */
  readonly forge?: ForgeWatch;
  /** Older releases did not write it. */
  readonly accounts?: readonly (readonly [string, AccountLimit])[];
  /** Older releases did not write it. */
  readonly stretches?: readonly (readonly [string, readonly number[]])[];
  /** Older releases did not write it. */
  readonly trash?: readonly (readonly [string, Trashed])[];
  /** Older releases did not write it. */
  readonly goneTrees?: readonly (readonly [string, GoneTree])[];
  /** Older releases did not write it. */
  readonly serverDeaths?: readonly ServerDeath[];
  /** Older releases did not write it. */
  readonly budget?: ProjectBudget;
  /** Older releases did not write it. */
  readonly decisions?: readonly (readonly [string, string])[];
  readonly conflicts?: readonly Conflict[];
  readonly statusChanges?: number;
  /** Older releases did not write it. */
  readonly programs?: readonly (readonly [string, ProgramState])[];
  /** Older releases did not write it. */
  readonly commandsAnswered?: NonNullable<Ledger['commandsAnswered']>;
  readonly epoch: number;
  readonly pausedAll: boolean;
  readonly startedAt: number | null;
}
