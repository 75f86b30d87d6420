/** What `czar clean` would remove, each thing with the proof that nothing is lost, and what it keeps. */
export interface CleanPlan {
  /** Everything that Czar made goes: removed branches are kept under no ref. */
  readonly forGood?: true;
  readonly steps: readonly CleanStep[];
  readonly kept: readonly KeptThing[];
}

export interface CleanStep {
  readonly what: 'worktree' | 'branch' | 'logs' | 'saved-work' | 'session' | 'journal' | 'files' | 'entry';
  /** Path, branch or session name. */
  readonly name: string;
  readonly bytes: number | null;
  /** Why nothing is lost: "merged as a1b2c3", "derived". */
  readonly proof: string;
}

export interface KeptThing {
  readonly name: string;
  readonly because: string;
}

/** What came of it; a step that failed is in `kept` with its reason. */
export interface CleanReport {
  readonly removed: number;
  readonly bytes: number;
  readonly kept: readonly KeptThing[];
}
