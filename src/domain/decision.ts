import type { Evidence } from './evidence.ts';

/** One line of `status/decisions.jsonl`: what Czar chose to do (or refused), why, and what came of it. */
export interface Decision {
  readonly at: number;
  /** Correlation id: of a decision, or the same for an effect and its outcome. */
  readonly cause: string;
  /** Of an effect: the correlation id of the decision that led to it, or of the effect before it; null when none is known. */
  readonly decision: string | null;
  readonly rule: string;
  readonly what: string;
  readonly why: string;
  readonly task: string | null;
  readonly worker: string | null;
  readonly evidence: readonly Evidence[];
  /** Null while it is under way. */
  readonly outcome: string | null;
}
