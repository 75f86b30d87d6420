import { describe, expect, test } from 'vitest';
import { integration } from '../../../../src/decide/integration.ts';
import { omnibus } from '../../../../src/decide/omnibus.ts';
import type { Pushed } from '../../../../src/ports/remote.ts';
import { known } from '../../../../src/domain/seen.ts';
import type { PullRequest } from '../../../../src/domain/pull-request.ts';
import { aPullRequest, aTask, anOmnibus, NOON } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld, type WorldParts } from '../../../support/world.ts';
import { aStage, followBase, mergeOmnibus, type Stage } from './effects.ts';

const refused: Pushed = { pushed: false, by: 'protection', because: 'origin refused it', help: '' };
const behind: Pushed = { pushed: false, by: 'others', because: 'origin has more', help: 'look' };
const policy = aPolicy({
  checks: [{ name: 'test', run: 'true', timeoutMs: 1 }],
  ci: { wait: 'off', appearWithinMs: 1, timeoutMs: 1 },
});

/** The base moved on at a project whose pull requests live at GitHub, where a push of the integration branch is answered so. */
function atGitHub(pushes: Pushed, parts: WorldParts = {}): Stage {
  const stage = aStage(
    aWorld({
      policy,
      tasks: [aTask('a', { stage: 'merged' })],
      pullRequests: [aPullRequest(9, { task: null, head: 'omnibus/shop', base: 'main', headSha: 'tip0' })],
      ...parts,
      world: { forge: 'github', baseTip: known('base1', NOON), ...parts.world },
    }),
  );
  stage.forge.kind = 'github';
  stage.git.pushes = pushes;
  stage.git.checks = [{ name: 'test', verdict: 'passed', ms: 1, tail: '' }];
  return stage;
}

const pressed: Partial<PullRequest> = { task: 'b', head: 'feat/shop-b', state: 'open', mergedSha: null };

describe('A base that moved, with the integration branch at GitHub', () => {
  test('is merged in there first, and then here', async () => {
    const stage = atGitHub({ pushed: true });
    await stage.run(followBase);
    expect(stage.git.pushed).toMatchObject([{ branch: 'omnibus/shop', to: 'tip0+base1', keeps: true }]);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0+base1');
    expect(stage.world.ledger.pushed.get('omnibus/shop')).toEqual(['tip0+base1']);
  });

  test('is not merged in here alone where nobody may push there: it waits for the omnibus', async () => {
    const stage = atGitHub(refused);
    await stage.run(followBase);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
    expect(stage.world.ledger.integration).toMatchObject({
      tip: 'tip0',
      baseTip: 'base0',
      isProtected: true,
      joined: { tip: 'tip0', base: 'base1', merge: 'tip0+base1' },
    });
    expect(integration(stage.world).actions).toEqual([]);
    const later = { ...stage.world, baseTip: known('base2', NOON) };
    expect(integration(later).actions).toEqual([]);
  });

  test('comes to the base with the omnibus then, as it was tested with it', async () => {
    const open = anOmnibus({ number: 9, asked: true, describes: 'tip0' });
    const stage = atGitHub(refused, { integration: { omnibus: open, isProtected: true } });
    expect(integration(stage.world).actions).toMatchObject([{ kind: 'follow-base', base: 'base1' }]);
    expect(omnibus(stage.world).actions).toEqual([]);
    await stage.run(followBase);
    stage.git.tips.set('main', 'base1');
    const merge = { kind: 'merge-omnibus', tip: 'tip0', base: 'base1', joined: 'tip0+base1' };
    expect(omnibus(stage.world).actions).toMatchObject([merge]);
    await stage.run({ ...mergeOmnibus, base: 'base1', joined: 'tip0+base1', number: 9 });
    expect(stage.git.parents.get('sealed')).toEqual(['base1', 'tip0+base1']);
    expect(stage.git.tips.get('main')).toBe('sealed');
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'tip0', baseTip: 'base0' });
  });

  test('of which another commit was tested is tested anew before the omnibus is merged', async () => {
    const joined = { tip: 'tip0', base: 'base0', merge: 'old' };
    const open = anOmnibus({ number: 9, asked: true, describes: 'tip0' });
    const { world } = atGitHub(refused, { integration: { omnibus: open, isProtected: true, joined } });
    expect(integration(world).actions).toMatchObject([{ kind: 'follow-base', base: 'base1' }]);
    expect(omnibus(world).actions).toEqual([]);
  });

  test('is followed again once a push goes through', async () => {
    const stage = atGitHub({ pushed: true }, { integration: { isProtected: true } });
    expect(integration(stage.world).actions).toEqual([]);
    await stage.run(followBase);
    expect(stage.world.ledger.integration.isProtected).toBe(false);
    const later = { ...stage.world, baseTip: known('base2', NOON) };
    expect(integration(later).actions).toMatchObject([{ kind: 'follow-base', base: 'base2' }]);
  });

  test('waits for what somebody merged there by the button meanwhile', async () => {
    const stage = atGitHub(behind, { pullRequests: [aPullRequest(4, pressed)] });
    stage.forge.all.set(4, aPullRequest(4, { ...pressed, state: 'merged', mergedSha: 'button' }));
    stage.forge.watch = async () => ({ pullRequests: [...stage.forge.all.values()], budget: null });
    await stage.run(followBase);
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
    expect(stage.world.ledger.pullRequests.get(4)?.state).toBe('merged');
  });

  test('needs a human when others put something there that no pull request tells of', async () => {
    const stage = atGitHub(behind);
    await expect(stage.run(followBase)).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  });

  test('is found there when somebody had it merged into the branch that nobody may push to', async () => {
    const stage = atGitHub(behind, { integration: { isProtected: true } });
    stage.git.fetches = { fetched: true, tip: 'theirs' };
    stage.git.parents.set('theirs', ['tip0', 'base1']);
    await stage.run(followBase);
    expect(stage.git.tips.get('omnibus/shop')).toBe('theirs');
    expect(stage.world.ledger.integration).toMatchObject({ tip: 'theirs', baseTip: 'base1' });
  });
});
