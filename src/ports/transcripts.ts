import type { ReceivedEvent } from '../domain/agent-event.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Spending } from '../domain/usage.ts';

/** The records that agents keep of their own conversations, read as they grow. */
export interface Transcripts {
  /**
   * These are read from now on, and no others. What lies before `readTo` is journaled and is not told again. A file that is not
   * there yet is waited for.
   */
  follow(files: readonly Followed[]): Promise<void>;
  /** Events beyond what was journaled, in the order of the files, oldest first in each. */
  read(): Promise<readonly ReceivedEvent[]>;
  /** When each worker's was seen to have grown last, epoch milliseconds. Looks at nothing. */
  grownAt(): ReadonlyMap<WorkerName, number>;
  /** These are read for what was used, from now on, and no others; what lies before `readTo` is journaled. */
  followSpending(records: readonly FollowedSpending[]): Promise<void>;
  /** What was used beyond what was journaled, oldest first in each record. */
  readSpending(): Promise<readonly ReceivedSpending[]>;
  onHint(listener: () => void): void;
  close(): Promise<void>;
}

export interface Followed {
  readonly worker: WorkerName;
  readonly generation: number;
  readonly kind: string;
  /** Absolute. It is the agent's word: anything may lie there. */
  readonly path: string;
  /** In bytes. */
  readonly readTo: number;
  /** Epoch milliseconds: what was said before belongs to an earlier session. */
  readonly since: number;
}

export interface FollowedSpending extends Followed {
  /** The model that was named last before `readTo`. */
  readonly model: string | null;
}

export interface ReceivedSpending {
  readonly worker: WorkerName;
  readonly kind: string;
  readonly path: string;
  readonly readTo: number;
  /** Its model is known, as far as the record tells it. */
  readonly spending: Spending & { readonly of: string };
}
