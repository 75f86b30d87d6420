import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApi } from '../../src/adapters/github/api.ts';
import { gitHubForge } from '../../src/adapters/github/forge.ts';
import { openTokens } from '../../src/adapters/github/token.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { realClock } from '../support/git-clock.ts';
import { createBare } from './bare.ts';
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
  commit(branch: string): Promise<string>;
  merge(branch: string, into: string): Promise<string>;
  said(number: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The forge of the program, with faults to order between it and the double, on a repository with one commit. */
export async function gitHubBench(): Promise<GitHubBench> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'czar-github-')));
  const bare = createBare(join(base, 'acme', 'shop.git'));
  const github = await startGitHub({ owner: 'acme', name: 'shop', bare });
  github.state.users.set(CANARY, 'czar-bot');
  const proxy = await startFaultProxy(github.baseUrl);
  const person = {
    GIT_AUTHOR_NAME: 'A Person',
    GIT_AUTHOR_EMAIL: 'person@example.com',
    GIT_COMMITTER_NAME: 'A Person',
    GIT_COMMITTER_EMAIL: 'person@example.com',
  };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', bare.dir, ...args], {
      env: { PATH: process.env['PATH'], HOME: base, ...person },
      encoding: 'utf8',
    }).trim();
  const tree = git('hash-object', '-t', 'tree', '-w', '/dev/null');
  const first = git('commit-tree', tree, '-m', 'first');
  for (const branch of ['main', 'omnibus/shop']) git('update-ref', `refs/heads/${branch}`, first);
  const put = (branch: string, parents: readonly string[]): string => {
    const sha = git('commit-tree', tree, ...parents.flatMap((one) => ['-p', one]), '-m', `on ${branch}`);
    git('update-ref', `refs/heads/${branch}`, sha);
    return sha;
  };
  const tokens = openTokens({ env: { GITHUB_TOKEN: CANARY }, command: 'false', cwd: base });
  const waiting = async (timeoutMs: number): Promise<Forge> => {
    const api = await openApi({ tokens, baseUrl: proxy.baseUrl, timeoutMs, clock: realClock });
    return gitHubForge({ api, clock: realClock, owner: 'acme', name: 'shop', projectId: '0' });
  };
  return {
    base,
    github,
    proxy,
    forge: await waiting(30_000),
    waiting,
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
