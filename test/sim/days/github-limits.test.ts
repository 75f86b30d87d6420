import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openApi } from '../../../src/adapters/github/api.ts';
import { gitHubForge } from '../../../src/adapters/github/forge.ts';
import { forgeWatch } from '../../../src/decide/forge-watch.ts';
import { Fault } from '../../../src/domain/fault.ts';
import type { ForgeWatch } from '../../../src/domain/forge-watch.ts';
import type { Forge } from '../../../src/ports/forge.ts';
import { strictGitHub } from '../../github/strict.ts';
import { aPullRequest } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const WORKERS = 50;
const HOURS = 72;
const SHIFT_MS = 18 * HOUR_MS;
/** So many tasks does each worker finish at the beginning of a shift, ten minutes apart. */
const ROUNDS = 3;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_760_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What the engine has to do there: one after the other, what failed once more later. */
interface Job {
  at: number;
  tries: number;
  readonly do: () => Promise<void>;
}

const clock = {
  now: () => Date.now(),
  monotonicMs: () => Date.now(),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  randomHex: (digits: number) => '0'.repeat(digits),
};

/** All workers finish at the same moments, and more in an hour than may be told in one. */
function jobsOf(forge: Forge, done: () => void): Job[] {
  const jobs: Job[] = [];
  const start = Date.now();
  for (let shift = 0; shift * SHIFT_MS < HOURS * HOUR_MS; shift += 1)
    for (let number = 0; number < WORKERS * ROUNDS; number += 1) {
      const round = Math.floor(number / WORKERS);
      const at = start + shift * SHIFT_MS + (1 + 10 * round) * MINUTE_MS;
      jobs.push(finishing(forge, { task: `t${shift}-${number}`, at }, done));
    }
  return jobs;
}

function finishing(
  forge: Forge,
  { task, at }: { readonly task: string; readonly at: number },
  done: () => void,
): Job {
  const head = `feat/shop-${task}`;
  const body = `Work.\n\n<!-- czar:0/${task} -->\n`;
  return {
    at,
    tries: 0,
    do: async () => {
      const { number, headSha } = await forge.open({
        task,
        attempt: 1,
        head,
        base: 'omnibus/shop',
        headSha: '',
        title: task,
        body,
        labels: ['worker-generated'],
        assignees: [],
        draft: false,
      });
      if (forge.reports !== null) await forge.reports([{ number, headSha }]);
      const check = { verdict: 'passed', ms: 1, tail: '' } as const;
      await forge.update(number, { checks: ['build', 'lint', 'test'].map((name) => ({ name, ...check })) });
      await forge.update(number, { state: 'merged', mergedSha: headSha });
      done();
    },
  };
}

test('A GitHub that bans whoever oversteps a limit is never provoked in 72 hours with 50 workers', async () => {
  const began = process.cpuUsage();
  const github = strictGitHub(() => Date.now());
  vi.stubGlobal('fetch', github.fetch);
  const tokens = { current: async () => 'token', instead: async () => null };
  const api = await openApi({ tokens, baseUrl: null, timeoutMs: HOUR_MS, clock });
  const forge = gitHubForge({ api, clock, owner: 'acme', name: 'shop', projectId: '0' });
  let merged = 0;
  let looks = 0;
  const jobs = jobsOf(forge, () => {
    merged += 1;
  });
  const wanted = jobs.length;
  const end = Date.now() + HOURS * HOUR_MS;
  let seen: ForgeWatch | undefined;
  const world = aWorld({ pullRequests: [aPullRequest(1)], world: { forge: 'github' } });

  const look = async (): Promise<void> => {
    const before = seen ?? { newsAt: null, failed: 0, because: null, budget: null };
    const triedAt = Date.now();
    try {
      const news = (await forge.watch?.()) ?? { pullRequests: [], budget: null };
      const newsAt = news.pullRequests.length > 0 ? triedAt : before.newsAt;
      seen = { triedAt, newsAt, failed: 0, because: null, budget: news.budget };
      looks += 1;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      seen = { ...before, triedAt, failed: before.failed + 1, because: error.facts.because };
    }
  };
  const work = async (job: Job): Promise<void> => {
    try {
      await job.do();
      jobs.splice(jobs.indexOf(job), 1);
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.transient !== true) throw error;
      job.at = Date.now() + Math.min(SECOND_MS * 2 ** job.tries, 5 * MINUTE_MS);
      job.tries += 1;
    }
  };
  const lane = async (): Promise<void> => {
    while (Date.now() < end) {
      const now = Date.now();
      const ledger = seen === undefined ? world.ledger : { ...world.ledger, forge: seen };
      const { actions = [], wakeAt = null } = forgeWatch({ ...world, now, ledger });
      const due = jobs.find(({ at }) => at <= now);
      if (actions.length > 0) await look();
      else if (due !== undefined) await work(due);
      else await clock.wait(Math.max(1, Math.min(...jobs.map(({ at }) => at), wakeAt ?? end, end) - now));
    }
  };
  // Now and then it is tired, and other programs of the same user are busy.
  for (let hour = 2; hour < HOURS; hour += 5)
    setTimeout(() => github.tire(2, 60), hour * HOUR_MS + 2 * MINUTE_MS);
  for (let hour = 3; hour < HOURS; hour += 7) setTimeout(() => github.use(4_700), hour * HOUR_MS + MINUTE_MS);

  const running = lane();
  await vi.advanceTimersByTimeAsync(HOURS * HOUR_MS + HOUR_MS);
  await running;
  const { user, system } = process.cpuUsage(began);
  console.info(
    `strict limits: ${github.requests()} requests, ${looks} looks, ${merged} of ${wanted} merged in ${HOURS} virtual hours, ${((user + system) / 1e6).toFixed(1)} s of processor time`,
  );
  expect(github.banned).toEqual([]);
  expect(merged).toBe(wanted);
  expect(looks).toBeGreaterThan(HOURS * 20);
});
