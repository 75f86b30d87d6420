import { Refused } from './refused.ts';
import type { Bare, MergeMethod } from './bare.ts';

/** What the double knows beside git. */

export interface Pull {
  readonly number: number;
  readonly author: string;
  readonly head: string;
  readonly base: string;
  readonly createdAt: string;
  title: string;
  body: string | null;
  draft: boolean;
  /** The tip of its head branch when it was last looked at, which it keeps when the branch goes. */
  headSha: string;
  state: 'open' | 'closed';
  mergedAt: string | null;
  mergeSha: string | null;
  updatedAt: string;
  readonly labels: Set<string>;
  readonly assignees: Set<string>;
  readonly comments: { readonly id: number; readonly by: string; readonly body: string }[];
  readonly reviews: {
    readonly id: number;
    readonly by: string;
    readonly state: string;
    readonly body: string;
    readonly commit: string;
    readonly at: string;
  }[];
  readonly lineComments: {
    readonly id: number;
    readonly by: string;
    readonly review: number;
    readonly path: string;
    readonly line: number | null;
    readonly body: string;
  }[];
}

/** An issue that is no pull request. */
export interface Issue {
  readonly number: number;
  readonly author: string;
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  readonly labels: Set<string>;
}

/** A check run, alone in its suite. */
export interface Run {
  readonly id: number;
  readonly name: string;
  status: string;
  conclusion: string | null;
  /** Of GitHub Actions; null: of another app, which says its summary. */
  readonly log: string | null;
  readonly summary: string | null;
}

export interface Status {
  readonly id: number;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
}

export interface GitHubState {
  readonly owner: string;
  readonly name: string;
  readonly bare: Bare;
  /** Login by token. */
  readonly users: Map<string, string>;
  readonly pulls: Map<number, Pull>;
  readonly issues: Map<number, Issue>;
  /** Whether the repository has issues. */
  hasIssues: boolean;
  /** By commit, newest last. */
  readonly statuses: Map<string, Status[]>;
  /** By commit. */
  readonly runs: Map<string, Run[]>;
  /** Commits of which a workflow has more jobs to come. */
  readonly unfinished: Set<string>;
  /** By login, where it is not that of somebody who may write. */
  readonly associations: Map<string, string>;
  /** Whether tokens may read checks. */
  checksAllowed: boolean;
  /** Logins that may look and not push. */
  readonly readers: Set<string>;
  /** Lines that no pull request shows: "a.ts:3". */
  readonly notInDiff: Set<string>;
  draftsAllowed: boolean;
  /** Whether a head branch goes when it is merged by the button. */
  dropsMerged: boolean;
  archived: boolean;
  nextId(): number;
  now(): string;
}

export function newState(options: Pick<GitHubState, 'owner' | 'name' | 'bare'>): GitHubState {
  let id = 0;
  let last = Date.parse('2026-01-01T00:00:00Z');
  return {
    ...options,
    users: new Map(),
    pulls: new Map(),
    issues: new Map(),
    hasIssues: true,
    statuses: new Map(),
    runs: new Map(),
    unfinished: new Set(),
    associations: new Map(),
    checksAllowed: true,
    readers: new Set(),
    notInDiff: new Set(),
    draftsAllowed: true,
    dropsMerged: false,
    archived: false,
    nextId: () => ++id,
    now: () => new Date((last += 1_000)).toISOString().replace('.000', ''),
  };
}

/** Brings pull requests in step with what was pushed: heads that moved, and heads that have reached their base. */
export function followPushes(state: GitHubState): void {
  for (const pull of state.pulls.values()) {
    if (pull.state === 'closed') continue;
    const head = state.bare.tip(pull.head);
    if (head !== null && head !== pull.headSha) {
      pull.headSha = head;
      pull.updatedAt = state.now();
    }
    const base = state.bare.tip(pull.base);
    if (base !== null && state.bare.contains(pull.headSha, base)) {
      markMerged(state, pull, state.bare.broughtBy(pull.headSha, base));
    }
  }
}

function markMerged(state: GitHubState, pull: Pull, sha: string): void {
  const at = state.now();
  Object.assign(pull, { state: 'closed', mergedAt: at, mergeSha: sha, updatedAt: at });
}

export interface Opening {
  readonly title: string;
  readonly head: string;
  readonly base: string;
  readonly body?: string;
  readonly draft?: boolean;
}

/** As GitHub refuses what cannot be. */
export function openPull(state: GitHubState, author: string, asked: Opening): Pull {
  const head = asked.head.startsWith(`${state.owner}:`)
    ? asked.head.slice(state.owner.length + 1)
    : asked.head;
  const [tip, base] = [state.bare.tip(head), state.bare.tip(asked.base)];
  if (tip === null) throw invalid('head', 'invalid');
  if (base === null) throw invalid('base', 'invalid');
  const twin = [...state.pulls.values()].find(
    (pull) => pull.state === 'open' && pull.head === head && pull.base === asked.base,
  );
  if (twin !== undefined) {
    throw custom(`A pull request already exists for ${state.owner}:${head}.`);
  }
  if (state.bare.contains(tip, base)) throw custom(`No commits between ${asked.base} and ${head}`);
  if (asked.draft === true && !state.draftsAllowed) {
    throw new Refused(422, 'Draft pull requests are not supported in this repository.');
  }
  const at = state.now();
  const pull: Pull = {
    number: state.nextId(),
    author,
    head,
    base: asked.base,
    createdAt: at,
    title: asked.title,
    body: asked.body ?? null,
    draft: asked.draft ?? false,
    headSha: tip,
    state: 'open',
    mergedAt: null,
    mergeSha: null,
    updatedAt: at,
    labels: new Set(),
    assignees: new Set(),
    comments: [],
    reviews: [],
    lineComments: [],
  };
  state.pulls.set(pull.number, pull);
  return pull;
}

function invalid(field: string, code: string): Refused {
  return new Refused(422, 'Validation Failed', [{ resource: 'PullRequest', field, code }]);
}

function custom(message: string): Refused {
  return new Refused(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
}

/** Labels of somebody who may not write are left out without a word. */
export function openIssue(
  state: GitHubState,
  author: string,
  asked: Pick<Issue, 'title' | 'body'> & { readonly labels: readonly string[] },
): Issue {
  if (!state.hasIssues) throw new Refused(410, 'Issues are disabled for this repo');
  const isWriter = [...state.users.values()].includes(author) && !state.readers.has(author);
  const issue: Issue = {
    ...asked,
    number: state.nextId(),
    author,
    createdAt: state.now(),
    state: 'open',
    labels: new Set(isWriter ? asked.labels : []),
  };
  state.issues.set(issue.number, issue);
  return issue;
}

export interface Reviewing {
  readonly by: string;
  readonly event: string;
  readonly body: string;
  /** Of the head that was reviewed; not there: the present one. */
  readonly commit?: string;
  readonly comments?: readonly { readonly path: string; readonly line: number; readonly body: string }[];
}

export function reviewPull(state: GitHubState, pull: Pull, review: Reviewing): Pull['reviews'][number] {
  const { comments = [], commit = pull.headSha } = review;
  const own = { APPROVE: 'approve', REQUEST_CHANGES: 'request changes on' }[review.event];
  if (own !== undefined && review.by === pull.author)
    throw new Refused(422, `Review Can not ${own} your own pull request`);
  if (commit !== pull.headSha) throw new Refused(422, 'Commit is not part of the pull request');
  if (comments.some(({ path, line }) => state.notInDiff.has(`${path}:${line}`)))
    throw new Refused(422, 'Pull request review thread line must be part of the diff');
  const verdicts: Readonly<Record<string, string>> = {
    APPROVE: 'APPROVED',
    REQUEST_CHANGES: 'CHANGES_REQUESTED',
  };
  const made = {
    id: state.nextId(),
    by: review.by,
    state: verdicts[review.event] ?? 'COMMENTED',
    body: review.body,
    commit: pull.headSha,
    at: state.now(),
  };
  pull.reviews.push(made);
  for (const { path, line, body } of comments)
    pull.lineComments.push({ id: state.nextId(), by: review.by, review: made.id, path, line, body });
  pull.updatedAt = made.at;
  return made;
}

/** A check run of this commit begins, or ends with a conclusion. */
export function runCheck(
  state: GitHubState,
  sha: string,
  run: Pick<Run, 'name'> & Partial<Pick<Run, 'conclusion' | 'log' | 'summary'>>,
): void {
  const { name, conclusion = null, log = null, summary = null } = run;
  const others = (state.runs.get(sha) ?? []).filter((one) => one.name !== name);
  const status = conclusion === null ? 'in_progress' : 'completed';
  state.runs.set(sha, [...others, { id: state.nextId(), name, status, conclusion, log, summary }]);
}

/** A person takes back what they said. */
export function dismissReview(state: GitHubState, pull: Pull, id: number): void {
  const at = pull.reviews.findIndex((review) => review.id === id);
  const review = pull.reviews[at];
  if (review === undefined) throw new Refused(404, 'Not Found');
  pull.reviews[at] = { ...review, state: 'DISMISSED' };
  pull.updatedAt = state.now();
}

/** The button, and the call that presses it. */
export function mergePull(
  state: GitHubState,
  pull: Pull,
  {
    sha,
    method = 'merge',
    message,
  }: { readonly sha?: string | undefined; readonly method?: MergeMethod; readonly message?: string } = {},
): string {
  followPushes(state);
  if (pull.state === 'closed') throw new Refused(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new Refused(405, 'Pull Request is still a draft');
  if (sha !== undefined && sha !== pull.headSha) {
    throw new Refused(409, 'Head branch was modified. Review and try the merge again.');
  }
  const title = `Merge pull request #${pull.number} from ${state.owner}/${pull.head}`;
  const made = state.bare.merge(pull.base, pull.head, { message: message ?? title, method });
  if (made === null) throw new Refused(405, 'Pull Request is not mergeable');
  markMerged(state, pull, made);
  if (state.dropsMerged) state.bare.drop(pull.head);
  return made;
}
