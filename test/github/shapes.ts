import { sampleOf } from './description.ts';
import type { GitHubState, Issue, Pull, Run, Status } from './state.ts';

/** How GitHub writes down what the double knows. What is not said here is as small as the description lets it be. */

function userShape(login: string) {
  return { ...sampleOf('simple-user'), id: userId(login), login, type: 'User' };
}

/** Another one for each login. */
function userId(login: string): number {
  return Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7) + 1;
}

export function ownUserShape(login: string) {
  return { ...sampleOf('private-user'), login, type: 'User' };
}

export function repositoryShape({ owner, name, bare, archived, readers }: GitHubState, reader: string) {
  return {
    ...sampleOf('full-repository'),
    name,
    full_name: `${owner}/${name}`,
    owner: userShape(owner),
    clone_url: bare.dir,
    default_branch: 'main',
    archived,
    permissions: { admin: false, pull: true, push: !readers.has(reader) },
  };
}

function commitRef({ owner, name }: GitHubState, ref: string, sha: string) {
  const repo = { ...sampleOf('repository'), name, full_name: `${owner}/${name}`, owner: userShape(owner) };
  return { label: `${owner}:${ref}`, ref, sha, repo, user: userShape(owner) };
}

export function pullShape(state: GitHubState, pull: Pull) {
  const { number } = pull;
  return {
    ...sampleOf('pull-request'),
    ...common(state, pull),
    merged: pull.mergedAt !== null,
    comments: pull.comments.length,
    head: commitRef(state, pull.head, pull.headSha),
    base: commitRef(state, pull.base, state.bare.tip(pull.base) ?? pull.headSha),
    node_id: nodeId(number),
  };
}

export function simplePullShape(state: GitHubState, pull: Pull) {
  return {
    ...sampleOf('pull-request-simple'),
    ...common(state, pull),
    head: commitRef(state, pull.head, pull.headSha),
    base: commitRef(state, pull.base, state.bare.tip(pull.base) ?? pull.headSha),
    node_id: nodeId(pull.number),
  };
}

function nodeId(number: number): string {
  return `PR_${number}`;
}

function common(state: GitHubState, pull: Pull) {
  return {
    number: pull.number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: userShape(pull.author),
    labels: [...pull.labels].map(labelShape),
    assignees: [...pull.assignees].map(userShape),
    html_url: `https://github.invalid/${state.owner}/${state.name}/pull/${pull.number}`,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.state === 'closed' ? pull.updatedAt : null,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
  };
}

export function labelShape(name: string) {
  return { ...sampleOf('label'), name, description: '' };
}

export function issueShape(state: GitHubState, pull: Pull) {
  const { number, title, body } = common(state, pull);
  const assignees = [...pull.assignees].map(userShape);
  return { ...sampleOf('issue'), number, title, body, state: pull.state, assignees };
}

export function ownIssueShape(state: GitHubState, issue: Issue) {
  const { number, title, body, author, createdAt, labels } = issue;
  const at = { created_at: createdAt, updated_at: createdAt };
  const html = `https://github.invalid/${state.owner}/${state.name}/issues/${number}`;
  const said = { number, title, body, state: issue.state, user: userShape(author), ...at, html_url: html };
  return { ...sampleOf('issue'), ...said, labels: [...labels].map(labelShape) };
}

/** Each pull request is an issue too. */
export function pullAsIssueShape(state: GitHubState, pull: Pull) {
  const address = `https://github.invalid/pulls/${pull.number}`;
  const links = { url: address, html_url: address, diff_url: address, patch_url: address };
  return { ...issueShape(state, pull), labels: [...pull.labels].map(labelShape), pull_request: links };
}

export function commentShape({ id, by, body }: Pull['comments'][number]) {
  return { ...sampleOf('issue-comment'), id, body, user: userShape(by) };
}

export function reviewShape(github: GitHubState, review: Pull['reviews'][number]) {
  const { id, by, body, state, commit, at } = review;
  const said = { id, body, state, user: userShape(by), commit_id: commit, submitted_at: at };
  return { ...sampleOf('pull-request-review'), ...said, author_association: associationOf(github, by) };
}

export function lineCommentShape(github: GitHubState, comment: Pull['lineComments'][number]) {
  const { id, by, review, path, line, body } = comment;
  const at = line === null ? {} : { line, original_line: line };
  return {
    ...sampleOf('pull-request-review-comment'),
    id,
    body,
    path,
    ...at,
    user: userShape(by),
    pull_request_review_id: review,
    author_association: associationOf(github, by),
  };
}

function associationOf({ associations, users }: GitHubState, login: string): string {
  return associations.get(login) ?? ([...users.values()].includes(login) ? 'COLLABORATOR' : 'NONE');
}

export function permissionShape({ readers, users }: GitHubState, login: string) {
  const isKnown = [...users.values()].includes(login);
  const permission = readers.has(login) ? 'read' : isKnown ? 'write' : 'none';
  const user = { ...sampleOf('nullable-collaborator'), id: userId(login), login, role_name: permission };
  return { permission, role_name: permission, user };
}

const ACTIONS = 'GitHub Actions';

function appShape(slug: string, name: string) {
  return { ...sampleOf('nullable-integration'), slug, name };
}

export function runShape(sha: string, { id, name, status, conclusion, log, summary }: Run) {
  const output = {
    title: null,
    summary,
    text: null,
    annotations_count: 0,
    annotations_url: 'https://github.invalid/',
  };
  return {
    ...sampleOf('check-run'),
    id,
    head_sha: sha,
    name,
    status,
    conclusion,
    output,
    html_url: `https://github.invalid/runs/${id}`,
    app: log === null ? appShape('other-ci', 'Other CI') : appShape('github-actions', ACTIONS),
  };
}

/** One for all runs, and one of an app that never says anything. */
export function suiteShapes({ runs, unfinished }: GitHubState, sha: string) {
  const suite = (of: object) => ({ ...sampleOf('check-suite'), head_sha: sha, ...of });
  const silent = {
    status: 'queued',
    conclusion: null,
    latest_check_runs_count: 0,
    app: appShape('other', 'Other'),
  };
  const all = runs.get(sha) ?? [];
  const isOver = !unfinished.has(sha) && all.every(({ status }) => status === 'completed');
  const own = { status: isOver ? 'completed' : 'in_progress', latest_check_runs_count: all.length };
  const app = appShape('github-actions', ACTIONS);
  return all.length === 0 ? [suite(silent)] : [suite(silent), suite({ ...own, conclusion: null, app })];
}

export function statusShape({ id, context, state, description }: Status) {
  return { ...sampleOf('status'), id, context, state, description };
}

export function combinedShape(sha: string, statuses: readonly Status[]) {
  const newest = [...new Map(statuses.map((status) => [status.context, status])).values()];
  const states = newest.map(({ state }) => state);
  const bad = states.some((state) => state === 'failure' || state === 'error');
  const good = states.length > 0 && states.every((state) => state === 'success');
  return {
    ...sampleOf('combined-commit-status'),
    sha,
    state: bad ? 'failure' : good ? 'success' : 'pending',
    total_count: newest.length,
    statuses: newest.map((status) => ({
      ...sampleOf('simple-commit-status'),
      id: status.id,
      context: status.context,
      state: status.state,
      description: status.description,
    })),
  };
}
