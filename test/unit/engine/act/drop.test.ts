import { expect, test } from 'vitest';
import type { TaskState } from '../../../../src/domain/ledger.ts';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAttempt, aPullRequest, aTask, NOON } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const drop: ActionOf<'drop'> = {
  ...planned,
  kind: 'drop',
  lane: 'integrate',
  task: 'a',
  merge: 'merge1',
  tip: 'tip0',
};
const REVERT = 'tip0+before merge1';

function stageWith(over: Partial<TaskState> = {}): Stage {
  const task = aTask('a', {
    stage: 'merged',
    attempt: anAttempt({ judged: 'head1' }),
    merged: { sha: 'merge1', head: 'head1', at: NOON, note: null },
    pullRequest: 4,
    drop: { revert: null, refused: null },
    ...over,
  });
  const later = aTask('later', {
    stage: 'merged',
    attempt: anAttempt({ startSha: 'merge1', judged: 'head2' }),
    merged: { sha: 'tip0', head: 'head2', at: NOON + 1, note: null },
  });
  const pr = aPullRequest(4, { task: 'a', state: 'merged' });
  const policy = aPolicy({ checks: [{ name: 'test', run: 'true', timeoutMs: 1_000 }] });
  const stage = aStage(aWorld({ tasks: [task, later], pullRequests: [pr], policy }));
  stage.forge.all.set(4, pr);
  stage.git.parents.set('tip0', ['merge1', 'head2']);
  return stage;
}

test('moves the branch to the revert that passed the checks, durably before the forge is told', async () => {
  const stage = stageWith();
  await stage.run(drop);
  expect(stage.git.tips.get('omnibus/shop')).toBe(REVERT);
  expect(stage.git.tested).toEqual([{ commit: REVERT, checks: ['test'] }]);
  expect(stage.steps.map(({ type }) => type)).toEqual([
    'task.drop-made',
    'integration.moved',
    'task.dropped',
  ]);
  expect(stage.world.ledger.tasks.get('a')).toMatchObject({
    stage: 'cancelled',
    dropped: { revert: REVERT },
  });
});

test('a secret that the work took away does not come back with it, and nothing is run for it', async () => {
  const stage = stageWith();
  const hunks = `@@ -0,0 +1 @@\n+key = "AKIA${'QWERTZUIOPASDFGH'}"`;
  const file = { path: 'a.ts', from: null, kind: 'added', mode: '100644', isBinary: false, hunks } as const;
  stage.git.patch = { files: [file], isWhole: true };
  expect(await stage.run(drop)).toMatchObject({ facts: [{ type: 'task.drop-refused' }] });
  expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  expect(stage.git.tested).toEqual([]);
  expect(stage.world.ledger.tasks.get('a')?.drop?.refused).toMatch(/^without it .*rules\/secrets: a\.ts:1: /);
});

test('a kill before the branch moved does it again, one after it finds it done', async () => {
  const before = stageWith({ drop: { revert: 'revert1', refused: null } });
  await before.run(drop);
  expect(before.git.tips.get('omnibus/shop')).toBe(REVERT);
  const after = stageWith({ drop: { revert: 'revert1', refused: null } });
  after.git.tips.set('omnibus/shop', 'revert1');
  after.git.parents.set('revert1', ['tip0']);
  await after.run(drop);
  expect(after.git.tips.get('omnibus/shop')).toBe('revert1');
  expect(after.git.computed).toEqual([]);
  expect(after.world.ledger.tasks.get('a')).toMatchObject({ dropped: { revert: 'revert1' } });
});

test('a kill between the push and the move of the branch moves it to the very revert that was pushed', async () => {
  const stage = stageWith({ drop: { revert: 'revert1', refused: null } });
  stage.git.parents.set('revert1', ['tip0']);
  await stage.run(drop);
  expect(stage.git.tips.get('omnibus/shop')).toBe('revert1');
  expect(stage.git.tested).toEqual([]);
  expect(stage.world.ledger.tasks.get('a')).toMatchObject({ dropped: { revert: 'revert1' } });
});

test('a kill before the forge was told tells it then, once', async () => {
  const stage = stageWith({
    stage: 'cancelled',
    merged: null,
    drop: null,
    dropped: { merge: 'merge1', revert: 'revert1', at: NOON },
  });
  await stage.run(drop);
  expect(stage.forge.comments).toEqual(['Taken out of omnibus/shop again: by revert1.']);
  expect(stage.git.computed).toEqual([]);
});

test('what conflicts stays in, and the later work that builds on it is named', async () => {
  const stage = stageWith();
  stage.git.merges = () => ({ result: 'conflict', files: ['cart.ts'] });
  const { says } = await stage.run(drop);
  expect(says).toMatch(/^a stays in: /);
  expect(stage.world.ledger.tasks.get('a')).toMatchObject({ stage: 'merged' });
  expect(stage.world.ledger.tasks.get('a')?.drop?.refused).toContain('cart.ts');
  expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
});

test('what fails the checks without it stays in', async () => {
  const stage = stageWith();
  stage.git.checks = [{ name: 'test', verdict: 'failed', ms: 1, tail: '' }];
  await stage.run(drop);
  expect(stage.world.ledger.tasks.get('a')?.drop?.refused).toBe('without it these checks fail: test');
  expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
});

test('where nobody may push to the branch it stays in, with the reason', async () => {
  const stage = stageWith();
  stage.forge.kind = 'github';
  stage.git.pushes = { pushed: false, by: 'protection', because: 'origin refused it', help: '' };
  await stage.run(drop);
  expect(stage.git.tips.get('omnibus/shop')).toBe('tip0');
  expect(stage.world.ledger.tasks.get('a')?.drop?.refused).toContain('nobody may push to omnibus/shop');
});

test('a branch that somebody else moved meanwhile is looked at anew', async () => {
  const stage = stageWith();
  stage.git.meanwhile = () => stage.git.tips.set('omnibus/shop', 'foreign');
  expect((await stage.run(drop)).says).toContain('the integration branch moved');
  expect(stage.world.ledger.tasks.get('a')).toMatchObject({ stage: 'merged', drop: { refused: null } });
  expect(stage.world.ledger.integration.tip).toBe('foreign');
});

test('what is gone from the branch already only needs to be known', async () => {
  const stage = stageWith();
  stage.git.merges = () => ({ result: 'no-change' });
  await stage.run(drop);
  expect(stage.world.ledger.tasks.get('a')).toMatchObject({ stage: 'cancelled', dropped: { revert: null } });
});
