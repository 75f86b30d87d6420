import type { Sha, TaskId } from './names.ts';
import type { CheckResult } from './pull-request.ts';

/** What the checks say of a pull request, merged into the integration branch as both are now. Nothing was merged. */
export interface CheckReport {
  readonly number: number;
  readonly task: TaskId;
  readonly head: Sha;
  readonly tip: Sha;
  readonly verdict: 'passed' | 'failed' | 'conflict' | 'no-change';
  readonly checks: readonly CheckResult[];
  /** Files. */
  readonly conflicts: readonly string[];
  readonly ms: number;
}
