import type { Sha } from '../domain/names.ts';
import type { SetupPolicy } from '../domain/policy.ts';
import type { Leash } from './tether.ts';

/** A program of a human's that is run at a commit. */
export interface RunAt extends Leash {
  readonly commit: Sha;
  readonly setup: SetupPolicy;
  readonly argv: readonly [string, ...string[]];
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface RanAt {
  /** Null: it was ended. */
  readonly status: number | null;
  readonly timedOut: boolean;
  /** The ends of them, where they are very long. */
  readonly stdout: string;
  readonly stderr: string;
}
