import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openBare } from '../github/bare.ts';
import { CANARY } from '../github/bench.ts';
import { type FaultProxy, startFaultProxy } from '../github/fault-proxy.ts';
import { type GitHubDouble, startGitHub } from '../github/server.ts';
import type { Pull } from '../github/state.ts';
import { aShop, type Shop } from './czar-shop.ts';

export interface OnGitHub {
  readonly shop: Shop;
  readonly github: GitHubDouble;
  readonly proxy: FaultProxy;
  /** By head branch, as it is after the last push. */
  readonly pull: (head: string) => Pull | undefined;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A shop whose origin is the repository behind the double, and that keeps its pull requests there. */
export async function onGitHub(
  tasks: Readonly<Record<string, string>>,
  config: Readonly<Record<string, object>> = {},
  env: Readonly<Record<string, string>> = { GITHUB_TOKEN: CANARY },
): Promise<OnGitHub> {
  const shop = aShop({ tasks, env });
  const dir = join(shop.base, 'acme', 'shop.git');
  execFileSync('git', ['clone', '-q', '--bare', shop.root, dir], { env: shop.env });
  shop.git('remote', 'add', 'origin', dir);
  shop.git('fetch', '-q', 'origin');
  const github = await startGitHub({ owner: 'acme', name: 'shop', bare: openBare(dir) });
  const proxy = await startFaultProxy(github.baseUrl);
  closing.push(async () => {
    await proxy.close();
    await github.close();
  });
  github.state.users.set(CANARY, 'czar-bot');
  shop.configure({
    forge: 'github',
    ci: { appearWithin: '1s' },
    ...config,
    github: { baseUrl: proxy.baseUrl, ...config['github'] },
  });
  return {
    shop,
    github,
    proxy,
    pull: (head) => [...github.state.pulls.values()].findLast((one) => one.head === head),
  };
}
