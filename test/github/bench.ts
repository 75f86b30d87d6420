import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, openApi } from '../../src/adapters/github/api.ts';
import { gitHubForge } from '../../src/adapters/github/forge.ts';
import { openTokens } from '../../src/adapters/github/token.ts';
import type { Forge, NewPullRequest } from '../../src/ports/forge.ts';
import { realClock } from '../support/git-clock.ts';
import { createBare, openBare } from './bare.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type GitHubDouble, startGitHub } from './server.ts';

/** Never to be seen in any output. */
export const CANARY = 'ghp_canary0123456789';

export interface GitHubBench {
  readonly base: string;
  readonly github: GitHubDouble;
  readonly proxy: FaultProxy;
  readonly forge: Forge;
  /** The same for somebody who waits so long for an answer. */
  waiting(timeoutMs: number): Promise<Forge>;
  /** What that speaks with GitHub through. */
  api(timeoutMs: number): Promise<Api>;
  commit(branch: string): Promise<string>;
  merge(branch: string, into: string): Promise<string>;
  said(number: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The forge of the program, with faults to order between it and the double, on a repository with one commit. */
export async function gitHubBench(): Promise<GitHubBench> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'czar-github-')));
  const bare = openBare(join(base, 'acme', 'shop.git'));
  const { tree, first } = layOut(bare.dir);
  const github = await startGitHub({ owner: 'acme', name: 'shop', bare });
  github.state.users.set(CANARY, 'czar-bot');
  const proxy = await startFaultProxy(github.baseUrl);
  const git = gitIn(bare.dir);
  const put = (branch: string, parents: readonly string[]): string => {
    const sha = git('commit-tree', tree, ...parents.flatMap((one) => ['-p', one]), '-m', `on ${branch}`);
    git('update-ref', `refs/heads/${branch}`, sha);
    return sha;
  };
  const tokens = openTokens({ env: { GITHUB_TOKEN: CANARY }, command: 'false', cwd: base });
  const api = (timeoutMs: number): Promise<Api> =>
    openApi({ tokens, baseUrl: proxy.baseUrl, timeoutMs, clock: realClock });
  const forgeWith = (api: Api): Forge =>
    gitHubForge({ api, clock: realClock, owner: 'acme', name: 'shop', projectId: '0' });
  return {
    base,
    github,
    proxy,
    forge: forgeWith(await api(30_000)),
    api,
    waiting: async (timeoutMs) => forgeWith(await api(timeoutMs)),
    commit: (branch) => Promise.resolve(put(branch, [bare.tip(branch) ?? first])),
    merge: (branch, into) => Promise.resolve(put(into, [bare.tip(into) ?? first, bare.tip(branch) ?? first])),
    said: (number) => {
      const { reviews = [], comments = [] } = github.state.pulls.get(number) ?? {};
      return Promise.resolve([...reviews, ...comments].map(({ body }) => body));
    },
    close: async () => {
      await Promise.all([proxy.close(), github.close()]);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** A pull request that can be opened there: its branch has a commit. */
export async function draftOf(bench: Pick<GitHubBench, 'commit'>): Promise<NewPullRequest> {
  return {
    task: 'cart',
    attempt: 1,
    head: 'feat/shop-cart',
    base: 'omnibus/shop',
    headSha: await bench.commit('feat/shop-cart'),
    title: 'Cart',
    body: 'A cart\n\n<!-- czar:0/cart -->',
    labels: ['worker-generated'],
    assignees: ['@me'],
    draft: false,
  };
}

function gitIn(dir: string): (...args: readonly string[]) => string {
  // The same commit each time.
  const at = '2026-01-01T00:00:00Z';
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    GIT_AUTHOR_NAME: 'A Person',
    GIT_AUTHOR_EMAIL: 'person@example.com',
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: 'A Person',
    GIT_COMMITTER_EMAIL: 'person@example.com',
    GIT_COMMITTER_DATE: at,
  };
  return (...args) => execFileSync('git', ['--git-dir', dir, ...args], { env, encoding: 'utf8' }).trim();
}

interface Layout {
  readonly files: readonly { readonly path: string; readonly content: Buffer }[];
  readonly folders: readonly string[];
  readonly tree: string;
  readonly first: string;
}

let layout: Layout | null = null;

/** A repository with one commit on both branches. git makes the first one of a process; all others are its copies. */
function layOut(dir: string): Layout {
  layout ??= made();
  for (const folder of ['', ...layout.folders]) mkdirSync(join(dir, folder), { recursive: true });
  for (const { path, content } of layout.files) writeFileSync(join(dir, path), content);
  return layout;
}

function made(): Layout {
  const dir = mkdtempSync(join(tmpdir(), 'czar-github-'));
  try {
    createBare(dir);
    const git = gitIn(dir);
    const tree = git('hash-object', '-t', 'tree', '-w', '/dev/null');
    const first = git('commit-tree', tree, '-m', 'first');
    for (const branch of ['main', 'omnibus/shop']) git('update-ref', `refs/heads/${branch}`, first);
    const all = readdirSync(dir, { recursive: true, withFileTypes: true });
    const pathOf = ({ parentPath, name }: { readonly parentPath: string; readonly name: string }): string =>
      join(parentPath, name).slice(dir.length + 1);
    const files = all.filter((one) => one.isFile()).map(pathOf);
    return {
      tree,
      first,
      folders: all.filter((one) => one.isDirectory()).map(pathOf),
      files: files.map((path) => ({ path, content: readFileSync(join(dir, path)) })),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
