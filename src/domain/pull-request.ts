import type { Batch } from './batch.ts';
import type { OutdatedStart } from './begun-on.ts';
import type { ForgeEvidence } from './forge-report.ts';
import type { Sha, TaskId } from './names.ts';

/** A pull request as the forge has it. Local ones are files under `status/pull-requests/` with these keys. */
export interface PullRequest {
  readonly number: number;
  /** Null for the omnibus. */
  readonly task: TaskId | null;
  readonly attempt: number | null;
  readonly state: 'open' | 'merged' | 'closed';
  readonly draft: boolean;
  readonly head: string;
  readonly base: string;
  readonly headSha: Sha;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reviews: readonly ReviewNote[];
  readonly checks: readonly CheckResult[];
  readonly mergedSha: Sha | null;
  readonly url: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Merged at a remote forge by somebody else, and what it brought is in the integration branch. The ledger alone knows it. */
  readonly takenIn?: true;
  /** What others say of its present head at a remote forge. The ledger alone knows it; not there: it was not looked at. */
  readonly atForge?: ForgeEvidence;
}

export interface ReviewNote {
  readonly by: string;
  readonly at: number;
  readonly verdict: 'approved' | 'changes-requested' | 'comment';
  readonly text: string;
}

export interface CheckResult {
  readonly name: string;
  readonly verdict: CheckVerdict;
  readonly ms: number;
  /** The last lines of a failure, or what a rule found. */
  readonly tail: string;
  /** Where it ran, if not at the merge of this work: at one that holds more. */
  readonly at?: Sha;
}

/** `warned`: a rule found something that holds nothing back. */
export type CheckVerdict = 'passed' | 'failed' | 'flaky' | 'timed-out' | 'warned';

/** Whether it lets a change pass. */
export function passes(verdict: CheckVerdict): boolean {
  return verdict !== 'failed' && verdict !== 'timed-out';
}

/** The merge that a gate computed and goes on to test: what comes after it is tested on top of that. */
export type Testing = Pick<GateVerdict, 'head' | 'tip'> & { readonly merge: Sha };

/** What the gates said about one exact merge result; expires when head or tip moves. */
export interface GateVerdict {
  readonly head: Sha;
  readonly tip: Sha;
  /** The merge commit that was tested and will be merged as it is; of a batch, its part of that. */
  readonly merge: Sha | null;
  readonly verdict: 'passed' | 'failed' | 'conflict' | 'no-change';
  readonly checks: readonly CheckResult[];
  readonly conflicts: readonly string[];
  /** Of a conflict: the head holds work of others that was merged otherwise, or not at all. */
  readonly outdated?: OutdatedStart;
  /** Passed together with other work: `merge` alone was not tested, and never becomes the tip of the integration branch. */
  readonly batch?: Batch;
  /** What was changed of what needs a human. Older releases did not write it. */
  readonly protected?: readonly string[];
  readonly at: number;
  readonly ms: number;
}
