import { Fault } from '../../domain/fault.ts';
import type { CheckResult, PullRequest } from '../../domain/pull-request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Forge, NewPullRequest, PullRequestChange } from '../../ports/forge.ts';
import type { Api } from './api.ts';
import {
  decodeComments,
  decodeLogin,
  decodePull,
  decodePulls,
  decodeStatuses,
  type Pull,
  refusalOf,
  statusOf,
} from './decode-answer.ts';
import { forgeFault, isOutcomeUnknown } from './fault.ts';
import { openWatch } from './watch.ts';
import { callMerge } from './merge-call.ts';
import { keepIssue } from './parent-issue.ts';
import { postReview } from './post-review.ts';
import { openReports } from './reports.ts';
import { bodyWith, checksIn, isOfProject, readPull, statusOfCheck } from './pull-request.ts';

export interface GitHubForgeOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly owner: string;
  readonly name: string;
  readonly projectId: string;
}

/** Pull requests at GitHub. One request at a time. */
export function gitHubForge(options: GitHubForgeOptions): Forge {
  const site = siteOf(options);
  const watch = openWatch(options);
  const reports = openReports(options);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(what: string, on: string, work: () => Promise<T>): Promise<T> => {
    const told = async (): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        throw forgeFault(error, what, on);
      }
    };
    const result = last.then(told, told);
    last = result.catch((error: unknown) => error);
    return result;
  };
  return {
    kind: 'github',
    find: (head) =>
      inTurn('find a pull request', head, async () => {
        const found = await findPull(site, head);
        return found === null ? null : site.whole(found);
      }),
    get: (number) =>
      inTurn('look at a pull request', `#${number}`, async () => {
        const found = await getPull(site, number);
        return found === null ? null : site.whole(found);
      }),
    list: () => inTurn('list pull requests', site.shown, () => list(site)),
    open: (draft) => inTurn('open a pull request', draft.head, () => open(site, draft)),
    update: (number, change) =>
      inTurn('update a pull request', `#${number}`, () => update(site, number, change)),
    review: (number, review) =>
      inTurn('tell a review', `#${number}`, async () => {
        const pull = await getPull(site, number);
        if (pull === null) throw gone(number);
        await postReview(site, number, review);
        return site.whole(pull);
      }),
    restore: null,
    watch: () => inTurn('look at pull requests', site.shown, watch),
    merge: (request) =>
      inTurn('merge a pull request', `#${request.number}`, () => callMerge(options, request)),
    keepIssue: (wanted) => inTurn('keep an issue', wanted.title, () => keepIssue(options, wanted)),
    reports: (of) => inTurn('look at checks and reviews', site.shown, () => reports(of)),
  };
}

interface Site extends GitHubForgeOptions {
  readonly at: { readonly owner: string; readonly repo: string };
  readonly shown: string;
  /** Login of whoever Czar speaks as; null: it speaks as nobody who could be assigned. */
  readonly me: () => Promise<string | null>;
  /** With what is written down at its head. */
  readonly whole: (pull: Pull) => Promise<PullRequest>;
}

function siteOf(options: GitHubForgeOptions): Site {
  const { api, owner, name, projectId } = options;
  let login: string | null | undefined;
  const me = async (): Promise<string | null> => {
    // Null is an answer too: an App is asked once.
    if (login === undefined) login = await ownLogin(api);
    return login;
  };
  const at = { owner, repo: name };
  const whole = async (pull: Pull): Promise<PullRequest> => {
    const { data } = await api.rest.repos.getCombinedStatusForRef({
      ...at,
      ref: pull.head.sha,
      per_page: 100,
    });
    return readPull(pull, { projectId, checks: checksIn(decodeStatuses(data)), me: await me() });
  };
  return { ...options, at, shown: `${owner}/${name}`, me, whole };
}

/** An app has no user. */
async function ownLogin(api: Api): Promise<string | null> {
  try {
    return decodeLogin((await api.rest.users.getAuthenticated()).data);
  } catch (error) {
    if (statusOf(error) === 403) return null;
    throw error;
  }
}

/** Of this project before one of somebody else. */
async function findPull({ api, at, projectId }: Site, head: string): Promise<Pull | null> {
  const { data } = await api.rest.pulls.list({
    ...at,
    head: `${at.owner}:${head}`,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  });
  const all = decodePulls(data).filter(({ head: { ref } }) => ref === head);
  const ours = all.filter((pull) => isOfProject(pull, projectId));
  const open = ({ state }: Pull): boolean => state === 'open';
  return ours.find(open) ?? all.find(open) ?? ours[0] ?? null;
}

async function getPull({ api, at }: Site, number: number): Promise<Pull | null> {
  try {
    return decodePull((await api.rest.pulls.get({ ...at, pull_number: number })).data);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

const PAGES = 10;

async function list({ api, at, projectId, me }: Site): Promise<readonly PullRequest[]> {
  const ours: Pull[] = [];
  for (let page = 1; page <= PAGES; page += 1) {
    const { data } = await api.rest.pulls.list({
      ...at,
      state: 'all',
      direction: 'desc',
      per_page: 100,
      page,
    });
    const pulls = decodePulls(data);
    ours.push(...pulls.filter((pull) => isOfProject(pull, projectId)));
    if (pulls.length < 100) break;
  }
  const login = await me();
  return ours
    .map((pull) => readPull(pull, { projectId, checks: [], me: login }))
    .toSorted((a, b) => a.number - b.number);
}

/** What became of a try without an answer is looked up: only what carries our mark is taken as ours. */
async function open(site: Site, draft: NewPullRequest): Promise<PullRequest> {
  const found = await findPull(site, draft.head);
  if (found?.state === 'open') return site.whole(found);
  const made = await create(site, draft, draft.draft);
  await dress(site, made, draft);
  return again(site, made.number, draft.headSha);
}

async function create(site: Site, draft: NewPullRequest, isDraft: boolean): Promise<Pull> {
  const { api, at } = site;
  const body = bodyWith(draft.body, draft.attempt);
  const { title, head, base } = draft;
  try {
    const { data } = await api.rest.pulls.create({ ...at, title, head, base, body, draft: isDraft });
    return decodePull(data);
  } catch (error) {
    const said = refusalOf(error);
    if (isDraft && statusOf(error) === 422 && /draft pull requests are not supported/i.test(said))
      return create(site, draft, false);
    const mayBeThere = isOutcomeUnknown(error) || (statusOf(error) === 422 && /already exists/i.test(said));
    const there = mayBeThere ? await findPull(site, draft.head) : null;
    if (there?.state === 'open' && isOurs(there, draft)) return there;
    throw error;
  }
}

/** Whoever opened it said the same of it: the mark is the last line of a text. */
function isOurs({ body }: Pull, { body: text }: NewPullRequest): boolean {
  const mark = text.trimEnd().split('\n').at(-1) ?? '';
  return mark.startsWith('<!-- czar:') && (body ?? '').includes(mark);
}

/** Label and assignees: what is there already is not sent again. */
async function dress(
  { api, at, me }: Site,
  pull: Pull,
  { labels = [], assignees = [] }: Pick<PullRequestChange, 'labels' | 'assignees'>,
): Promise<void> {
  const issue = { ...at, issue_number: pull.number };
  const has = new Set(pull.labels.map(({ name }) => name));
  const lacking = labels.filter((label) => !has.has(label));
  if (lacking.length > 0) await api.rest.issues.addLabels({ ...issue, labels: lacking });
  const login = assignees.includes('@me') ? await me() : null;
  const logins = assignees.flatMap((one) => (one === '@me' ? (login ?? []) : one));
  const assigned = new Set((pull.assignees ?? []).map((one) => one.login));
  const missing = logins.filter((one) => !assigned.has(one));
  if (missing.length > 0) await api.rest.issues.addAssignees({ ...issue, assignees: missing });
}

/** As GitHub has it now. It may be slow to see a head that was pushed a moment ago. */
async function again(site: Site, number: number, headSha?: string): Promise<PullRequest> {
  const pull = await getPull(site, number);
  if (pull === null) throw gone(number);
  const { head } = pull;
  return site.whole({ ...pull, head: { ...head, sha: headSha ?? head.sha } });
}

async function update(site: Site, number: number, change: PullRequestChange): Promise<PullRequest> {
  const pull = await getPull(site, number);
  if (pull === null) throw gone(number);
  await comment(site, number, change.comment);
  await write(site, pull, change);
  await dress(site, pull, change);
  if (change.checks !== undefined) await tellChecks(site, change.headSha ?? pull.head.sha, change.checks);
  if (change.state === 'merged') return merged(site, number);
  if (change.draft !== undefined && change.draft !== pull.draft) await setDraft(site, pull, change.draft);
  return again(site, number, change.headSha);
}

async function write({ api, at, projectId }: Site, pull: Pull, change: PullRequestChange): Promise<void> {
  const old = readPull(pull, { projectId, checks: [], me: null });
  const title = change.title ?? old.title;
  const body = bodyWith(change.body ?? old.body, change.attempt ?? old.attempt);
  const closes = change.state === 'closed' && old.state === 'open';
  if (title === old.title && body === bodyWith(old.body, old.attempt) && !closes) return;
  const state = closes ? { state: 'closed' as const } : {};
  await api.rest.pulls.update({ ...at, pull_number: pull.number, title, body, ...state });
}

/** The same words are not said twice: whether they were, is not known after a crash. */
async function comment({ api, at }: Site, number: number, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  const issue = { ...at, issue_number: number };
  const { data } = await api.rest.issues.listComments({ ...issue, per_page: 100 });
  if (!decodeComments(data).includes(text)) await api.rest.issues.createComment({ ...issue, body: text });
}

async function tellChecks({ api, at }: Site, sha: string, checks: readonly CheckResult[]): Promise<void> {
  const { data } = await api.rest.repos.getCombinedStatusForRef({ ...at, ref: sha, per_page: 100 });
  const told = new Map(decodeStatuses(data).map((status) => [status.context, status]));
  for (const status of checks.map(statusOfCheck)) {
    const { context, state, description } = status;
    const before = told.get(context);
    if (before?.state === state && before.description === description) continue;
    await api.rest.repos.createCommitStatus({ ...at, sha, context, state, description });
  }
}

/** Only the other interface of GitHub can do this. */
async function setDraft({ api }: Site, pull: Pull, isDraft: boolean): Promise<void> {
  const verb = isDraft ? 'convertPullRequestToDraft' : 'markPullRequestReadyForReview';
  const query = `mutation ($id: ID!) { ${verb}(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
  await api.graphql(query, { id: pull.node_id });
}

const LOOKS = 15;
const LOOK_MS = 1_000;

/** GitHub sees by itself that a head has reached its base, a moment after the push. */
async function merged(site: Site, number: number): Promise<PullRequest> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const pull = await getPull(site, number);
    if (pull === null) throw gone(number);
    if (pull.merged_at !== null) return site.whole(pull);
    if (look < LOOKS) await site.clock.wait(LOOK_MS);
  }
  throw new Fault({
    code: 'forge-failed',
    what: 'see a pull request merged',
    on: `#${number}`,
    because: 'GitHub does not show it as merged, though its head is in its base',
    transient: true,
  });
}

function gone(number: number): Fault {
  const because = 'it is gone';
  return new Fault({ code: 'forge-failed', what: 'find a pull request', on: `#${number}`, because });
}
