/**
 * What stirs of an agent beside what it says, in one life of it. Looked at only where that is needed to decide; kept in memory, so
 * that it is looked at anew after a restart of the supervisor. Times are epoch milliseconds.
 */
export interface Vitals {
  readonly generation: number;
  readonly lookedAt: number;
  /** When its record of the conversation grew last; null: it keeps none that is followed. */
  readonly transcriptAt: number | null;
  /** Null: it cannot be told. */
  readonly processes: ProcessSign | null;
  readonly tree: TreeSign | null;
}

export interface ProcessSign {
  readonly time: ProcessTime;
  readonly readAt: number;
  /** By the clock that cannot be set. */
  readonly readMs: number;
  /** When more work of it was seen than a spinner takes; null: not yet. */
  readonly workedAt: number | null;
  /** There is none before it, so that nobody knows yet whether anything works. */
  readonly first?: true;
}

/** What lies in the worktree, committed or not. */
export interface TreeSign {
  readonly readAt: number;
  /** When it was seen to be another than before; null: not yet. */
  readonly changedAt: number | null;
  /** What lay there, look by look, the newest last; the same twice in a row counts once. Bounded. */
  readonly states: readonly TreeState[];
}

export interface TreeState {
  /** Equal for equal content. */
  readonly state: string;
  readonly at: number;
}

/** Processor time of all that runs in a session, in milliseconds since it began. */
export interface ProcessTime {
  /** Of the agent and what was started with it. */
  readonly ownMs: number;
  /** Of what it started later: builds, tests and the like. */
  readonly toolsMs: number;
}
