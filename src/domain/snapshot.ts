import type { TextFile } from './delivery.ts';
import type { Activity, Health } from './evidence.ts';
import type { RequestBudget } from './forge-watch.ts';
import type { HookState } from './webhook.ts';
import type { Permissions } from './policy.ts';
import type { PullRequest } from './pull-request.ts';
import type { ClosedQuestion, Question } from './question.ts';
import type { Problem, WishStatus } from './wish.ts';

/**
 * What surfaces show: a self-contained, JSON-safe picture. Written to the journal dir and to `status/`, sent over the socket.
 * Times are epoch milliseconds.
 */
export interface Snapshot {
  readonly version: 1;
  readonly at: number;
  readonly project: string;
  readonly projectId: string;
  readonly root: string;
  readonly supervisor: {
    readonly pid: number;
    readonly epoch: number;
    readonly state: 'running' | 'paused' | 'stopping';
  };
  readonly startedAt: number | null;
  readonly base: string;
  readonly integration: {
    readonly branch: string;
    readonly tip: string | null;
    readonly omnibus: number | null;
    readonly omnibusState: 'none' | 'draft' | 'ready' | 'merged';
  };
  readonly workers: readonly WorkerRow[];
  readonly tasks: readonly TaskRow[];
  /** Where rows were left out of `tasks`: how many, by status. */
  readonly leftOut?: Readonly<Partial<Record<ShownStatus, number>>>;
  readonly counts: TaskCounts;
  readonly questions: readonly Question[];
  /** The newest ones that need no answer any more, the newest last. Older releases did not write it. */
  readonly closed?: readonly ClosedQuestion[];
  readonly pullRequests: readonly PullRequest[];
  /** Work that does not merge as it is now. Older releases did not write it, nor `compared`. */
  readonly conflicts?: readonly ConflictRow[];
  readonly compared?: Compared;
  readonly problems: readonly Problem[];
  readonly notQueued: readonly string[];
  readonly next: readonly NextStep[];
  /** Requests that the forge still allows, as it said last. Not there: it says nothing of it. */
  readonly requests?: RequestBudget;
  /** How the forge tells of changes by itself. Not there: it does not. */
  readonly hooks?: HookState;
  /** What all agents used. Older releases did not write it. */
  readonly spent?: ProjectSpent;
  readonly restarts: number;
  /** From the first session to the merged omnibus, or to now; null before there was a session. */
  readonly wallMs: number | null;
  readonly serialMs: number;
  /** Nothing more will happen without a human or an edit. */
  readonly settled: boolean;
}

/** What agents used. `costUsd` null: what some of it cost is not known; `knownUsd` is what the rest cost. */
export interface SpentRow {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly costUsd: number | null;
  readonly knownUsd: number;
  /** How many tokens have no known price. */
  readonly unpricedTokens: number;
}

export interface ProjectSpent extends SpentRow {
  /** As far as it may go now; null: no limit. */
  readonly limitUsd: number | null;
  /** A limit of cost is set, of the project or of each task: what is not known matters. */
  readonly isLimited: boolean;
}

export interface TaskCounts {
  readonly total: number;
  /** By Czar; those of `beforeCzar` are not among them. */
  readonly merged: number;
  readonly beforeCzar: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly running: number;
  readonly inReview: number;
  readonly ready: number;
  readonly waiting: number;
  readonly blocked: number;
  readonly needsHuman: number;
}

/** Two pieces of work that conflict before they are merged. */
export interface ConflictRow {
  readonly a: string;
  /** A worker, or `integration`: then `tasks` has one name only. */
  readonly b: string;
  /** The task of `a`, then that of `b`. */
  readonly tasks: readonly string[];
  /** The first of them, as paths from the top of the repository. */
  readonly files: readonly string[];
  readonly fileCount: number;
  readonly since: number;
  /** Tasks whose worker was told. */
  readonly told: readonly string[];
}

/** What was compared to find conflicts. A pair that is in neither list merges. */
export interface Compared {
  /** Work under way, in the order of the queue. */
  readonly work: readonly { readonly task: string; readonly worker: string }[];
  /** Pairs of which it is not known whether they merge; one task alone is meant with the integration branch. */
  readonly unknown: readonly { readonly tasks: readonly string[]; readonly because: string }[];
}

/** What a task is said to be, in the words of the queue file. */
export type ShownStatus = WishStatus;

export interface WorkerRow {
  readonly worker: string;
  readonly agent: string;
  readonly health: Health;
  readonly activity: Activity;
  /** A few words: "working", "asks you", "idle", "limit >03:40". */
  readonly doing: string;
  /** Since when it does that, by the clock of the day (docs/detection.md). */
  readonly since: number;
  /** When the limit ends that `doing` tells of, in UTC. Older releases did not write it. */
  readonly limitedUntil?: number;
  readonly task: string | null;
  readonly taskTitle: string | null;
  readonly branch: string | null;
  readonly commits: number;
  /** How many of them the forge sees; null: not known. Not there: nothing is pushed here. */
  readonly pushed?: number | null;
  /** By the commits of its task; null: not known. */
  readonly filesChanged: number | null;
  /** In its worktree; null: not known. Not there: it has no worktree. Older releases did not write it. */
  readonly uncommitted?: UncommittedFiles | null;
  readonly lastCommitAt: number | null;
  readonly pr: number | null;
  readonly session: string | null;
  readonly generation: number;
  readonly worktree: string | null;
  readonly quarantined: string | null;
  readonly restarts: number;
  readonly progress: string | null;
  readonly eta: string | null;
  readonly waitingFor: readonly string[];
  readonly blocking: readonly string[];
  /** A task that it left because that waits for you, and the number of the question: it is free all the same. Older releases did not write it. */
  readonly parked?: { readonly task: string; readonly question: number };
  readonly proofOfLife: boolean;
  readonly receipt: string | null;
  /** Where that text lies, when it was too long to be typed: the receipt is of the lines that name it. Not there: it was typed. */
  readonly textFile?: TextFile;
  /** What it may do without asking, and what becomes of what it asks; null: its kind cannot be told. Older releases did not write it. */
  readonly permissions?: Permissions | null;
  readonly onPrompt?: 'wait' | 'deny' | null;
  /** What its agents used, for whatever task. Not there: nothing that is known. */
  readonly spent?: SpentRow;
}

/** Files that are new, changed or deleted, staged or not; one that was moved counts as two. */
export interface UncommittedFiles {
  readonly files: number;
  /** When they were counted. */
  readonly at: number;
  /** That is a while ago: there may be others by now. */
  readonly old?: true;
}

export interface TaskRow {
  readonly task: string;
  readonly title: string;
  readonly kind: 'primary' | 'bonus';
  readonly status: ShownStatus;
  readonly phase: string | null;
  readonly priority: number;
  readonly assignee: string | null;
  readonly worker: string | null;
  readonly attempt: number;
  readonly branch: string | null;
  readonly commits: number;
  /** Of all attempts on that branch; null: not known. Not there: it is the branch of this attempt alone. */
  readonly branchCommits?: number | null;
  readonly after: readonly string[];
  readonly waitingFor: readonly string[];
  readonly pr: number | null;
  readonly merged: string | null;
  readonly note: string | null;
  readonly since: number;
  readonly workMs: number;
  readonly gateMs: number;
  /** What agents used for it, in all its attempts. Not there: nothing that is known. */
  readonly spent?: SpentRow;
}

/** The next thing that the clock will do: "engineer4 is restarted", at. */
export interface NextStep {
  readonly what: string;
  readonly about: string;
  readonly at: number;
}
