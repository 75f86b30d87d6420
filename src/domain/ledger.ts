import type { AccountLimit } from './account.ts';
import type { CommitView } from './commit.ts';
import type { Conflict } from './conflict.ts';
import type { TaskCrashes, WorkerCrashes } from './crash.ts';
import type { DeliveryKind, Receipt } from './delivery.ts';
import type { Evidence, LivingHealth } from './evidence.ts';
import type { Suspicion } from './batch.ts';
import type { AttemptStart, TaskStart } from './begun-on.ts';
import type { TaskAtForge } from './forge-report.ts';
import type { ForgeWatch } from './forge-watch.ts';
import type { AgentState, Generation } from './generation.ts';
import type { LeftText } from './left-text.ts';
import type { DroppedState, DropState, Removed } from './merged-work.ts';
import type { DeliveryId, QuestionId, Sha, TaskId, WorkerName } from './names.ts';
import type { WorkerPaused } from './paused.ts';
import type { Action } from './plan.ts';
import type { ProgramState } from './program.ts';
import type { TaskPutAside } from './put-aside.ts';
import type { GateVerdict, PullRequest, Testing } from './pull-request.ts';
import type { ClosedQuestion, Question } from './question.ts';
import type { IntegrationState } from './integration.ts';
import type { Order } from './request.ts';
import type { DoneOrder } from './undo.ts';
import type { TaskReview } from './review.ts';
import type { Phase, Stage, Synced, WorkItem } from './task-parts.ts';
import type { ProjectBudget, TaskSpending } from './budget.ts';
import type { WorkerSpending } from './usage.ts';

export type { IntegrationState, OmnibusState, RewrittenBase } from './integration.ts';
export type { Phase, Stage, Synced, WorkItem } from './task-parts.ts';

/**
 * The state that the journal's facts add up to. Plain data (Maps and Sets of plain objects), changed only by the fold in
 * engine/ledger. What can be derived from it and from the wish (ready, blocked, needs_human) is derived, not stored.
 */
export interface Ledger extends Removed {
  readonly tasks: ReadonlyMap<TaskId, TaskState>;
  readonly workers: ReadonlyMap<WorkerName, WorkerState>;
  /** Open ones and the newest finished ones (bounded). */
  readonly receipts: ReadonlyMap<DeliveryId, Receipt>;
  readonly questions: ReadonlyMap<QuestionId, Question>;
  readonly questionsAsked: number;
  /** The newest questions that were closed, the newest last (bounded). Older releases did not write it. */
  readonly closed?: readonly ClosedQuestion[];
  readonly pullRequests: ReadonlyMap<number, PullRequest>;
  /** Effects that were begun and have no outcome yet, by key. */
  readonly open: ReadonlyMap<string, OpenEffect>;
  /** Last failure per action, by `failureKey`; removed by the next success. */
  readonly failures: ReadonlyMap<string, Failure>;
  readonly integration: IntegrationState;
  /** Conflicts of work under way that stand, by key. */
  readonly conflicts: ReadonlyMap<string, Conflict>;
  /** By branch: tips that Czar put to the remote or began to, newest last. One alone is there; a first that may not be stands twice. */
  readonly pushed: ReadonlyMap<string, readonly Sha[]>;
  /** Why the remote forge cannot be spoken to, until a human says to try again; not there: it can. */
  readonly lockedForge?: string;
  /** A human wants local pull requests where `forge: auto` would have them at a remote one. */
  readonly forgeChoice?: 'local';
  /** Not there before a remote forge was looked at for the first time. */
  readonly forge?: ForgeWatch;
  /** The last usage limit of each account that met one, by `accountOf` (decide/accounts.ts). */
  readonly accounts: ReadonlyMap<string, AccountLimit>;
  /** By kind of agent: the longest still stretch of each of the newest tasks that were finished, in milliseconds (bounded). */
  readonly stretches: ReadonlyMap<string, readonly number[]>;
  /** When the tmux server died, since a human last wanted sessions all the same; oldest first (bounded). */
  readonly serverDeaths: readonly ServerDeath[];
  /** What became of the limit of the whole project's cost. Older releases did not write it. */
  readonly budget?: ProjectBudget;
  /** What is known of the programs of agents, by their paths. */
  readonly programs: ReadonlyMap<string, ProgramState>;
  /** What a human last said to changed commands: the hash of their list. Older releases did not write it. */
  readonly commandsAnswered?: { readonly hash: string; readonly accepted: boolean };
  /** Orders of humans that are not carried out yet. */
  readonly orders: readonly Order[];
  /** The newest orders that were carried out (bounded), newest last. Older releases did not write it. */
  readonly done?: readonly DoneOrder[];
  /** Tasks that need a look in every tick: running, complete, or with something waiting (index, kept by the fold). */
  readonly active: ReadonlySet<TaskId>;
  /** Fields that were about to be written into the human files: a file that has them was written by Czar. */
  readonly writing: ReadonlyMap<TaskId, Synced>;
  /** How many tasks are in each stage (index, kept by the fold). */
  readonly stages: ReadonlyMap<Stage, number>;
  /** Grows whenever a task may be shown in another status. */
  readonly statusChanges: number;
  /** Correlation id of the newest decision or effect about each task, each worker and the project (engine/ledger/chain.ts). */
  readonly decisions: ReadonlyMap<string, string>;
  readonly epoch: number;
  /** Set by `stop` and `pause` of everything. */
  readonly pausedAll: boolean;
  readonly startedAt: number | null;
}

export interface ServerDeath {
  readonly pid: number;
  readonly at: number;
}

export interface TaskState
  extends TaskSpending,
    TaskStart,
    TaskReview,
    TaskAtForge,
    TaskCrashes,
    TaskPutAside {
  readonly id: TaskId;
  readonly stage: Stage;
  /** Only with stage `complete`. */
  readonly phase: Phase | null;
  /** Finished before Czar first saw it: counts as done, has no pull request. */
  readonly beforeCzar: boolean;
  /** Who does or last did it. */
  readonly worker: WorkerName | null;
  readonly attempt: Attempt | null;
  /** Attempts begun, all told; attempt numbers are never reused. */
  readonly attempts: number;
  /** Attempts that failed since the last time a human asked for a retry. */
  readonly failedAttempts: number;
  /** Number of the newest branch: `feat/x` is 1, `feat/x.3`, begun by the third attempt, is 3. */
  readonly branches: number;
  readonly items: readonly WorkItem[];
  readonly pullRequest: number | null;
  readonly gate: GateVerdict | null;
  /** What its last gate began to test; says nothing unless that gate still runs. */
  readonly testing: Testing | null;
  /** Of the current attempt. */
  readonly gateFailures: number;
  readonly conflictCount: number;
  readonly merged: MergedState | null;
  /** Of its judged head. Older releases did not write it. */
  readonly suspicion?: Suspicion | null;
  /** A human wants it out again. Older releases did not write it. */
  readonly drop?: DropState | null;
  /** It was merged and taken out again; until it is merged once more. Older releases did not write it. */
  readonly dropped?: DroppedState | null;
  /**
   * Of merged work, which of its branch is to be removed next: the one `here`, `once-left` by the worktree that stands on it, the
   * one at the `remote`. Of cancelled work `merges`: what was kept of it for its gates. Null or not there: nothing; so it is of work
   * that older releases merged or cancelled.
   */
  readonly tidy?: 'here' | 'once-left' | 'remote' | 'merges' | null;
  /** The head that a human wants merged; another one has to be asked for anew. Older releases did not write it. */
  readonly mergeAsked?: Sha | null;
  /** Last values that Czar and the file agreed on (three-way sync). */
  readonly synced: Synced | null;
  /** Edges that a human dropped. */
  readonly droppedEdges: readonly TaskId[];
  /** Dependants that were told. */
  readonly notified: readonly TaskId[];
  /** SHA-256 of the task text that the worker has. */
  readonly textHash: string | null;
  readonly stageSince: number;
  readonly firstSeenAt: number;
  /** The next attempt starts from the integration tip instead of the branch's own; until it begins. */
  readonly fresh: boolean;
  /** A human's wish to give it to this worker now. */
  readonly moveTo: WorkerName | null;
  readonly title: string | null;
  /** Sum over its rounds of delivery to completion, and of its gates. */
  readonly workMs: number;
  readonly gateMs: number;
}

export interface MergedState {
  readonly sha: Sha | null;
  readonly head: Sha | null;
  readonly at: number;
  readonly note: string | null;
}

export interface Attempt extends AttemptStart {
  readonly number: number;
  readonly branch: string;
  readonly startSha: Sha;
  /** Where its branch began, if an earlier attempt began it. Older releases did not write it. */
  readonly branchSha?: Sha;
  readonly startedAt: number;
  /** Who has it in its seat, or had it last. */
  readonly worker: WorkerName;
  /** Tip of the branch as last enumerated. */
  readonly tip: Sha;
  readonly commits: number;
  /** Newest commits, newest last (bounded). */
  readonly recent: readonly CommitView[];
  /** The newest marker that was not acted on yet. */
  readonly marker: { readonly sha: Sha; readonly commit: CommitView } | null;
  /** Head that completion was judged at; null while none, or when it moved. */
  readonly judged: Sha | null;
  readonly judgedAt: number | null;
  readonly lastCommitAt: number | null;
  /** Generations of `worker` that know the text: given in full (with whatever else), or resumed with it. */
  readonly openedIn: readonly number[];
  /** First confirmed or effective delivery of its current round; null before. */
  readonly roundBeganAt: number | null;
  /** For how much of that round an answer of a person was missing, and until when that is counted. Older releases did not write it. */
  readonly waited?: { readonly ms: number; readonly until: number };
  /** How often each kind of message was sent, and when last. */
  readonly messages: Readonly<
    Partial<Record<DeliveryKind, { readonly count: number; readonly lastAt: number }>>
  >;
  /** Restarts because it was stuck, and when the last one was. Older releases did not write the time. */
  readonly stuckRestarts: number;
  readonly stuckRestartAt?: number;
  /** The longest counted stretch in it in which nothing moved, in milliseconds. Older releases did not write it. */
  readonly longestStillMs?: number;
  /** Counted milliseconds in which an agent was at work on it (heartbeats keep it over a restart). Older releases did not write it. */
  readonly agentMs?: number;
}

export interface WorkerState extends WorkerSpending, WorkerCrashes, WorkerPaused {
  readonly name: WorkerName;
  /** Generations begun, all told. */
  readonly generations: number;
  readonly generation: Generation | null;
  readonly agent: AgentState;
  /** The task whose turn it is in this seat. */
  readonly task: TaskId | null;
  readonly worktree: WorktreeState | null;
  /** Why its worktree stays although nobody needs it. Older releases did not write it. */
  readonly treeKept?: string | null;
  readonly restarts: number;
  readonly restartNotBefore: number | null;
  readonly quarantined: { readonly at: number; readonly because: string } | null;
  /** Last sign of progress: commit, confirmed delivery, start. */
  readonly progressAt: number | null;
  /** Milliseconds of counted time without progress (heartbeats keep it over a restart). */
  readonly quietMs: number;
  readonly idleSince: number | null;
  /** The last turn that Czar interrupted; null in a generation without one. */
  readonly interrupted: {
    readonly generation: number;
    readonly task: TaskId | null;
    readonly at: number;
  } | null;
  /** The attempt whose leftovers were last saved, with nothing delivered since. Older releases did not write the time. */
  readonly saved: { readonly task: TaskId; readonly attempt: number; readonly at?: number } | null;
  /** Messages of a human (nudge) that wait for the next idle. */
  readonly inbox: readonly WorkItem[];
  /** Milliseconds of counted time in which nothing moved; with `quietMs` noted last at `clockedAt`. Older releases wrote neither. */
  readonly stillMs?: number;
  readonly clockedAt?: number;
  /** The last verdict about this session that was noted, and since when. Not there: it was healthy all the time. */
  readonly verdict?: { readonly health: LivingHealth; readonly at: number };
  /** Runs of its tools that failed, newest last (bounded). Older releases did not write it. */
  readonly failedRuns?: readonly FailedRun[];
  /** The conversation of its last session, and the generations that had it. Older releases did not write it. */
  readonly conversation?: Conversation;
  /** Texts that lie in files of its worktree. Older releases did not write it. */
  readonly texts?: readonly LeftText[];
}

/** `mark` is equal for equal output. */
export interface FailedRun {
  readonly mark: string;
  readonly says: string;
  readonly at: number;
}

export interface Conversation {
  readonly id: string;
  readonly kind: string;
  readonly generations: readonly number[];
}

export interface WorktreeState {
  readonly path: string;
  /** Git dir of the worktree (under the common dir). */
  readonly gitDir: string;
  readonly branch: string | null;
  /** Hash of the setup that ran here last. */
  readonly setupHash: string | null;
}

export interface OpenEffect {
  readonly key: string;
  readonly action: Action;
  readonly at: number;
  readonly epoch: number;
  /** What led to it, as its intent says. */
  readonly decision?: string | null;
  /** Process groups that were let go for it. */
  readonly processes: readonly SpawnedProcess[];
  /** Why a process that a dead supervisor left for it does not end. Older releases did not write it. */
  readonly stays?: string | null;
}

export interface SpawnedProcess {
  readonly pid: number;
  /** Start time as the machine tells it, to recognise a reused pid. */
  readonly startTime: string;
  readonly graceMs: number;
}

export interface Failure {
  readonly count: number;
  readonly lastAt: number;
  readonly nextTryAt: number;
  readonly message: string;
  readonly lasting: boolean;
  readonly evidence: readonly Evidence[];
}
