import { describe, expect, test } from 'vitest';
import { gatesToBegin } from '../../../../src/decide/gate-line.ts';
import type { MergedThere, MergeRequest } from '../../../../src/ports/forge.ts';
import { anAttempt, aPullRequest, aTask } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const action = {
  ...planned,
  kind: 'merge',
  lane: 'integrate',
  task: 'a',
  attempt: 1,
  head: 'head1',
  tip: 'tip0',
  merge: 'tested',
  number: 4,
} as const;

const gate = { head: 'head1', tip: 'tip0', merge: 'tested', verdict: 'passed' } as const;

interface Bench {
  readonly stage: Stage;
  readonly asked: MergeRequest[];
}

/** The integration branch is protected, and at `there` at the remote; the forge answers so. */
function protectedAt(there: string, answer: MergedThere): Bench {
  const stage = aStage(
    aWorld({
      tasks: [
        aTask('a', {
          stage: 'complete',
          phase: 'gating',
          pullRequest: 4,
          attempt: anAttempt({ judged: 'head1', tip: 'head1' }),
          gate: { ...gate, checks: [], conflicts: [], at: 1, ms: 1 },
        }),
      ],
      pullRequests: [aPullRequest(4, { task: 'a' })],
    }),
  );
  const asked: MergeRequest[] = [];
  const { forge, git } = stage;
  forge.kind = 'github';
  forge.all.set(4, aPullRequest(4, { task: 'a', headSha: answer.merged ? 'head1' : 'head2' }));
  forge.merge = async (request) => {
    asked.push(request);
    return answer;
  };
  git.pushes = { pushed: false, by: 'protection', because: 'origin refused it', help: '' };
  git.remote.set('omnibus/shop', there);
  git.fetches = { fetched: true, tip: 'theirs' };
  git.parents.set('tested', ['tip0', 'head1']);
  git.parents.set('theirs', ['tip0', 'head1']);
  return { stage, asked };
}

describe('Where nobody may push to the integration branch', () => {
  test('the forge merges exactly the head and the tip that were tested, with the words of a merge', async () => {
    const { stage, asked } = protectedAt('tip0', { merged: true, sha: 'theirs' });
    stage.git.same.add('tested theirs');
    await stage.run(action);
    expect(asked).toMatchObject([{ number: 4, head: 'head1', title: 'Merge a (#4)' }]);
    expect(asked[0]?.message).toContain('Czar-Head: head1');
    expect(stage.git.tips.get('omnibus/shop')).toBe('theirs');
    const { ledger } = stage.world;
    expect(ledger.tasks.get('a')).toMatchObject({
      stage: 'merged',
      merged: { sha: 'theirs', head: 'head1', note: null },
    });
    expect(ledger.pushed.get('omnibus/shop')).toEqual(['theirs']);
  });

  test('nothing is merged there on a tip that it was not tested on', async () => {
    const { stage, asked } = protectedAt('other', { merged: true, sha: 'theirs' });
    stage.git.fetches = { fetched: true, tip: 'other' };
    await expect(stage.run(action)).rejects.toMatchObject({ facts: { transient: true } });
    expect(asked).toEqual([]);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  });

  test('the branch follows what somebody had merged there, and what was tested is tested anew', async () => {
    const { stage, asked } = protectedAt('other', { merged: true, sha: 'theirs' });
    stage.git.fetches = { fetched: true, tip: 'other' };
    stage.git.parents.set('other', ['tip0']);
    await stage.run(action);
    expect(asked).toEqual([]);
    expect(stage.git.tips.get('omnibus/shop')).toBe('other');
    const { ledger } = stage.world;
    expect(ledger.integration).toMatchObject({ tip: 'other', baseTip: 'base0' });
    expect(ledger.tasks.get('a')?.stage).toBe('complete');
    expect(gatesToBegin(stage.world)).toMatchObject([{ kind: 'gate', task: 'a', tip: 'other' }]);
  });

  test('a merge of the base that never came there is let go of, and nothing else', async () => {
    const { stage, asked } = protectedAt('before', { merged: true, sha: 'theirs' });
    stage.git.fetches = { fetched: true, tip: 'before' };
    stage.git.parents.set('tip0', ['before', 'base0']);
    await expect(stage.run(action)).rejects.toMatchObject({ facts: { transient: true } });
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
    stage.git.same.add('before+base0 tip0');
    await stage.run(action);
    expect(asked).toEqual([]);
    expect(stage.git.tips.get('omnibus/shop')).toBe('before');
    expect(stage.world.ledger.integration.tip).toBe('before');
  });

  test('a head that moved there is not merged, and is known from then on', async () => {
    const { stage } = protectedAt('tip0', { merged: false, hasMoved: true, because: 'GitHub answered 409' });
    await stage.run(action);
    const { ledger } = stage.world;
    expect(ledger.tasks.get('a')?.stage).toBe('complete');
    expect(ledger.pullRequests.get(4)).toMatchObject({ headSha: 'head2' });
  });

  test('a refusal is a failure that may pass', async () => {
    const because = 'GitHub answered 405: At least 1 approving review is required';
    const { stage } = protectedAt('tip0', { merged: false, hasMoved: false, because });
    await expect(stage.run(action)).rejects.toMatchObject({ facts: { because, transient: true } });
  });

  test('what the forge merged into something else is said to be untested', async () => {
    const { stage } = protectedAt('tip0', { merged: true, sha: 'theirs' });
    await stage.run(action);
    expect(stage.world.ledger.tasks.get('a')?.merged?.note).toContain('another tip than it was tested on');
  });
});
