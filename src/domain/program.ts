/** What is known of the program of an agent, by looking at it. */
export interface ProgramView {
  /** Absolute path, as it was found. Programs are told apart by it. */
  readonly path: string;
  /** As it says itself. */
  readonly version: string;
}

/** A version with which a text provably arrived and a turn came to its end. */
export interface GoodVersion {
  readonly version: string;
  /** When that was last found out; epoch milliseconds. */
  readonly at: number;
}

/** What this project found out about a program. */
export interface ProgramState {
  /** Here, or in another project of this user. */
  readonly good: GoodVersion | null;
  /** The last trial. */
  readonly tried: TriedVersion | null;
  readonly trials: number;
  /** The version that a human wants used all the same. */
  readonly allowed: string | null;
  /** After a trial that did not go well a human wants to wait until then; epoch milliseconds. */
  readonly waitsUntil: number | null;
}

export interface TriedVersion {
  readonly version: string;
  readonly ok: boolean;
  /** How many trials of this version in a row did not go well. */
  readonly misses: number;
  readonly at: number;
  /** One line, for people. */
  readonly says: string;
  /** The end of what its screen showed, when it did not go well. */
  readonly screen: readonly string[];
}

export const UNTRIED: ProgramState = { good: null, tried: null, trials: 0, allowed: null, waitsUntil: null };
