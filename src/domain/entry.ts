import type { Evidence } from './evidence.ts';
import type { Fact } from './facts.ts';
import type { Failure, SpawnedProcess } from './ledger.ts';
import type { Action } from './plan.ts';

/**
 * A journal line without its frame (version, sequence, epoch, checksum: adapters/journal). `cause` is the correlation id of a
 * decision, or of an effect with its outcome; an effect names the decision that led to it.
 */
export type Entry =
  | {
      readonly type: 'epoch';
      readonly at: number;
      readonly pid: number;
      readonly startTime: string;
      readonly version: string;
    }
  | { readonly type: 'observed'; readonly at: number; readonly facts: readonly Fact[] }
  | {
      readonly type: 'decided';
      readonly at: number;
      readonly cause: string;
      readonly rule: string;
      readonly why: string;
      readonly evidence: readonly Evidence[];
      readonly facts: readonly Fact[];
    }
  | {
      readonly type: 'intent';
      readonly at: number;
      readonly cause: string;
      /** The cause of the decision, or of the effect before it, that led to this effect. Older releases did not write it. */
      readonly decision?: string | null;
      readonly key: string;
      readonly action: Action;
    }
  | { readonly type: 'spawned'; readonly at: number; readonly key: string; readonly process: SpawnedProcess }
  | { readonly type: 'step'; readonly at: number; readonly key: string; readonly facts: readonly Fact[] }
  | {
      readonly type: 'outcome';
      readonly at: number;
      readonly cause: string;
      readonly key: string;
      readonly ok: boolean;
      readonly says: string;
      readonly facts: readonly Fact[];
      readonly failure: Failure | null;
    }
  | { readonly type: 'stopped'; readonly at: number; readonly because: string };

/** An entry as it lies in the journal. */
export interface JournalLine {
  readonly seq: number;
  readonly epoch: number;
  readonly entry: Entry;
}
