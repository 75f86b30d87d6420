import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/domain/fault.ts';
import type { PullRequest } from '../../../../src/domain/pull-request.ts';
import { aPullRequest, aTask, INTEGRATION_TIP } from '../../../support/ledger-parts.ts';
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
