import type { Sha, TaskId } from './names.ts';
import type { CheckResult } from './pull-request.ts';

/** What the rules and checks say of a pull request, merged into the integration branch as both are now. Nothing was merged. */
export interface CheckReport {
  readonly number: number;
  readonly task: TaskId;
  readonly head: Sha;
  readonly tip: Sha;
  readonly verdict: 'passed' | 'failed' | 'conflict' | 'no-change';
  /** What rules found first: what they refuse is not run. */
  readonly checks: readonly CheckResult[];
  /** Paths that it changes and that need a human, and nobody allowed yet. */
  readonly protected: readonly string[];
  /** Where the review of this head stands; null: nobody reviews here. */
  readonly review: string | null;
  /** Files. */
  readonly conflicts: readonly string[];
  readonly ms: number;
}
