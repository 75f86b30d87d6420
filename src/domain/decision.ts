import type { Evidence } from './evidence.ts';

/** One line of `status/decisions.jsonl`: what Czar chose to do (or refused), why, and what came of it. */
export interface Decision {
  readonly at: number;
  /** Correlation id: the same for decision, effect and outcome. */
  readonly cause: string;
  readonly rule: string;
  readonly what: string;
  readonly why: string;
  readonly task: string | null;
  readonly worker: string | null;
  readonly evidence: readonly Evidence[];
  /** Null while it is under way. */
  readonly outcome: string | null;
}
