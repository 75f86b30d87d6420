import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { ForgeReport } from '../../src/domain/forge-report.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { type GitHubBench, gitHubBench } from '../github/bench.ts';
import { type NetworkFault, passingFaults } from '../github/fault-proxy.ts';
import { realClock } from '../support/git-clock.ts';
import { type Pull, reviewPull, runCheck } from '../github/state.ts';

/** Long enough for an answer that comes, and short enough to wait for one that does not. */
const IMPATIENT_MS = 1_500;

interface World {
  readonly bench: GitHubBench;
  readonly pull: Pull;
  readonly head: string;
}

/** An open pull request with all that others can say of it. Each test has a GitHub of its own, so that they can wait side by side. */
function inWorld(body: (world: World) => Promise<void>): () => Promise<void> {
  return async () => {
    const bench = await gitHubBench();
    try {
      const { state } = bench.github;
      state.users.set('token of anna', 'anna');
      const head = await bench.commit('feat/shop-cart');
      const { number } = await bench.forge.open({
        task: 'cart',
        attempt: 1,
        head: 'feat/shop-cart',
        base: 'omnibus/shop',
        headSha: head,
        title: 'Cart',
        body: 'A cart\n\n<!-- czar:0/cart -->',
        labels: [],
        assignees: [],
        draft: false,
      });
      const pull = state.pulls.get(number);
      if (pull === undefined) throw new Error('it was not opened');
      runCheck(state, head, { name: 'build', conclusion: 'failure', log: 'expected one' });
      const { id } = reviewPull(state, pull, { by: 'anna', event: 'REQUEST_CHANGES', body: 'No' });
      pull.lineComments.push({ id: 900, by: 'anna', review: id, path: 'a.ts', line: 1, body: 'Why?' });
      await body({ bench, pull, head });
      if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
    } finally {
      await bench.close();
    }
  };
}

/** The nth request of this kind meets this fault; all others go through. */
function breakOnce(bench: GitHubBench, matches: RegExp, fault: NetworkFault): () => number {
  let met = 0;
  bench.proxy.wrong = ({ method, path }) => (matches.test(`${method} ${path}`) && ++met === 1 ? fault : null);
  return () => met;
}

/** Tries again as the engine does, until it is done. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries <= 20; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.transient !== true) throw error;
      await realClock.wait(tries * 100);
    }
  }
  throw new Error('it never went through');
}

async function reportOf(forge: Forge, { pull, head }: World): Promise<ForgeReport | undefined> {
  return (await forge.reports?.([{ number: pull.number, headSha: head }]))?.[0];
}

const looks: readonly (readonly [string, RegExp])[] = [
  ['the pull request', /^GET \S+\/pulls\/\d+$/],
  ['the reviews', /\/reviews\?/],
  ['the comments on lines', /^GET \S+\/pulls\/\d+\/comments\?/],
  ['the right of a person', /\/permission$/],
  ['the check runs', /\/check-runs\?/],
  ['the check suites', /\/check-suites\?/],
  ['the statuses', /\/status\?/],
  ['the log', /\/logs$/],
];

describe.concurrent('What others say is told whole, or not at all, when', () => {
  for (const [look, matches] of looks) {
    for (const [what, fault] of passingFaults) {
      test(
        `${look} ${what}`,
        inWorld(async (world) => {
          const { bench } = world;
          const wanted = await reportOf(await bench.waiting(30_000), world);
          const forge = await bench.waiting(fault.kind === 'done-then-hang' ? IMPATIENT_MS : 30_000);
          const met = breakOnce(bench, matches, fault);
          expect(await persist(() => reportOf(forge, world))).toEqual(wanted);
          expect(met()).toBeGreaterThan(0);
          expect(wanted).toMatchObject({
            checks: [{ name: 'build', state: 'failed', tail: 'expected one' }],
            reviews: [{ by: 'anna', comments: [{ file: 'a.ts' }] }],
          });
        }),
      );
    }
  }
});

describe.concurrent('One pull request is merged, at the head that was meant, when the call is made and', () => {
  for (const [what, fault] of passingFaults) {
    test(
      `it ${what}`,
      inWorld(async ({ bench, pull, head }) => {
        const forge = await bench.waiting(fault.kind === 'done-then-hang' ? IMPATIENT_MS : 30_000);
        breakOnce(bench, /\/merge$/, fault);
        const request = { number: pull.number, head, title: 'Merge cart', message: 'Czar-Task: cart' };
        await persist(async () => forge.merge?.(request));
        const { bare } = bench.github.state;
        expect(pull).toMatchObject({ state: 'closed', headSha: head, mergeSha: bare.tip('omnibus/shop') });
        const merges = bench.github.answered.filter((one) => one.endsWith('/merge 200'));
        expect(merges).toHaveLength(1);
        expect(await forge.get(pull.number)).toMatchObject({ state: 'merged' });
      }),
    );
  }
});

describe.concurrent('What will not pass by itself is a lasting fault when the reviews are', () => {
  for (const status of [401, 403] as const) {
    test(
      `answered ${status}`,
      inWorld(async (world) => {
        breakOnce(world.bench, /\/reviews\?/, { kind: 'status', status });
        await expect(reportOf(world.bench.forge, world)).rejects.toMatchObject({
          facts: { code: 'forge-failed', transient: false },
        });
      }),
    );
  }
});

test(
  'A pull request that is seen as it was before is told at no other head than the one that is asked about',
  inWorld(async ({ bench, pull, head }) => {
    await reportOf(bench.forge, { bench, pull, head });
    const next = await bench.commit('feat/shop-cart');
    breakOnce(bench, /^GET \S+\/pulls\/\d+$/, { kind: 'stale' });
    expect(await reportOf(bench.forge, { bench, pull, head: next })).toBeUndefined();
    expect(await reportOf(bench.forge, { bench, pull, head: next })).toMatchObject({
      head: next,
      checks: [],
    });
  }),
);
