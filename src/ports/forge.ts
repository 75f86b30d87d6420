import type { Sha, TaskId } from '../domain/names.ts';
import type { PullRequest } from '../domain/pull-request.ts';

/** Where pull requests live. Looks up before it creates: one open pull request per head. Errors: Fault `forge-failed`. */
export interface Forge {
  readonly kind: 'local';
  /** The open pull request of this head branch, or the newest ended one. */
  find(head: string): Promise<PullRequest | null>;
  list(): Promise<readonly PullRequest[]>;
  open(draft: NewPullRequest): Promise<PullRequest>;
  update(number: number, change: PullRequestChange): Promise<PullRequest>;
  /** Puts back one that was lost, under its number. One that is there stays as it is, and is what is returned. */
  restore(lost: PullRequest): Promise<PullRequest>;
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
  readonly assignees: readonly string[];
  readonly draft: boolean;
}

export type PullRequestChange = Partial<
  Pick<
    PullRequest,
    'title' | 'body' | 'draft' | 'headSha' | 'state' | 'mergedSha' | 'checks' | 'reviews' | 'attempt'
  >
> & { readonly comment?: string };
