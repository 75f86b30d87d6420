import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../src/adapters/github/api.ts';
import { gitHubForge } from '../../src/adapters/github/forge.ts';
import { openTokens } from '../../src/adapters/github/token.ts';
import type { Forge, NewPullRequest } from '../../src/ports/forge.ts';
import { CANARY, draftOf, type GitHubBench, gitHubBench } from '../github/bench.ts';
import type { NetworkFault } from '../github/fault-proxy.ts';
import { realClock } from '../support/git-clock.ts';

let bench: GitHubBench;
let forge: Forge;
let draft: NewPullRequest;
/** So far is the clock of the forge ahead of that of the machine. */
let aheadMs: number;

/** When what was asked for at the server, as its clock has it. */
let asked: { readonly call: string; readonly at: number }[];

beforeEach(async () => {
  bench = await gitHubBench();
  aheadMs = 0;
  asked = [];
  const clock = { ...realClock, now: () => Date.now() + aheadMs };
  const tokens = openTokens({ env: { GITHUB_TOKEN: CANARY }, command: 'false', cwd: bench.base });
  const { baseUrl } = bench.proxy;
  const api = await openApi({ tokens, baseUrl, timeoutMs: 30_000, clock });
  forge = gitHubForge({ api, clock, owner: 'acme', name: 'shop', projectId: '0' });
  draft = { ...(await draftOf(bench)), assignees: [] };
});
afterEach(async () => {
  await bench.close();
  if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
});

/** The first request of this kind meets this; what comes, and when, is written down. */
function limit(matches: RegExp, fault: NetworkFault): void {
  let left = 1;
  bench.proxy.wrong = ({ method, path }) => {
    const call = `${method} ${path}`;
    asked.push({ call, at: Date.now() });
    return matches.test(call) && left-- > 0 ? fault : null;
  };
}

function longestSilenceMs(): number {
  const times = asked.map(({ at }) => at);
  return Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? at)));
}

const creation = /^POST \S+\/pulls$/;
const inSeconds = (seconds: number): number => Math.ceil(Date.now() / 1_000) + seconds;

describe.each([
  ['a change', creation],
  ['a look', /^GET \S+\/pulls\?/],
])("A short limit that a server of one's own names at %s", (_what, matches) => {
  test.each([
    ['as a secondary one', (): NetworkFault => ({ kind: 'secondary-limit', retryAfterSeconds: 2 })],
    [
      'as the end of the allowance',
      (): NetworkFault => ({ kind: 'rate-limit', resetAtSeconds: inSeconds(2) }),
    ],
  ])('%s is waited for, and what was refused is done then, once', async (_how, fault) => {
    limit(matches, fault());
    expect(await forge.open(draft)).toMatchObject({ number: 1, state: 'open', labels: draft.labels });
    expect(bench.github.state.pulls.size).toBe(1);
    expect(asked.filter(({ call }) => matches.test(call))).toHaveLength(2);
    expect(longestSilenceMs()).toBeGreaterThanOrEqual(2_000);
  });
});

describe('A long limit', () => {
  test.each([
    ['secondary', (): NetworkFault => ({ kind: 'secondary-limit', retryAfterSeconds: 900 })],
    ['of the hour', (): NetworkFault => ({ kind: 'rate-limit', resetAtSeconds: inSeconds(900) })],
  ])('(%s) is a failure that passes, and until it is over nothing is sent at all', async (_which, fault) => {
    limit(creation, fault());
    await expect(forge.open(draft)).rejects.toMatchObject({ facts: { transient: true } });
    const before = asked.length;
    for (const call of [forge.open(draft), forge.find(draft.head), forge.watch?.()])
      await expect(call).rejects.toThrow('rate limit is reached');
    aheadMs = 890_000;
    await expect(forge.list()).rejects.toMatchObject({ facts: { transient: true } });
    expect(asked).toHaveLength(before);
    aheadMs = 903_000;
    expect(await forge.open(draft)).toMatchObject({ number: 1, state: 'open' });
    expect(bench.github.state.pulls.size).toBe(1);
  });
});

test('A limit that is named again after it was waited for is a failure that passes', async () => {
  bench.proxy.wrong = ({ method, path }) =>
    creation.test(`${method} ${path}`) ? { kind: 'secondary-limit', retryAfterSeconds: 1 } : null;
  await expect(forge.open(draft)).rejects.toMatchObject({ facts: { transient: true } });
  expect(bench.github.state.pulls.size).toBe(0);
});
