import type { CheckReport } from '../../domain/check-report.ts';
import type { CleanPlan, CleanReport } from '../../domain/clean-plan.ts';
import type { Unaccepted } from '../../domain/command.ts';
import type { JournalLine } from '../../domain/entry.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Order } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { EditedFields } from '../../domain/edited-fields.ts';
import type { Question } from '../../domain/question.ts';
import type { Undoable } from '../../domain/undo.ts';
import type { Client } from '../../ports/client.ts';

/** One project as the verbs see it. Works with and without a running supervisor; opening it starts nothing. */
export interface ProjectDoor {
  readonly project: string;
  readonly root: string;
  /** To the supervisor. `ask` rejects with Fault `deadline` when one holds the project and does not answer within 2 s. */
  readonly client: Client;
  /** Names as the files have them now. */
  known(): Promise<KnownNames>;
  /** Keeps an order for the next supervisor. The same id twice is one order. */
  leaveOrder(order: Order): Promise<void>;
  /** Writes the text file and the queue entry of a new task. Errors: Fault `bad-input`, `file-changed`. */
  addTask(task: NewTask): Promise<void>;
  /**
   * Changes fields of a queue entry and nothing else in the file; tells what the task comes after now, wherever that is said. Errors:
   * Fault `bad-input`, `not-found`, `file-changed`, `file-unreadable`.
   */
  changeTask(change: TaskChange): Promise<readonly string[]>;
  /**
   * Gives the terminal to the person's editor with a copy of the task's text, and puts that in its place. Null: there is no such task.
   * Errors: Fault `command-failed` (the editor), `bad-input`, `file-unreadable`.
   */
  editText(task: string): Promise<TextEdit | null>;
  /** Runs preflight and starts a supervisor that outlives this process; resolves once that one answers. */
  startDetached(request: StartRequest): Promise<StartResult>;
  /** Is the supervisor itself until it is settled (`untilDone`), asked to stop, or interrupted. Sessions are left alone. */
  runSupervisor(request: RunRequest): Promise<RunResult>;
  /** The first plan, made and not carried out. */
  firstPlan(request: StartRequest): Promise<PlanResult>;
  /** With no supervisor: saves the work of all workers and ends their sessions. */
  endSessions(how: 'end' | 'end-now'): Promise<EndedSessions>;
  /** Gives the terminal to the worker's session until the human detaches; false when there is no session. */
  attach(worker: string, options: { readonly readOnly: boolean }): Promise<boolean>;
  /** The worker's screen, or the end of its newest log when there is no session; null when there is neither. */
  peek(worker: string): Promise<Peek | null>;
  /** The same at once, and whenever it is another, until `signal` is aborted; at most twice a second. */
  watchScreen(worker: string, options: { readonly signal: AbortSignal }): AsyncIterable<Peek | null>;
  /** The text of a task as its file has it now; null when it has none. Errors: Fault `file-unreadable`. */
  text(task: string): Promise<ShownText | null>;
  /** What the branch that the task has now holds of it; null when no attempt was begun. */
  diff(task: string): Promise<TaskDiff | null>;
  /** Lines of the journal, oldest first; none where it holds none any more. What was read for one page is not read again for the next. */
  journal(page: JournalPage): Promise<readonly JournalLine[]>;
  /**
   * Runs the checks of an open pull request at exactly what merging it now would make; merges nothing. Errors: Fault `not-found`,
   * `command-failed`.
   */
  checkRequest(number: number): Promise<CheckReport>;
  /** The open questions, as the journal has them: whether anybody runs or not. */
  questions(): Promise<readonly Question[]>;
  /** What can be taken back, as the journal has it. */
  undoable(): Promise<readonly Undoable[]>;
  /** Single fields of a queue entry as they are now; null: there is no such entry. */
  entry(task: string): Promise<Required<EditedFields> | null>;
  cleanPlan(options: { readonly all: boolean }): Promise<CleanPlan>;
  /** Carries a plan out; every step is proved anew before it is taken. */
  clean(plan: CleanPlan): Promise<CleanReport>;
}

export interface KnownNames {
  readonly workers: readonly string[];
  readonly tasks: readonly string[];
}

export interface NewTask {
  readonly task: string;
  readonly text: string;
  readonly priority: number;
  readonly assignee: string | null;
  readonly after: readonly string[];
  readonly title: string | null;
}

/** The first `limit` lines after `afterSeq` (null: the newest ones), or the last `limit` lines before `beforeSeq`. */
export type JournalPage = { readonly limit: number } & (
  | { readonly afterSeq: number | null }
  | { readonly beforeSeq: number }
);

export interface TaskChange {
  readonly task: string;
  readonly priority?: number;
  readonly assignee?: string | null;
  /** What its entry names; what other files say stays. */
  readonly after?: readonly string[];
  readonly hold?: boolean;
}

/** `moved`: somebody else changed the text meanwhile; theirs stands, and the edited one is kept at `kept`. */
export type TextEdit = { readonly file: string } & (
  | { readonly state: 'changed' | 'same' }
  | { readonly state: 'moved'; readonly kept: string }
);

export interface StartRequest {
  /** Only these and what they depend on; empty: all. */
  readonly tasks: readonly string[];
  readonly adopt: boolean;
  /** Names of checks that may fail on the base. */
  readonly allowRed: readonly string[];
  /** Whether a person accepts commands that the files name; `nobody`: there is none to ask. Asked only about those that nobody accepted before. */
  readonly agree: (unaccepted: Unaccepted) => Promise<'yes' | 'no' | 'nobody'>;
}

export interface RunRequest extends StartRequest {
  readonly untilDone: boolean;
  /** Where log lines go; `none`: the caller shows progress instead. */
  readonly log: 'stderr' | 'none';
  readonly onSnapshot: (snapshot: Snapshot) => void;
}

export interface Refused {
  readonly state: 'refused';
  readonly exit: 1 | 2 | 3 | 4;
  readonly says: string;
}

/** Somebody runs this project already: "czar 0.1.0, pid 4711, user ann". */
export interface Held {
  readonly state: 'held';
  readonly holder: string;
}

export type StartResult = { readonly state: 'started'; readonly pid: number } | Held | Refused;

export type RunResult =
  | { readonly state: 'ended'; readonly because: 'settled' | 'stopped'; readonly snapshot: Snapshot | null }
  | Held
  | Refused;

/** What became of each session, one line each, and of how many it is not the end. */
export type EndedSessions =
  | { readonly state: 'ended'; readonly lines: readonly string[]; readonly left: number }
  | Refused;

export type PlanResult = { readonly state: 'planned'; readonly plan: Plan } | Refused;

export interface Peek {
  readonly source: 'screen' | 'log';
  readonly lines: readonly string[];
}

export interface ShownText {
  /** Relative to the project root. */
  readonly file: string;
  readonly text: string;
}

export interface TaskDiff {
  readonly task: string;
  readonly attempt: number;
  readonly branch: string;
  readonly from: string;
  readonly to: string;
  readonly files: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly patch: string;
  /** Other branches or refs that hold work of earlier attempts. */
  readonly earlier: readonly EarlierWork[];
}

export interface EarlierWork {
  readonly name: string;
  readonly tip: string;
}
