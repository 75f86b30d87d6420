import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Api } from '../../src/adapters/github/api.ts';
import { lackOf } from '../../src/adapters/github/check.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Forge, NewPullRequest, PostedReview } from '../../src/ports/forge.ts';
import { draftOf, type GitHubBench, gitHubBench } from '../github/bench.ts';
import { lastingFaults, type NetworkFault, passingFaults } from '../github/fault-proxy.ts';
import { operationIn } from '../github/operation.ts';
import { type Pull, reviewPull, runCheck } from '../github/state.ts';
import { mark, wanted } from '../github/wanted-issue.ts';
import { realClock } from '../support/git-clock.ts';

/** Each request of each call of the forge meets each fault once; what is there in the end, and what is told, is as without it. */

interface Scene {
  readonly bench: GitHubBench;
  /** The one to call: it waits for an answer as long as the fault needs. */
  readonly forge: Forge;
  readonly api: Api;
  readonly draft: NewPullRequest;
}

interface Row {
  /** Of the port, or what else speaks with GitHub. */
  readonly call: keyof Forge | 'the look of a start';
  readonly what: string;
  readonly before?: (scene: Scene) => Promise<unknown>;
  readonly act: (scene: Scene) => Promise<unknown>;
}

const task = { number: 1 } as const;
const checks = [{ name: 'test', verdict: 'failed', ms: 3, tail: '' }] as const;
const over = { body: `All are merged\n\n${mark}\n`, isOver: true } as const;

const opened = ({ bench, draft }: Scene): Promise<unknown> => bench.forge.open(draft);

function pullIn({ bench }: Scene): Pull {
  const pull = bench.github.state.pulls.get(task.number);
  if (pull === undefined) throw new Error('it was not opened');
  return pull;
}

function reviewOf({ draft: { headSha: head } }: Scene): PostedReview {
  const comments = [{ file: 'a.ts', line: 3, text: 'off by one' }];
  return {
    mark: '<!-- czar-review:0/cart -->',
    head,
    verdict: 'changes-requested',
    text: 'one point',
    comments,
  };
}

/** With a check that failed, and a person who may write and asks for changes. */
async function talkedAbout(scene: Scene): Promise<void> {
  await opened(scene);
  const { state } = scene.bench.github;
  state.users.set('token of anna', 'anna');
  runCheck(state, scene.draft.headSha, { name: 'build', conclusion: 'failure', log: 'expected one' });
  const pull = pullIn(scene);
  const { id } = reviewPull(state, pull, { by: 'anna', event: 'REQUEST_CHANGES', body: 'No' });
  pull.lineComments.push({ id: 900, by: 'anna', review: id, path: 'a.ts', line: 1, body: 'Why?' });
}

/** As the engine does it: before a call is made again, it is looked whether it was done. */
async function merge({ forge, draft: { headSha: head } }: Scene): Promise<unknown> {
  const there = await forge.get(task.number);
  if (there?.state === 'merged') return { merged: true };
  const done = await forge.merge?.({ ...task, head, title: 'Merge cart', message: 'Czar-Task: cart' });
  return { merged: done?.merged };
}

const ROWS: readonly Row[] = [
  {
    call: 'open',
    what: 'with label and assignee',
    // So that a look may be older than what is there.
    before: ({ bench, draft }) => bench.forge.find(draft.head),
    // As the engine does it: what is there is brought up to date.
    act: async ({ forge, draft }) => {
      const found = await forge.find(draft.head);
      const { labels, assignees } = draft;
      return found === null ? forge.open(draft) : forge.update(found.number, { labels, assignees });
    },
  },
  {
    call: 'update',
    what: 'title, text and a comment',
    before: opened,
    act: ({ forge }) =>
      forge.update(task.number, { title: 'New', body: 'Other\n\n<!-- czar:0/cart -->', comment: 'Noted.' }),
  },
  {
    call: 'update',
    what: 'label and assignee',
    before: ({ bench, draft }) => bench.forge.open({ ...draft, labels: [], assignees: [] }),
    act: ({ forge }) => forge.update(task.number, { labels: ['worker-generated'], assignees: ['@me'] }),
  },
  {
    call: 'update',
    what: 'checks',
    before: opened,
    act: ({ forge }) => forge.update(task.number, { checks }),
  },
  {
    call: 'update',
    what: 'to a draft',
    before: opened,
    act: ({ forge }) => forge.update(task.number, { draft: true }),
  },
  {
    call: 'update',
    what: 'closed, with a comment',
    before: opened,
    act: ({ forge }) => forge.update(task.number, { state: 'closed', comment: 'Cancelled.' }),
  },
  {
    call: 'update',
    what: 'seen as merged',
    before: async (scene) => {
      await opened(scene);
      await scene.bench.merge(scene.draft.head, scene.draft.base);
    },
    act: ({ forge }) => forge.update(task.number, { state: 'merged' }),
  },
  {
    call: 'review',
    what: 'of what somebody else opened',
    before: async (scene) => {
      await opened(scene);
      Object.assign(pullIn(scene), { author: 'somebody' });
    },
    act: (scene) => scene.forge.review(task.number, reviewOf(scene)),
  },
  {
    call: 'review',
    what: 'of its own',
    before: opened,
    act: (scene) => scene.forge.review(task.number, reviewOf(scene)),
  },
  { call: 'merge', what: 'at the head that was judged', before: opened, act: merge },
  {
    call: 'find',
    what: 'one that is open',
    before: opened,
    act: ({ forge, draft }) => forge.find(draft.head),
  },
  { call: 'get', what: 'one', before: opened, act: ({ forge }) => forge.get(task.number) },
  { call: 'list', what: 'all', before: opened, act: ({ forge }) => forge.list() },
  {
    call: 'watch',
    what: 'all that changed',
    before: opened,
    act: async ({ forge }) => (await forge.watch?.())?.pullRequests,
  },
  {
    call: 'reports',
    what: 'checks and reviews of a head',
    before: talkedAbout,
    act: async ({ forge, draft: { headSha } }) => forge.reports?.([{ ...task, headSha }]),
  },
  {
    call: 'keepIssue',
    what: 'opened',
    before: ({ bench }) => Promise.resolve(bench.forge.keepIssue?.({ ...wanted, isOver: true })),
    act: async ({ forge }) => forge.keepIssue?.(wanted),
  },
  {
    call: 'keepIssue',
    what: 'rewritten and closed',
    before: ({ bench }) => Promise.resolve(bench.forge.keepIssue?.(wanted)),
    act: async ({ forge }) => forge.keepIssue?.({ ...wanted, ...over, number: 1 }),
  },
  {
    call: 'the look of a start',
    what: 'whether the token may push',
    act: async ({ api }) => {
      const lack = await lackOf(api, { owner: 'acme', name: 'shop' });
      // Nothing is thrown there: a start goes on without an answer, and is refused with a lasting one.
      if (lack !== null) throw failed(lack.because, !lack.lasting);
      return lack;
    },
  },
];

/** What one answer means that is no fault: it is no failure, and is not asked again by the same program. */
const ANSWERS: Readonly<Record<string, string>> = {
  'GET /user is answered 403': 'an App has no user, so nobody is assigned',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission is answered 404': 'they have no right',
};

function failed(because: string, transient: boolean): Fault {
  return new Fault({ code: 'forge-failed', what: 'ask', on: 'GitHub', because, transient });
}

/** So long is waited for an answer that does not come. */
const IMPATIENT_MS = 1_500;

async function inScene<T>(fault: NetworkFault | null, body: (scene: Scene) => Promise<T>): Promise<T> {
  const bench = await gitHubBench();
  try {
    const draft = await draftOf(bench);
    const timeoutMs = fault?.kind === 'done-then-hang' ? IMPATIENT_MS : 30_000;
    const [forge, api] = [await bench.waiting(timeoutMs), await bench.api(timeoutMs)];
    const done = await body({ bench, forge, api, draft });
    if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
    return done;
  } finally {
    await bench.close();
  }
}

/** What people see there, without times and ids. */
function seenIn({ github: { state } }: GitHubBench): unknown {
  const { pulls, issues, statuses } = state;
  return {
    pulls: [...pulls.values()].map(({ comments, reviews, lineComments, mergeSha, ...pull }) => ({
      ...pull,
      isMerged: mergeSha !== null,
      comments: comments.map(({ body }) => body),
      reviews: reviews.map(({ state: verdict, body }) => [verdict, body]),
      lineComments: lineComments.map(({ body }) => body),
      createdAt: null,
      mergedAt: null,
      updatedAt: null,
    })),
    issues: [...issues.values()].map((issue) => ({ ...issue, createdAt: null })),
    statuses: [...statuses].map(([sha, all]) => [sha, all.map(({ context, state: is }) => [context, is])]),
  };
}

/** Without what differs from one run to the next. */
function told(answer: unknown): unknown {
  const text = JSON.stringify(answer ?? null, (key, value: unknown) =>
    ['createdAt', 'updatedAt', 'mergedSha', 'url', 'id', 'at'].includes(key) ? null : value,
  );
  return JSON.parse(text);
}

interface Undisturbed {
  readonly operations: readonly string[];
  readonly answer: unknown;
  readonly world: unknown;
}

/** By row, run when it is first asked for. */
const known = new Map<Row, Promise<Undisturbed>>();

function undisturbed(row: Row): Promise<Undisturbed> {
  const before = known.get(row);
  if (before !== undefined) return before;
  const made = inScene(null, async (scene) => {
    await row.before?.(scene);
    const operations = new Set<string>();
    scene.bench.proxy.wrong = (request) => {
      operations.add(nameOf(request));
      return null;
    };
    const answer = told(await row.act(scene));
    return { operations: [...operations], answer, world: seenIn(scene.bench) };
  });
  known.set(row, made);
  return made;
}

/** Requests of a row that meet faults in it: all that change something, and looks where they are made first. */
async function metIn(row: Row): Promise<readonly string[]> {
  const { operations } = await undisturbed(row);
  const before = await Promise.all(ROWS.slice(0, ROWS.indexOf(row)).map(undisturbed));
  const isFirst = (operation: string): boolean => before.every((one) => !one.operations.includes(operation));
  return operations.filter((operation) => !isLook(operation) || isFirst(operation));
}

function isLook(operation: string): boolean {
  return operation.startsWith('GET ');
}

/** For whoever only looks it is the same whether the server had an answer. */
function isSameFor(operation: string, { kind }: NetworkFault): boolean {
  return isLook(operation) && (kind === 'done-then-502' || kind === 'done-then-drop');
}

function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  if (path.endsWith('/api/graphql')) return 'POST /graphql';
  return operationIn(method, path.replace(/^\/api\/v3/, ''))?.operation ?? `${method} ${path}`;
}

/** Tries again as the engine does: at once what passes, and what does not when a human says so. Gives what failed for good. */
async function persist(
  row: Row,
  scene: Scene,
): Promise<{ readonly answer: unknown; readonly lasting: number }> {
  let lasting = 0;
  for (let tries = 1; tries <= 10; tries += 1) {
    try {
      return { answer: told(await row.act(scene)), lasting };
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.code !== 'forge-failed') throw error;
      lasting += error.facts.transient === true ? 0 : 1;
      await realClock.wait(tries * 100);
    }
  }
  throw new Error('it never went through');
}

interface Met {
  readonly answer: unknown;
  readonly lasting: number;
  readonly world: unknown;
}

/** The first request of this kind meets the fault. */
function disturbed(row: Row, operation: string, fault: NetworkFault): Promise<Met> {
  return inScene(fault, async (scene) => {
    await row.before?.(scene);
    let left = 1;
    scene.bench.proxy.wrong = (request) => (nameOf(request) === operation && left-- > 0 ? fault : null);
    const { answer, lasting } = await persist(row, scene);
    if (left > 0) throw new Error(`${operation} was not met`);
    return { answer, lasting, world: seenIn(scene.bench) };
  });
}

describe.concurrent('As without it, when a request meets a fault that passes, is', () => {
  for (const row of ROWS)
    for (const [what, fault] of passingFaults)
      test(`${row.call} (${row.what}), of which each request ${what}`, async () => {
        const { answer, world } = await undisturbed(row);
        const met = (await metIn(row)).filter((one) => !isSameFor(one, fault));
        await Promise.all(
          met.map(async (operation) =>
            expect({ operation, ...(await disturbed(row, operation, fault)) }).toEqual({
              operation,
              answer,
              world,
              lasting: 0,
            }),
          ),
        );
      });
});

describe.concurrent('As without it, when a request was refused for good once and a human says again, is', () => {
  for (const row of ROWS)
    for (const [what, fault] of lastingFaults)
      test(`${row.call} (${row.what}), of which each request ${what}`, async () => {
        const { world } = await undisturbed(row);
        const met = (await metIn(row)).filter((one) => ANSWERS[`${one} ${what}`] === undefined);
        await Promise.all(
          met.map(async (operation) => {
            const done = await disturbed(row, operation, fault);
            expect({ operation, world: done.world }).toEqual({ operation, world });
            expect(done.lasting).toBeLessThanOrEqual(1);
          }),
        );
      });
});

describe.concurrent('As without it, when a look shows what was there before, is', () => {
  for (const row of ROWS)
    test(`${row.call} (${row.what})`, async () => {
      const { operations, world } = await undisturbed(row);
      await Promise.all(
        operations.filter(isLook).map(async (operation) => {
          const met = await disturbed(row, operation, { kind: 'stale' });
          expect({ operation, world: met.world }).toEqual({ operation, world });
        }),
      );
    });
});

describe('The table', () => {
  test('has each call of the port', () =>
    inScene(null, ({ forge }) => {
      const calls = Object.entries(forge).flatMap(([name, value]) =>
        typeof value === 'function' ? [name] : [],
      );
      const rows = new Set<string>(ROWS.map(({ call }) => call));
      expect(calls.filter((name) => !rows.has(name))).toEqual([]);
      expect(calls.length).toBeGreaterThan(8);
      return Promise.resolve();
    }));

  test('has each request that Czar is known to make', async () => {
    const file = new URL('../github/description.json', import.meta.url);
    const { operations } = JSON.parse(readFileSync(file, 'utf8')) as { readonly operations: object };
    const met = await Promise.all(ROWS.map(async (row) => (await undisturbed(row)).operations));
    expect(new Set(met.flat())).toEqual(new Set([...Object.keys(operations), 'POST /graphql']));
  });
});
