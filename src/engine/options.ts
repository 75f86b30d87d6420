import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** How a supervisor is run. */
export interface SuperviseOptions {
  /** Only these tasks and what they depend on; empty: all. */
  readonly only: readonly string[];
  /** Ends by itself once nothing more will happen without a human. */
  readonly untilDone: boolean;
  readonly version: string;
  /** Aborted on SIGINT and SIGTERM: ends and leaves the sessions alone. */
  readonly signal: AbortSignal;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** Take over what is there although the journal is lost. */
  readonly adopt: boolean;
  /** The policy whose commands were accepted for this start; not there: none is known. */
  readonly accepted?: Policy;
}

export interface Ended {
  readonly because: 'settled' | 'stopped' | 'fenced' | 'lost-journal';
  readonly says: string;
  readonly snapshot: Snapshot | null;
}
