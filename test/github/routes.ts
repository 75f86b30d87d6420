import { Refused } from './refused.ts';
import {
  combinedShape,
  commentShape,
  issueShape,
  labelShape,
  lineCommentShape,
  ownIssueShape,
  ownUserShape,
  permissionShape,
  pullAsIssueShape,
  pullShape,
  repositoryShape,
  reviewShape,
  runShape,
  simplePullShape,
  statusShape,
  suiteShapes,
} from './shapes.ts';
import {
  type GitHubState,
  type Issue,
  mergePull,
  openIssue,
  type Opening,
  openPull,
  type Pull,
  type Reviewing,
  reviewPull,
} from './state.ts';

/** A request as the double hears it: `by` is the login of its token. */
export interface Heard {
  readonly by: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** What stands in the path for `{owner}`, `{pull_number}` and so on. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  /** A path of this server, where the answer is. */
  readonly location?: string;
}

type Route = (state: GitHubState, heard: Heard) => Answered;

/** By operation, in the words of the description. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /user': (_state, { by }) => ok(ownUserShape(by)),
  'GET /repos/{owner}/{repo}': (state, { by }) => ok(repositoryShape(state, by)),
  'GET /repos/{owner}/{repo}/pulls': listPulls,
  'POST /repos/{owner}/{repo}/pulls': (state, { by, body }) => ({
    status: 201,
    body: pullShape(state, openPull(state, by, body as unknown as Opening)),
  }),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': (state, heard) =>
    ok(pullShape(state, pullOf(state, heard))),
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': changePull,
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': (state, heard) => {
    const { body } = heard;
    const asked = typeof body['sha'] === 'string' ? body['sha'] : undefined;
    const [title, rest] = [text(heard, 'commit_title'), text(heard, 'commit_message')];
    const message = title === '' ? {} : { message: `${title}\n\n${rest}` };
    const sha = mergePull(state, pullOf(state, heard), { sha: asked, ...message });
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
  },
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (state, heard) => {
    return ok(reviewShape(state, reviewPull(state, pullOf(state, heard), reviewing(heard))));
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (state, heard) =>
    ok(pullOf(state, heard).reviews.map((review) => reviewShape(state, review))),
  'GET /repos/{owner}/{repo}/issues': listIssues,
  'POST /repos/{owner}/{repo}/issues': (state, heard) => {
    const asked = { title: text(heard, 'title'), body: text(heard, 'body'), labels: texts(heard, 'labels') };
    return { status: 201, body: ownIssueShape(state, openIssue(state, heard.by, asked)) };
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': (state, heard) =>
    ok(ownIssueShape(state, issueOf(state, heard))),
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': (state, heard) => {
    const issue = issueOf(state, heard);
    const { title = issue.title, body = issue.body, state: asked = issue.state } = heard.body;
    Object.assign(issue, { title, body, state: asked });
    return ok(ownIssueShape(state, issue));
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (state, heard) =>
    ok(pullOf(state, heard).comments.map(commentShape)),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (state, heard) => {
    const comment = { id: state.nextId(), by: heard.by, body: text(heard, 'body') };
    pullOf(state, heard).comments.push(comment);
    return { status: 201, body: commentShape(comment) };
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': (state, heard) => {
    const { labels } = pullOf(state, heard);
    for (const label of texts(heard, 'labels')) labels.add(label);
    return ok([...labels].map(labelShape));
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees': (state, heard) => {
    const pull = pullOf(state, heard);
    const known = new Set(state.users.values());
    for (const login of texts(heard, 'assignees')) if (known.has(login)) pull.assignees.add(login);
    return { status: 201, body: issueShape(state, pull) };
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': (state, heard) => {
    const pull = pullOf(state, heard);
    return ok(pull.lineComments.map((comment) => lineCommentShape(state, comment)));
  },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': (state, { parts }) => {
    const { username = '' } = parts;
    if (username.endsWith('[bot]')) throw new Refused(404, `${username} is not a user`);
    return ok(permissionShape(state, username));
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': (state, { parts: { ref = '' } }) => {
    if (!state.checksAllowed) throw new Refused(403, 'Resource not accessible by personal access token');
    const runs = (state.runs.get(ref) ?? []).map((run) => runShape(ref, run));
    return ok({ total_count: runs.length, check_runs: runs });
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-suites': (state, { parts: { ref = '' } }) => {
    if (!state.checksAllowed) throw new Refused(403, 'Resource not accessible by personal access token');
    const suites = suiteShapes(state, ref);
    return ok({ total_count: suites.length, check_suites: suites });
  },
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': (state, { parts: { job_id: job = '' } }) => {
    const run = [...state.runs.values()].flat().find(({ id }) => String(id) === job);
    if (run === undefined || run.log === null) throw new Refused(404, 'Not Found');
    return { status: 302, body: null, location: `/logs/${job}` };
  },
  'POST /repos/{owner}/{repo}/statuses/{sha}': (state, heard) => {
    const { sha = '' } = heard.parts;
    if (!state.bare.has(sha)) throw new Refused(422, `No commit found for SHA: ${sha}`);
    const [context, verdict] = [text(heard, 'context'), text(heard, 'state')];
    const status = { id: state.nextId(), context, state: verdict, description: text(heard, 'description') };
    state.statuses.set(sha, [...(state.statuses.get(sha) ?? []), status]);
    return { status: 201, body: statusShape(status) };
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/status': (state, { parts: { ref = '' } }) =>
    ok(combinedShape(ref, state.statuses.get(ref) ?? [])),
};

/** What only the other interface can do: from and to a draft. */
export function graphql(state: GitHubState, { body }: Heard): Answered {
  const { query, variables } = body as { query?: string; variables?: Readonly<Record<string, unknown>> };
  const [, mutation = ''] =
    /(convertPullRequestToDraft|markPullRequestReadyForReview)\(/.exec(query ?? '') ?? [];
  const pull = [...state.pulls.values()].find(({ number }) => variables?.['id'] === `PR_${number}`);
  if (mutation === '' || pull === undefined) {
    return ok({ data: null, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node' }] });
  }
  pull.draft = mutation === 'convertPullRequestToDraft';
  pull.updatedAt = state.now();
  return ok({ data: { [mutation]: { pullRequest: { isDraft: pull.draft } } } });
}

function listPulls(state: GitHubState, { query }: Heard): Answered {
  const head = query.get('head');
  const wanted = query.get('state') ?? 'open';
  const found = [...state.pulls.values()].filter(
    (pull) =>
      (wanted === 'all' || pull.state === wanted) &&
      (head === null || `${state.owner}:${pull.head}` === head) &&
      (query.get('base') ?? pull.base) === pull.base,
  );
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  found.sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.number - b.number));
  if (query.get('direction') !== 'asc') found.reverse();
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return ok(found.slice(from, from + size).map((pull) => simplePullShape(state, pull)));
}

function listIssues(state: GitHubState, { query }: Heard): Answered {
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const wanted = query.get('state') ?? 'open';
  const found = [...state.issues.values(), ...state.pulls.values()]
    .filter((one) => wanted === 'all' || one.state === wanted)
    .filter((one) => labels.every((label) => one.labels.has(label)))
    .toSorted((a, b) => b.number - a.number);
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  const shown = found.slice(from, from + size);
  return ok(shown.map((one) => (isPull(one) ? pullAsIssueShape(state, one) : ownIssueShape(state, one))));
}

function isPull(one: Issue | Pull): one is Pull {
  return 'head' in one;
}

function issueOf(state: GitHubState, { parts }: Heard): Issue {
  const issue = state.issues.get(Number(parts['issue_number']));
  if (!state.hasIssues) throw new Refused(410, 'Issues are disabled for this repo');
  if (issue === undefined) throw new Refused(404, 'Not Found');
  return issue;
}

function changePull(state: GitHubState, heard: Heard): Answered {
  const pull = pullOf(state, heard);
  const { title, body, state: asked } = heard.body;
  if (typeof title === 'string') pull.title = title;
  if (typeof body === 'string') pull.body = body;
  if (asked === 'closed') pull.state = 'closed';
  if (asked === 'open' && pull.mergedAt !== null) throw new Refused(422, 'Validation Failed');
  if (asked === 'open') pull.state = 'open';
  pull.updatedAt = state.now();
  return ok(pullShape(state, pull));
}

function reviewing(heard: Heard): Reviewing {
  const { comments, commit_id: commit } = heard.body as Pick<Reviewing, 'comments'> & { commit_id?: string };
  return {
    by: heard.by,
    event: text(heard, 'event'),
    body: text(heard, 'body'),
    ...(comments === undefined ? {} : { comments }),
    ...(commit === undefined ? {} : { commit }),
  };
}

function pullOf(state: GitHubState, { parts }: Heard): Pull {
  const pull = state.pulls.get(Number(parts['pull_number'] ?? parts['issue_number']));
  if (pull === undefined) throw new Refused(404, 'Not Found');
  return pull;
}

function ok(body: unknown): Answered {
  return { status: 200, body };
}

function text({ body }: Heard, key: string): string {
  const value = body[key];
  return typeof value === 'string' ? value : '';
}

function texts({ body }: Heard, key: string): readonly string[] {
  const value = body[key];
  return Array.isArray(value) ? value.map(String) : [];
}
