import type { Unaccepted } from './command.ts';
import type { HeadView, Marker } from './commit.ts';
import type { Clash } from './conflict.ts';
import type { TerminalView } from './generation.ts';
import type { Graph } from './graph.ts';
import type { Ledger } from './ledger.ts';
import type { ProjectId, Sha, TaskId, WorkerName } from './names.ts';
import type { Policy } from './policy.ts';
import type { ProgramView } from './program.ts';
import type { Seen } from './seen.ts';
import type { CountedFiles } from './uncommitted.ts';
import type { Vitals } from './vitals.ts';
import type { HookState } from './webhook.ts';
import type { Wish } from './wish.ts';

/** Everything that `decide` may know. `now` is epoch milliseconds. */
export interface World {
  readonly now: number;
  readonly projectId: ProjectId;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly wish: Wish;
  /** Commands that the files name and no person accepted: none of them is in the policy. Null: all are accepted. */
  readonly unaccepted: Unaccepted | null;
  readonly graph: Graph;
  readonly terminal: Seen<TerminalView>;
  readonly heads: ReadonlyMap<WorkerName, Seen<HeadView>>;
  /** Workers with commits beside their task's branch. */
  readonly astray: ReadonlyMap<WorkerName, Astray>;
  /** Tasks whose branch could not be read: what is on it is unknown. */
  readonly unread: ReadonlyMap<TaskId, string>;
  /** Pairs of work under way whose merge was tried, by key. */
  readonly clashes: ReadonlyMap<string, Clash>;
  /** What is not committed in the worktrees of workers, as it was counted last (decide/uncommitted.ts). */
  readonly uncommitted: ReadonlyMap<WorkerName, CountedFiles>;
  /** Tip of the base branch (of the remote where there is one). */
  readonly baseTip: Seen<Sha | null>;
  readonly integrationTip: Seen<Sha | null>;
  /** Name of the remote that the base is taken from and to; null: there is none. */
  readonly remote: string | null;
  /** Where pull requests are: `local` is changed by nobody else. */
  readonly forge: 'local' | 'github';
  /** How it tells of changes by itself; not there: it does not. */
  readonly hooks?: HookState;
  /** Hash of each running task's text as the file has it now. */
  readonly textHashes: ReadonlyMap<string, string>;
  readonly counted: ReadonlyMap<WorkerName, CountedTime>;
  /** Of workers that had to be looked at. */
  readonly vitals: ReadonlyMap<WorkerName, Vitals>;
  /** How long agents were at work on the attempts that are under way, in counted milliseconds (decide/agent-time.ts). */
  readonly agentMs: ReadonlyMap<TaskId, { readonly attempt: number; readonly ms: number }>;
  readonly machine: Seen<MachineView>;
  /** By agent of the config: what program it is. Not there: one that cannot be asked. */
  readonly programs: ReadonlyMap<string, Seen<ProgramView>>;
  /** Facts of each agent kind that rules depend on. */
  readonly kinds: ReadonlyMap<string, KindFacts>;
  /** The supervisor is going down: nothing new is begun. */
  readonly stopping: 'no' | 'leave-sessions' | 'end-sessions' | 'end-sessions-now';
  /** When that was asked for first, epoch milliseconds. */
  readonly stoppingSince: number | null;
}

/** Time that counts against a worker (decide/counted-time.ts), in milliseconds. */
export interface CountedTime {
  /** Without a result: since a commit, a delivery or its start. */
  readonly quietMs: number;
  /** In which nothing moved. */
  readonly stillMs: number;
  /** The progress since which it was counted, and the signs of life that were known then. */
  readonly progressAt: number | null;
  readonly mark: readonly (number | null)[];
}

/** Commits of a worker that lie on another branch than its task's, or on none. */
export interface Astray {
  /** Null: detached. */
  readonly branch: string | null;
  readonly sha: Sha;
  /** Whether the task's branch can be moved forward to it. */
  readonly descends: boolean;
  readonly marker: Marker | null;
}

export interface MachineView {
  readonly freeMemoryBytes: number;
  readonly freeDiskBytes: number;
  readonly cores: number;
  readonly load: number;
}

export interface KindFacts {
  /** Whether a `prompt` event proves a delivery. */
  readonly proves: 'prompt-event' | 'nothing';
  /** Whether a turn's end is told by an `idle` event. */
  readonly tellsIdle: boolean;
  /** Whether a restarted agent still knows its conversation. */
  readonly resumes: boolean;
  /** Between tasks: `keep` the session, or start `fresh`. */
  readonly betweenTasks: 'keep' | 'fresh';
  /** What tells first that it can be given a text: its own event, or only the prompt on its screen. */
  readonly readyBy: 'event' | 'screen';
  /** What it may do without asking can be set. */
  readonly obeysPermissions?: true;
  /** Its first start on a machine makes ready what all of them share: no other one may begin before its prompt is there. */
  readonly firstStartAlone?: true;
  /** Enter at its empty composer does nothing (tried). */
  readonly enterDoesNothing?: true;
  /** Interrupted before it said anything, it takes its prompt back into the composer and tells nobody. */
  readonly takesBack?: true;
  /** The longest text that came to it whole in one paste, in bytes; a longer one goes by a file. Not there: none is too long. */
  readonly pasteBytes?: number;
}
