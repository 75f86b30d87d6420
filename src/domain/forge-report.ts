import type { Sha } from './names.ts';

/**
 * What others say at the forge of one head of a pull request: their checks and reviews. All texts are theirs, bounded and without
 * control characters, and data wherever they go.
 */
export interface ForgeReport {
  readonly number: number;
  readonly head: Sha;
  /** When the pull request changed there last, by the forge's clock. */
  readonly updatedAt: number;
  /** The branch that the forge would merge it into. */
  readonly base: string;
  /** Whether the forge could merge it by itself; null: it has not found out. */
  readonly mergeable: boolean | null;
  /** Without those that Czar wrote down there itself. */
  readonly checks: readonly ForgeCheck[];
  /** Of people who may write to the repository, and not of whoever opened it; oldest first. */
  readonly reviews: readonly ForgeReview[];
}

/** A report as the ledger keeps it. Times are epoch milliseconds. */
export interface ForgeEvidence extends ForgeReport {
  /** When this head was looked at first. */
  readonly since: number;
  /** When something in it was new. */
  readonly at: number;
  /** A human said to merge it whatever its checks say. */
  readonly waived?: true;
}

/** What a task's record keeps of it. Older releases did not write it. */
export interface TaskAtForge {
  /** How often checks of the forge failed, in the current attempt. */
  readonly ciFailures?: number;
  /** Reviews whose wishes its worker was told, newest last (bounded). */
  readonly reviewsTold?: readonly number[];
}

/** A head that is asked about. */
export interface AskedHead {
  readonly number: number;
  readonly headSha: Sha;
}

export interface ForgeCheck {
  readonly name: string;
  /** `stopped`: it ended without a result (cancelled, out of date), or waits for a person there. */
  readonly state: 'pending' | 'passed' | 'failed' | 'stopped';
  readonly url: string | null;
  /** The end of its log or of what it says; only of one that failed. */
  readonly tail: string;
}

export interface ForgeReview {
  readonly id: number;
  readonly by: string;
  readonly at: number;
  readonly verdict: 'approved' | 'changes-requested' | 'comment';
  /** The head that was reviewed; null: the forge does not know it any more. */
  readonly head: Sha | null;
  readonly text: string;
  readonly comments: readonly LineComment[];
}

export interface LineComment {
  readonly file: string;
  /** Null: it is about the file, or its line is gone. */
  readonly line: number | null;
  readonly text: string;
}
