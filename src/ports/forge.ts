import type { AskedHead, ForgeReport } from '../domain/forge-report.ts';
import type { RequestBudget } from '../domain/forge-watch.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { FindingOnLine } from '../domain/posted-review.ts';
import type { PullRequest, ReviewNote } from '../domain/pull-request.ts';

/**
 * Where pull requests live. Looks up before it creates: one open pull request per head, also when it is not known what became of
 * an earlier try. Errors: Fault `forge-failed`.
 */
export interface Forge {
  /** `local` sees this repository itself; `github` the remote, to which branches have to be pushed before it is asked. */
  readonly kind: 'local' | 'github';
  /** The open pull request of this head branch, or the newest ended one. */
  find(head: string): Promise<PullRequest | null>;
  get(number: number): Promise<PullRequest | null>;
  /** Those of this project, by number. A remote one tells of the newest only, and of no checks. */
  list(): Promise<readonly PullRequest[]>;
  open(draft: NewPullRequest): Promise<PullRequest>;
  /** Of checks, a remote one keeps no tail. `merged` is not told to it but seen there: a fault when it is not so yet. */
  update(number: number, change: PullRequestChange): Promise<PullRequest>;
  /**
   * Tells what a review found, where its mark is not there yet: once, also when it is not known what became of an earlier try. Where
   * whoever Czar speaks as may not review it, a remote one says the same in another way.
   */
  review(number: number, review: PostedReview): Promise<PullRequest>;
  /** Puts back one that was lost, under its number. One that is there stays as it is, and is what is returned. Null: it loses none. */
  readonly restore: ((lost: PullRequest) => Promise<PullRequest>) | null;
  /** Of this project, what others may have changed since the last call. Null: nobody else changes anything there. */
  readonly watch: (() => Promise<ForgeNews>) | null;
  /**
   * What others say of these heads. Left out: a pull request that is not open at exactly that head any more. What did not change
   * since the last call costs a remote one nothing of its allowance. Null: nobody else says anything there.
   */
  readonly reports: ((of: readonly AskedHead[]) => Promise<readonly ForgeReport[]>) | null;
  /**
   * Has the forge merge an open pull request, as one merge commit, into a branch that nobody may push to. Null: there are no such
   * branches.
   */
  readonly merge: ((request: MergeRequest) => Promise<MergedThere>) | null;
  /**
   * Has one issue with this mark say this, and closes it when it is over; found before it is opened, and left alone where somebody
   * took the mark out. Null: it is over, and there was none. Not there: it has no issues.
   */
  readonly keepIssue?: (wanted: WantedIssue) => Promise<KeptIssue | null>;
}

export interface WantedIssue {
  /** In `body` too; nobody else's issue has it. */
  readonly mark: string;
  /** The one that was told last; null: none was. */
  readonly number: number | null;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly isOver: boolean;
}

export interface KeptIssue {
  readonly number: number;
}

export interface MergeRequest {
  readonly number: number;
  /** Nothing is merged unless it is at this head. */
  readonly head: Sha;
  readonly title: string;
  readonly message: string;
}

export type MergedThere =
  | { readonly merged: true; readonly sha: Sha }
  | {
      readonly merged: false;
      /** It is at another head by now. */
      readonly hasMoved: boolean;
      readonly because: string;
    };

export interface PostedReview {
  /** Names project, task and head; goes behind the text. */
  readonly mark: string;
  readonly head: Sha;
  readonly verdict: ReviewNote['verdict'];
  /** Markdown, with all findings. */
  readonly text: string;
  /** On lines that the change shows. */
  readonly comments: readonly FindingOnLine[];
}

export interface ForgeNews {
  /** Without their checks. */
  readonly pullRequests: readonly PullRequest[];
  /** Null: it has no limit, or does not tell. */
  readonly budget: RequestBudget | null;
}

export interface NewPullRequest {
  readonly task: TaskId | null;
  readonly attempt: number | null;
  readonly head: string;
  readonly base: string;
  readonly headSha: Sha;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** `@me` is whoever Czar speaks as. */
  readonly assignees: readonly string[];
  readonly draft: boolean;
}

export type PullRequestChange = Partial<
  Pick<
    PullRequest,
    | 'title'
    | 'body'
    | 'draft'
    | 'headSha'
    | 'state'
    | 'mergedSha'
    | 'checks'
    | 'reviews'
    | 'attempt'
    | 'labels'
    | 'assignees'
  >
> & { readonly comment?: string };
