import type { AgentEvent } from './agent-event.ts';
import type { BatchFact } from './batch.ts';
import type { CleanupFact } from './cleanup-facts.ts';
import type { StartFact } from './begun-on.ts';
import type { CommitView } from './commit.ts';
import type { Conflict } from './conflict.ts';
import type { Delivery, Verdict } from './delivery.ts';
import type { ChosenAnswer, OpenDialog } from './dialog.ts';
import type { LivingHealth } from './evidence.ts';
import type { ForgeFact } from './forge-facts.ts';
import type { Generation, GenerationEnd } from './generation.ts';
import type { Phase, Stage, Synced, WorkItem } from './task-parts.ts';
import type { DeliveryId, QuestionId, Sha, TaskId, WorkerName } from './names.ts';
import type { DropFact } from './drop-facts.ts';
import type { GateVerdict, Testing } from './pull-request.ts';
import type { ProgramFact } from './program-facts.ts';
import type { Question } from './question.ts';
import type { Order } from './request.ts';
import type { TaskBefore } from './undo.ts';
import type { ReviewFact } from './review-facts.ts';
import type { SpendingFact } from './spending-facts.ts';

/**
 * What can be true of the past. The ledger is the fold of these and of nothing else. Every fact is small and self-contained;
 * times are epoch milliseconds of the entry that carries it.
 */
export type Fact =
  // tasks
  | { readonly type: 'tasks.known'; readonly tasks: readonly KnownTask[] }
  | {
      readonly type: 'task.synced';
      readonly task: TaskId;
      /** Null: the entry is gone from the file, and a human said to keep the task. */
      readonly synced: Synced | null;
    }
  | {
      readonly type: 'task.stage';
      readonly task: TaskId;
      readonly stage: Stage;
      readonly phase: Phase | null;
      readonly because: string;
    }
  | {
      readonly type: 'task.retried';
      readonly task: TaskId;
      /** The next attempt starts from the integration tip instead of the branch's own. */
      readonly fresh: boolean;
      /** What crashed its agents so far still counts. Older releases did not write it. */
      readonly keepsCrashes?: true;
    }
  | { readonly type: 'task.moved'; readonly task: TaskId; readonly to: WorkerName | null }
  | { readonly type: 'edge.dropped'; readonly task: TaskId; readonly after: TaskId }
  | { readonly type: 'dependant.told'; readonly task: TaskId; readonly dependant: TaskId }
  /** It used up the restarts of this worker alone: another one is to try it. */
  | { readonly type: 'task.crashed-out'; readonly task: TaskId; readonly worker: WorkerName }
  | StartFact
  | BatchFact
  | {
      readonly type: 'attempt.failed';
      readonly task: TaskId;
      readonly attempt: number;
      readonly because: string;
    }
  | {
      readonly type: 'commits.seen';
      readonly task: TaskId;
      readonly attempt: number;
      readonly tip: Sha;
      readonly startSha: Sha;
      readonly rewound: boolean;
      readonly commits: readonly CommitView[];
    }
  | { readonly type: 'marker.handled'; readonly task: TaskId; readonly sha: Sha }
  | { readonly type: 'task.judged'; readonly task: TaskId; readonly attempt: number; readonly head: Sha }
  | { readonly type: 'task.testing'; readonly task: TaskId; readonly testing: Testing }
  | { readonly type: 'task.gated'; readonly task: TaskId; readonly gate: GateVerdict }
  | {
      readonly type: 'task.merged';
      readonly task: TaskId;
      readonly sha: Sha | null;
      readonly head: Sha | null;
      readonly note: string | null;
    }
  /** A human wants this head merged when it has passed, whatever `merge.auto` says. */
  | { readonly type: 'task.merge-asked'; readonly task: TaskId; readonly head: Sha }
  | ReviewFact
  | { readonly type: 'item.added'; readonly task: TaskId; readonly item: WorkItem }
  | { readonly type: 'item.done'; readonly task: TaskId; readonly item: string }
  | { readonly type: 'text.given'; readonly task: TaskId; readonly hash: string }
  // workers
  | { readonly type: 'worker.known'; readonly worker: WorkerName }
  | { readonly type: 'worker.seated'; readonly worker: WorkerName; readonly task: TaskId | null }
  | { readonly type: 'generation.began'; readonly generation: Generation }
  | {
      readonly type: 'generation.ended';
      readonly worker: WorkerName;
      readonly number: number;
      readonly end: GenerationEnd;
      /** The last lines of its screen (bounded), where they could be read. */
      readonly lines?: readonly string[];
    }
  | {
      readonly type: 'lease.began';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly head: Sha | null;
      readonly files: number | null;
    }
  | { readonly type: 'lease.ended'; readonly worker: WorkerName }
  /** What the life with this number had left running. */
  | { readonly type: 'daemons.ended'; readonly worker: WorkerName; readonly number: number }
  | {
      readonly type: 'agent.event';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly id: string;
      readonly event: AgentEvent;
      readonly textHash: string | null;
      /** Of an event out of the agent's transcript: how far that is read, in bytes. */
      readonly readTo?: number;
    }
  /** What the screen shows of an agent that has said nothing yet, or asks something. */
  | {
      readonly type: 'pane.seen';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly shows: 'prompt' | 'busy' | 'dialog' | 'unknown';
      /** Null: none is open, or it cannot be read. */
      readonly dialog: OpenDialog | null;
      /** What it counts while it thinks, as far as that is no clock. Not there: it shows none. */
      readonly counter?: string;
      /** A usage limit that it tells of, and that was not known. */
      readonly limit?: { readonly says: string; readonly resetAt: number | null };
      /** Its last lines (bounded), of an agent that should be at work and says nothing. */
      readonly lines?: readonly string[];
    }
  | {
      readonly type: 'dialog.chosen';
      readonly worker: WorkerName;
      readonly generation: number;
      /** Null: the answer is taken back. */
      readonly chosen: ChosenAnswer | null;
    }
  /** The keys of the chosen answer are about to be typed: nobody types them a second time. */
  | { readonly type: 'dialog.answered'; readonly worker: WorkerName; readonly generation: number }
  | {
      readonly type: 'worktree.ready';
      readonly worker: WorkerName;
      readonly path: string;
      readonly gitDir: string;
      readonly setupHash: string | null;
      readonly branch: string | null;
    }
  | { readonly type: 'worktree.gone'; readonly worker: WorkerName }
  | {
      readonly type: 'work.saved';
      readonly worker: WorkerName;
      readonly task: TaskId;
      readonly attempt: number;
      /** Null: there was nothing to save. */
      readonly ref: string | null;
      readonly sha: Sha | null;
      readonly files: number;
    }
  | {
      readonly type: 'worker.restarting';
      readonly worker: WorkerName;
      /** `server`: it went with its tmux server. */
      readonly because: 'crash' | 'server' | 'stuck' | 'human' | 'fresh';
      readonly notBefore: number;
    }
  | {
      readonly type: 'worker.interrupted';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly task: TaskId | null;
    }
  | { readonly type: 'worker.quarantined'; readonly worker: WorkerName; readonly because: string }
  | { readonly type: 'worker.released'; readonly worker: WorkerName }
  | { readonly type: 'worker.paused'; readonly worker: WorkerName | null; readonly paused: boolean }
  | { readonly type: 'worker.told'; readonly worker: WorkerName; readonly item: WorkItem }
  | { readonly type: 'worker.item.done'; readonly worker: WorkerName; readonly item: string }
  /** What is about to be written into the human files, before it is: replaces the last list, and ends empty. */
  | {
      readonly type: 'files.writing';
      readonly entries: readonly { readonly task: TaskId; readonly synced: Synced }[];
    }
  /** An agent met the usage limit of its account: `worker` of this project, or one of another (null). */
  | {
      readonly type: 'account.limited';
      readonly account: string;
      readonly worker: WorkerName | null;
      readonly saidAt: number;
      readonly until: number;
    }
  /** It turned out to be over: `worker` was answered, or an agent of another project (null). */
  | {
      readonly type: 'account.freed';
      readonly account: string;
      readonly worker: WorkerName | null;
      readonly freedAt: number;
    }
  | {
      readonly type: 'clocks';
      readonly quietMs: Readonly<Record<WorkerName, number>>;
      /** Older releases did not write it. */
      readonly stillMs?: Readonly<Record<WorkerName, number>>;
      /** Of each task's attempt, how long agents were at work on it. Older releases did not write it. */
      readonly agentMs?: Readonly<Record<TaskId, { readonly attempt: number; readonly ms: number }>>;
    }
  /** The verdict about a worker that lives is another one; what it rests on is in the note that carries this. */
  | { readonly type: 'health.changed'; readonly worker: WorkerName; readonly health: LivingHealth }
  | SpendingFact
  | CleanupFact
  | DropFact
  // deliveries
  | { readonly type: 'delivery.began'; readonly delivery: Delivery }
  | {
      readonly type: 'delivery.ended';
      readonly id: DeliveryId;
      readonly verdict: Verdict;
      readonly because: string;
    }
  /** Of texts in files, these are left. */
  | { readonly type: 'texts.dropped'; readonly worker: WorkerName; readonly kept: readonly DeliveryId[] }
  /** Nothing more is typed until the dialog in front of it is gone. */
  | {
      readonly type: 'delivery.held';
      readonly id: DeliveryId;
      readonly because: string;
      readonly entered: boolean;
    }
  // questions
  | { readonly type: 'question.asked'; readonly question: Question }
  | {
      readonly type: 'question.closed';
      readonly id: QuestionId;
      readonly answer: string | null;
      readonly because: string;
    }
  /** Work under way conflicts, or in other files than before. `told`: what its workers know of it already. */
  | { readonly type: 'conflict.seen'; readonly conflict: Omit<Conflict, 'since'> }
  | { readonly type: 'conflict.gone'; readonly key: string; readonly because: string }
  | ForgeFact
  // the tmux server
  /** The server with this pid is gone, and every session in it. Noted once, however many workers it takes along. */
  | { readonly type: 'server.died'; readonly pid: number }
  /** A human wants sessions again after it died too often. */
  | { readonly type: 'server.trusted' }
  | ProgramFact
  /** A human accepts the commands of this list (its hash), or leaves it at those that were accepted before. */
  | { readonly type: 'commands.answered'; readonly hash: string; readonly accepted: boolean }
  // humans
  | { readonly type: 'order.given'; readonly order: Order }
  | {
      readonly type: 'order.done';
      readonly id: string;
      readonly because: string;
      readonly refused: boolean;
      /** Of a refusal: what the verb ends with. Older releases did not write it. */
      readonly exit?: 1 | 2 | 3 | 4;
      /** What its task was. Older releases did not write it. */
      readonly before?: TaskBefore;
    }
  | { readonly type: 'order.undone'; readonly id: string }
  /** A human says to try an effect again that failed for good; `key` as `failureKey` makes it. */
  | { readonly type: 'failure.forgotten'; readonly key: string }
  // what a dead supervisor left
  /** A process that it began for this effect does not end: what the effect is about waits. */
  | { readonly type: 'process.stays'; readonly key: string; readonly says: string }
  /** No process of this effect is waited for any more: they are gone, or a human said so. */
  | { readonly type: 'process.over'; readonly key: string };

/** First sight of a task. At most 500 in one fact. */
export interface KnownTask {
  readonly task: TaskId;
  readonly beforeCzar: boolean;
  readonly synced: Synced;
  readonly title: string;
}

export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;
