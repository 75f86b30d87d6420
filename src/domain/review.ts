import type { Sha } from './names.ts';

/** One point of a review. */
export interface ReviewFinding {
  /** From the top of the repository, as the reviewer says it. */
  readonly file: string;
  /** In the file as it is after the change; null: the reviewer names none. */
  readonly line: number | null;
  readonly severity: 'critical' | 'major' | 'minor';
  readonly reason: string;
}

/** What a reviewer said to a change, or to one part of it. */
export interface Judgement {
  readonly verdict: 'approve' | 'changes';
  readonly findings: readonly ReviewFinding[];
}

/** What became of reviewing one head. */
export interface Review extends Omit<Judgement, 'verdict'> {
  readonly head: Sha;
  /** `unreadable`: its answer could not be read, also when it was asked again; `too-large`: nobody was asked. */
  readonly verdict: Judgement['verdict'] | 'unreadable' | 'too-large';
  /** For people: why there is no judgement. */
  readonly because: string | null;
  /** Who reviewed: `command`, or the name of a model. */
  readonly by: string;
  readonly at: number;
  readonly ms: number;
}

/** One request of a review that is under way: it is not made again when the supervisor dies before the others. */
export interface ReviewPart extends Judgement {
  readonly head: Sha;
  /** From 1 on. */
  readonly part: number;
  /** Of so many. */
  readonly of: number;
}

/** What a task's record holds of what was said of its change beside its gates. Older releases did not write it. */
export interface TaskReview {
  /** The head that may change what needs a human. */
  readonly protectedAllowed?: Sha | null;
  /** The newest. */
  readonly review?: Review | null;
  /** Of the review that is under way. */
  readonly reviewParts?: readonly ReviewPart[];
  /** Reviews of the present attempt that asked for changes. */
  readonly reviewRounds?: number;
  /** Rounds that a human allowed beyond those of the config, in this attempt. */
  readonly moreRounds?: number;
  /** The head that a human wants merged whatever its review says. */
  readonly reviewWaived?: Sha | null;
  /** The head whose review the forge was told. */
  readonly reviewPosted?: Sha | null;
}
