import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/domain/fault.ts';
import type { Fact } from '../../../../src/domain/facts.ts';
import type { AskedHead, ForgeReport } from '../../../../src/domain/forge-report.ts';
import type { PullRequest } from '../../../../src/domain/pull-request.ts';
import {
  aForgeCheck,
  anAttempt,
  aPullRequest,
  aTask,
  INTEGRATION_TIP,
  NOON,
  someEvidence,
} from '../../../support/ledger-parts.ts';
import { afterFacts } from '../../../support/folded.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const look = { ...planned, kind: 'look-at-forge', lane: 'forge' } as const;
const checks = [{ name: 'test', verdict: 'passed', ms: 1, tail: '' }] as const;
const budget = { limit: 5_000, remaining: 4_000, resetAt: 1 };
const omnibus = {
  number: 9,
  draft: false,
  describes: INTEGRATION_TIP,
  merged: null,
  refused: null,
  forcedReady: false,
  asked: false,
};

/** Pull request 4 of task `a`, and the omnibus 9; the forge tells of these. */
function seeing(...pullRequests: readonly PullRequest[]): Stage {
  const stage = aStage(
    aWorld({
      tasks: [aTask('a', { stage: 'complete', pullRequest: 4 })],
      pullRequests: [aPullRequest(4, { task: 'a', checks }), aPullRequest(9, { head: 'omnibus/shop' })],
      integration: { omnibus, merges: 2 },
    }),
  );
  stage.forge.watch = async () => ({ pullRequests, budget });
  return stage;
}

describe('A look at the forge', () => {
  test('sees what somebody closed, and keeps what is known of its checks', async () => {
    const stage = seeing(aPullRequest(4, { task: 'a', state: 'closed' }));
    await stage.run(look);
    const { ledger } = stage.world;
    expect(ledger.pullRequests.get(4)).toMatchObject({ state: 'closed', checks });
    expect(ledger.forge).toMatchObject({ failed: 0, because: null, budget });
    expect(ledger.forge?.newsAt).not.toBeNull();
  });

  test('sees no news in what is known, and in what is nobody of ours', async () => {
    const stage = seeing(aPullRequest(4, { task: 'a' }), aPullRequest(77, { state: 'closed' }));
    await stage.run(look);
    expect(stage.world.ledger.pullRequests.has(77)).toBe(false);
    expect(stage.world.ledger.forge?.newsAt).toBeNull();
  });

  test('sees that the omnibus was merged, with all that there is', async () => {
    const merged = {
      head: 'omnibus/shop',
      state: 'merged',
      mergedSha: 'm',
      headSha: INTEGRATION_TIP,
    } as const;
    const stage = seeing(aPullRequest(9, merged));
    await stage.run(look);
    expect(stage.world.ledger.integration).toMatchObject({ omnibus: { merged: { sha: 'm' } }, merges: 0 });
  });

  test('sees that the omnibus was merged without what came after it: that is for the next one', async () => {
    const merged = { head: 'omnibus/shop', state: 'merged', mergedSha: 'm', headSha: 'older' } as const;
    const stage = seeing(aPullRequest(9, merged));
    await stage.run(look);
    expect(stage.world.ledger.integration).toMatchObject({ omnibus: { merged: { sha: 'm' } }, merges: 1 });
  });

  test('in vain is no failure', async () => {
    const stage = seeing();
    stage.forge.watch = () =>
      Promise.reject(new Fault({ code: 'forge-failed', what: 'look', on: 'GitHub', because: 'no answer' }));
    await stage.run(look);
    await stage.run(look);
    expect(stage.world.ledger.forge).toMatchObject({ failed: 2, because: 'no answer' });
  });
});

describe('What others say of finished work', () => {
  const passing = aForgeCheck('passed');
  /** Pull request 4 of finished task `a`; the forge has these reports. */
  function reporting(known: Partial<PullRequest>, ...reports: readonly ForgeReport[]) {
    const attempt = anAttempt({ judged: 'head1', tip: 'head1' });
    const stage = aStage(
      aWorld({
        tasks: [aTask('a', { stage: 'complete', phase: 'gating', pullRequest: 4, attempt })],
        pullRequests: [aPullRequest(4, { task: 'a', ...known })],
        world: { forge: 'github' },
      }),
    );
    const asked: AskedHead[] = [];
    stage.forge.watch = async () => ({
      pullRequests: [aPullRequest(4, { task: 'a', updatedAt: NOON })],
      budget,
    });
    stage.forge.reports = async (of) => {
      asked.push(...of);
      return reports;
    };
    return { stage, asked };
  }

  test('is kept for the head that it is about', async () => {
    const { stage, asked } = reporting({}, someEvidence(4, { checks: [passing] }));
    await stage.run(look);
    expect(asked).toEqual([{ number: 4, headSha: 'head1' }]);
    const { ledger } = stage.world;
    expect(ledger.pullRequests.get(4)?.atForge).toMatchObject({ head: 'head1', checks: [passing] });
    expect(ledger.forge?.newsAt).not.toBeNull();
  });

  test('is not taken for that of another head', async () => {
    const { stage } = reporting({}, someEvidence(4, { head: 'other' }));
    await stage.run(look);
    expect(stage.world.ledger.pullRequests.get(4)?.atForge).toBeUndefined();
  });

  test('is asked for no more when all passed and nothing changed since', async () => {
    const done = someEvidence(4, { checks: [passing], updatedAt: NOON });
    const { stage, asked } = reporting({ atForge: done }, done);
    await stage.run(look);
    expect(asked).toEqual([]);
    expect(stage.world.ledger.forge?.newsAt).toBeNull();
  });

  test.each([
    ['was pushed by somebody else', ['head1'], 'foreign', 'foreign'],
    ['is one that Czar pushed before', ['head0', 'head1'], 'head0', 'head1'],
    ['is the one that was asked about, which the forge does not see yet', ['head1'], 'head1', 'head1'],
  ])('is not said where the head %s: the repository is asked', async (_what, pushed, there, known) => {
    const { stage } = reporting({});
    stage.git.remote.set('feat/shop-a', there);
    stage.world = afterFacts(
      stage.world,
      ...pushed.map((tip): Fact => ({ type: 'branch.pushed', branch: 'feat/shop-a', tip, sure: false })),
    );
    await stage.run(look);
    expect(stage.world.ledger.pullRequests.get(4)).toMatchObject({ headSha: known });
  });
});
