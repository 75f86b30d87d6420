import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../src/adapters/github/api.ts';
import { gitHubForge } from '../../src/adapters/github/forge.ts';
import { openHookLetters } from '../../src/adapters/github/hook-letters.ts';
import { openTokens } from '../../src/adapters/github/token.ts';
import { decodeCheckRuns, decodePermission } from '../../src/adapters/github/decode-report.ts';
import { openWebhook } from '../../src/adapters/github/webhook.ts';
import type { Forge, NewPullRequest } from '../../src/ports/forge.ts';
import type { Hooks } from '../../src/ports/hooks.ts';
import { wrongAnswer } from '../github/description.ts';
import { type Asked, type EmulatedGitHub, type Said, startEmulated, TOKENS } from '../github/emulated.ts';
import { mark, wanted } from '../github/wanted-issue.ts';
import { realClock } from '../support/git-clock.ts';
import { until } from '../support/until.ts';

const SHOP = '/repos/acme/shop';

let github: EmulatedGitHub;
let forge: Forge;

beforeEach(async () => {
  github = await startEmulated();
  const tokens = openTokens({ env: { GITHUB_TOKEN: TOKENS.bot }, command: 'false', cwd: '/' });
  const api = await openApi({ tokens, baseUrl: github.baseUrl, timeoutMs: 20_000, clock: realClock });
  forge = gitHubForge({ api, clock: realClock, owner: 'acme', name: 'shop', projectId: '0' });
});
afterEach(() => github.close());

const draft: Omit<NewPullRequest, 'headSha'> = {
  task: 'cart',
  attempt: 1,
  head: 'feat/shop-cart',
  base: 'omnibus/shop',
  title: 'Cart',
  body: 'A "cart"\n\n<!-- czar:0/cart -->',
  labels: ['worker-generated'],
  assignees: [],
  draft: false,
};

async function opened(over: Partial<NewPullRequest> = {}) {
  return forge.open({ ...draft, headSha: await tipOfMain(), ...over });
}

/** It makes a branch that is not there of this commit. */
async function tipOfMain(): Promise<string> {
  const { body } = await github.ask({ call: `GET ${SHOP}/git/ref/heads/main` });
  return (body as { readonly object: { readonly sha: string } }).object.sha;
}

const notes = `${SHOP}/issues/1/comments`;

function ask(call: string, body?: object, token: string = TOKENS.bot): Promise<Said> {
  const [verb = '', path = ''] = call.split(' ');
  const asked: Asked = { call: `${verb} ${SHOP}${path}`, token };
  return github.ask(body === undefined ? asked : { ...asked, body });
}

async function statusOf(call: string, body?: object, token?: string): Promise<number> {
  return (await ask(call, body, token)).status;
}

const run = {
  name: 'build',
  status: 'completed',
  conclusion: 'failure',
  output: { title: 'It fell', summary: 'over' },
} as const;

/** A door as Czar has it, to which the emulator sends its letters, with an id as GitHub gives it or with its own. */
async function listening(
  id: 'as at GitHub' | 'its own',
): Promise<{ readonly hooks: Hooks; readonly hook: number }> {
  const secret = 'a secret of the test';
  const { now } = Date;
  const hooks = openWebhook({
    host: '127.0.0.1',
    port: 0,
    path: '/czar',
    now,
    letters: async () => openHookLetters({ secret, owner: 'acme', name: 'shop', now }),
  });
  closing.push(hooks);
  await hooks.listen();
  const address = `http://${hooks.state().address}/czar`;
  const config = { url: id === 'its own' ? address : github.lettersTo(address), secret };
  const made = await ask('POST /hooks', { events: ['pull_request'], config }, TOKENS.owner);
  return { hooks, hook: (made.body as { readonly id: number }).id };
}

const closing: Hooks[] = [];
afterEach(async () => {
  for (const hooks of closing.splice(0)) await hooks.close();
});

function judged({ hooks }: { readonly hooks: Hooks }): Promise<true> {
  return until(() => hooks.state().heard > 0 || Object.keys(hooks.state().refused).length > 0, {
    what: 'a letter that is heard or refused',
  });
}

describe('At the GitHub of emulate, a pull request', () => {
  test('is opened with all that belongs to it, and found by its head', async () => {
    const pr = await opened({ draft: true });
    expect(pr).toMatchObject({ ...draft, draft: true, state: 'open', number: 1, mergedSha: null });
    expect(await forge.find(draft.head)).toEqual(pr);
    expect(await forge.get(1)).toEqual(pr);
    expect(await forge.list()).toEqual([pr]);
    expect(await forge.find('feat/shop-none')).toBeNull();
    expect(await forge.get(99)).toBeNull();
  });

  test('is one for each head, also when asked many times at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => opened()));
    expect(await forge.list()).toHaveLength(1);
  });

  test('gets another title, text and comment, each once', async () => {
    const { number } = await opened();
    const change = { title: 'New', body: 'Other\n\n<!-- czar:0/cart -->', attempt: 2, comment: 'Noted.' };
    await forge.update(number, change);
    const { comment, ...told } = change;
    expect(await forge.update(number, change)).toMatchObject(told);
    expect((await github.ask({ call: `GET ${notes}` })).body).toMatchObject([{ body: comment }]);
  });

  test('has the label once, whoever set it', async () => {
    await opened();
    const { labels } = await forge.update(1, { labels: ['worker-generated', 'other'] });
    expect(labels).toEqual(['worker-generated', 'other']);
  });

  test('is closed with a comment, and the next one of its head is another', async () => {
    await opened();
    expect(await forge.update(1, { state: 'closed', comment: 'Cancelled.' })).toMatchObject({
      state: 'closed',
    });
    expect(await forge.find(draft.head)).toMatchObject({ number: 1, state: 'closed' });
    expect(await opened()).toMatchObject({ number: 2, state: 'open' });
    expect(await forge.find(draft.head)).toMatchObject({ number: 2 });
  });

  test('is merged at the head that was reviewed, as a commit with these words', async () => {
    const { headSha: head } = await opened();
    const done = await forge.merge?.({
      number: 1,
      head,
      title: 'Merge cart (#1)',
      message: 'Czar-Task: cart',
    });
    const { body } = await ask('GET /git/ref/heads/omnibus/shop');
    const { sha } = (body as { readonly object: { readonly sha: string } }).object;
    expect(done).toEqual({ merged: true, sha });
    expect(await forge.get(1)).toMatchObject({ state: 'merged', mergedSha: sha });
    expect((await ask(`GET /git/commits/${sha}`)).body).toMatchObject({
      message: 'Merge cart (#1)\n\nCzar-Task: cart',
    });
  });

  test('is seen by the look at all that changed, with what is left of the allowance', async () => {
    await opened();
    await forge.update(1, { state: 'closed' });
    const news = await forge.watch?.();
    expect(news?.pullRequests).toMatchObject([{ number: 1, state: 'closed', task: 'cart' }]);
    expect(news?.budget?.remaining).toBeLessThan(news?.budget?.limit ?? 0);
  });
});

describe('At the GitHub of emulate, a review', () => {
  test('of somebody who may write is told with its comments, and that of a stranger is not', async () => {
    const { headSha } = await opened();
    const comments = [{ path: 'a.ts', position: 3, body: 'why?' }];
    const wish = { event: 'REQUEST_CHANGES', body: 'Rename it', comments };
    await ask('POST /pulls/1/reviews', wish, TOKENS.owner);
    await ask('POST /pulls/1/reviews', wish, TOKENS.anna);
    expect(await forge.reports?.([{ number: 1, headSha }])).toMatchObject([
      {
        number: 1,
        head: headSha,
        base: 'omnibus/shop',
        reviews: [
          {
            by: 'acme',
            verdict: 'changes-requested',
            text: 'Rename it',
            comments: [{ file: 'a.ts', text: 'why?' }],
          },
        ],
      },
    ]);
  });

  test('of Czar is a review, once, and not read back as the wish of a person', async () => {
    const { headSha: head } = await opened();
    const review = {
      mark: '<!-- czar-review:0/cart -->',
      head,
      verdict: 'comment',
      text: 'fine',
      comments: [],
    } as const;
    await forge.review(1, review);
    await forge.review(1, review);
    expect((await ask('GET /pulls/1/reviews')).body).toMatchObject([
      { body: `fine\n\n${review.mark}`, state: 'COMMENTED', commit_id: head },
    ]);
    expect(await forge.reports?.([{ number: 1, headSha: head }])).toMatchObject([{ reviews: [] }]);
  });
});

test('At the GitHub of emulate, check runs are read', async () => {
  const { headSha } = await opened();
  expect(await forge.reports?.([{ number: 1, headSha }])).toMatchObject([{ checks: [] }]);
  await ask('POST /check-runs', { ...run, head_sha: headSha }, TOKENS.owner);
  expect(decodeCheckRuns((await ask(`GET /commits/${headSha}/check-runs`)).body)).toMatchObject([
    { name: 'build', status: 'completed', conclusion: 'failure', output: { summary: 'over' } },
  ]);
});

test('At the GitHub of emulate, the parent issue is opened once, rewritten, found again and closed', async () => {
  expect(await forge.keepIssue?.({ ...wanted, isOver: true })).toBeNull();
  const kept = await forge.keepIssue?.(wanted);
  expect(await forge.keepIssue?.(wanted)).toEqual(kept);
  await forge.keepIssue?.({ ...wanted, number: kept?.number ?? null, body: `Cart\n\n${mark}\n` });
  await forge.keepIssue?.({ ...wanted, body: `Cart\n\n${mark}\n`, isOver: true });
  expect((await ask('GET /issues?state=all')).body).toMatchObject([
    {
      number: kept?.number,
      body: `Cart\n\n${mark}\n`,
      state: 'closed',
      labels: [{ name: 'worker-generated' }],
    },
  ]);
});

test('Letters that emulate signed are heard at the door of Czar', async () => {
  const door = await listening('as at GitHub');
  await opened();
  await judged(door);
  expect(door.hooks.state()).toMatchObject({ heard: 1, refused: {} });
});

interface Difference {
  /** Of what, in words of GitHub's interface. */
  readonly of: string;
  readonly emulate: unknown;
  readonly gitHub: unknown;
  readonly seen: () => Promise<unknown>;
}

const other = 'f'.repeat(40);
const pull = { title: 'Cart', head: 'feat/shop-cart', base: 'omnibus/shop' };
const approval = { event: 'APPROVE', body: '' };
const onLine = {
  event: 'COMMENT',
  body: 'x',
  comments: [{ path: 'a.ts', line: 3, side: 'RIGHT', body: 'off' }],
};

/** In what emulate 0.11.2 is not GitHub, as far as Czar speaks with it. One that mends any of it is noticed here. */
const DIFFERENCES: readonly Difference[] = [
  {
    of: 'GET /commits/{ref}/status: the statuses of a commit',
    emulate: 404,
    gitHub: 200,
    seen: async () => statusOf(`GET /commits/${await tipOfMain()}/status`),
  },
  {
    of: 'POST /statuses/{sha}: a status of a commit',
    emulate: 404,
    gitHub: 201,
    seen: async () => statusOf(`POST /statuses/${await tipOfMain()}`, { state: 'success', context: 'a' }),
  },
  {
    of: 'POST /pulls: a second one of a head',
    emulate: [201, 201],
    gitHub: [201, 422],
    seen: async () => [await statusOf('POST /pulls', pull), await statusOf('POST /pulls', pull)],
  },
  {
    of: 'POST /pulls: a head that is not there (emulate makes it)',
    emulate: [404, 201, 200],
    gitHub: [404, 422, 404],
    seen: async () => [
      await statusOf('GET /branches/feat/shop-cart'),
      await statusOf('POST /pulls', pull),
      await statusOf('GET /branches/feat/shop-cart'),
    ],
  },
  {
    of: 'PUT /pulls/{n}/merge: another head than the one named',
    emulate: 422,
    gitHub: 409,
    seen: async () => {
      await opened();
      return statusOf('PUT /pulls/1/merge', { sha: other });
    },
  },
  {
    of: 'PUT /pulls/{n}/merge: a draft',
    emulate: 422,
    gitHub: 405,
    seen: async () => {
      await opened({ draft: true });
      return statusOf('PUT /pulls/1/merge', {});
    },
  },
  {
    of: 'PUT /pulls/{n}/merge: one that is closed',
    emulate: 422,
    gitHub: 405,
    seen: async () => {
      await opened();
      await forge.update(1, { state: 'closed' });
      return statusOf('PUT /pulls/1/merge', {});
    },
  },
  {
    of: 'PATCH /pulls/{n}: a draft (GitHub changes that by GraphQL only)',
    emulate: true,
    gitHub: false,
    seen: async () => {
      await opened();
      return ((await ask('PATCH /pulls/1', { draft: true })).body as { readonly draft: boolean }).draft;
    },
  },
  {
    of: 'POST /graphql: from and to a draft',
    emulate: 404,
    gitHub: 200,
    seen: async () =>
      (await github.ask({ call: 'POST /graphql', body: { query: '{viewer{login}}' } })).status,
  },
  {
    of: 'POST /pulls/{n}/reviews: an approval by whoever opened it',
    emulate: 201,
    gitHub: 422,
    seen: async () => {
      await opened();
      return statusOf('POST /pulls/1/reviews', approval);
    },
  },
  {
    of: 'POST /pulls/{n}/reviews: any other',
    emulate: 201,
    gitHub: 200,
    seen: async () => {
      await opened();
      return statusOf('POST /pulls/1/reviews', approval, TOKENS.owner);
    },
  },
  {
    of: 'POST /pulls/{n}/reviews: comments on lines (emulate knows positions only, and keeps what it refused)',
    emulate: [422, 1],
    gitHub: [200, 1],
    seen: async () => {
      await opened();
      const status = await statusOf('POST /pulls/1/reviews', onLine, TOKENS.owner);
      return [status, ((await ask('GET /pulls/1/reviews')).body as readonly unknown[]).length];
    },
  },
  {
    of: 'POST /issues/{n}/assignees: a pull request',
    emulate: 404,
    gitHub: 201,
    seen: async () => {
      await opened();
      return statusOf('POST /issues/1/assignees', { assignees: ['acme'] });
    },
  },
  {
    of: 'GET /issues: pull requests among them',
    emulate: 0,
    gitHub: 1,
    seen: async () => {
      await opened();
      return ((await ask('GET /issues')).body as readonly unknown[]).length;
    },
  },
  {
    of: 'GET /collaborators/{name}/permission: of somebody who may push',
    emulate: 'push',
    gitHub: 'write',
    seen: async () => {
      const { body } = await ask('GET /collaborators/czar-bot/permission');
      return decodePermission(body, (body as { readonly user: { readonly id: number } }).user.id);
    },
  },
  {
    of: 'GET anything: a mark (ETag) of the answer',
    emulate: undefined,
    gitHub: 'W/"…"',
    seen: async () => (await ask('GET /pulls')).headers.etag,
  },
  {
    of: 'any call: a token that nobody gave',
    emulate: 200,
    gitHub: 401,
    seen: () => statusOf('GET /pulls', undefined, 'nobody'),
  },
  {
    of: 'git: the branches of the repository, to fetch and push (emulate has objects of its own)',
    emulate: 404,
    gitHub: 200,
    seen: async () =>
      (await github.ask({ call: 'GET /acme/shop.git/info/refs?service=git-upload-pack' })).status,
  },
  {
    of: 'GET /actions/jobs/{id}/logs: of a check run',
    emulate: 404,
    gitHub: 302,
    seen: async () => {
      await ask('POST /check-runs', { ...run, head_sha: await tipOfMain() }, TOKENS.owner);
      return statusOf('GET /actions/jobs/1/logs');
    },
  },
  {
    of: 'letters: the id of a delivery (emulate counts from 1)',
    emulate: { heard: 0, refused: { forged: 1 } },
    gitHub: { heard: 1, refused: {} },
    seen: async () => {
      const door = await listening('its own');
      await opened();
      await judged(door);
      const { heard, refused } = door.hooks.state();
      return { heard, refused };
    },
  },
  {
    of: 'letters: one that tries the connection (emulate names no repository in it)',
    emulate: { 'other-repository': 1 },
    gitHub: {},
    seen: async () => {
      const { hooks, hook } = await listening('as at GitHub');
      await ask(`POST /hooks/${hook}/pings`, undefined, TOKENS.owner);
      return hooks.state().refused;
    },
  },
];

describe('What emulate does in another way than GitHub is known, and still so:', () => {
  test.each(DIFFERENCES)('$of', async ({ emulate, gitHub, seen }) => {
    expect(emulate).not.toEqual(gitHub);
    expect(await seen()).toEqual(emulate);
  });
});

/** Of which calls the answers of emulate are not as GitHub describes them, and where first. */
const SHAPES: Readonly<Record<string, string>> = {
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': 'user.role_name',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': 'check_runs[0].output.annotations_url',
  // Of its 50 places, the one that is read: latest_check_runs_count.
  'GET /repos/{owner}/{repo}/commits/{ref}/check-suites': 'check_suites[0].head_commit',
  'GET /repos/{owner}/{repo}/pulls': '[0].labels[0].description',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': '[0].in_reply_to_id',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': 'answers no 201',
};

function firstWrong({ operation, status, body }: Said): readonly (readonly [string, string])[] {
  const wrong = wrongAnswer(operation, status, body);
  if (wrong === null) return [];
  return [[operation, /→ at (\S+)|answers no \d+/.exec(wrong)?.slice(0, 2).findLast(Boolean) ?? wrong]];
}

test('All answers of emulate that Czar reads are as GitHub describes them, but for those that are known', async () => {
  const { headSha } = await opened();
  await ask(
    'POST /pulls/1/reviews',
    { ...approval, comments: [{ path: 'a.ts', position: 1, body: 'x' }] },
    TOKENS.owner,
  );
  await forge.update(1, { title: 'New', comment: 'Noted.' });
  await forge.review(1, { mark: '<!-- m -->', head: headSha, verdict: 'comment', text: 'x', comments: [] });
  await forge.reports?.([{ number: 1, headSha }]);
  await ask('POST /check-runs', { ...run, head_sha: headSha }, TOKENS.owner);
  await expect(forge.reports?.([{ number: 1, headSha }])).rejects.toMatchObject({
    facts: { code: 'forge-failed' },
  });
  await forge.watch?.();
  await forge.keepIssue?.(wanted);
  const { number } = (await forge.keepIssue?.({ ...wanted, isOver: true })) ?? { number: null };
  await forge.keepIssue?.({ ...wanted, number });
  await forge.merge?.({ number: 1, head: headSha, title: 'Merge', message: 'x' });
  expect(Object.fromEntries(github.answered.flatMap(firstWrong))).toEqual(SHAPES);
  expect(new Set(github.answered.map(({ operation }) => operation)).size).toBeGreaterThan(15);
});
