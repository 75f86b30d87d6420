import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAttempt, aPane, aPullRequest, aSeatedWorker, aTask } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned } from './effects.ts';

const on = [
  { task: 'x', head: 'x1' },
  { task: 'y', head: 'y1' },
];

const begin: ActionOf<'begin-attempt'> = {
  ...planned,
  kind: 'begin-attempt',
  lane: 'tree:w1',
  worker: 'w1',
  task: 'a',
  attempt: 1,
  branch: 'feat/shop-a',
  branchNumber: 1,
  from: 'tip0',
  previous: null,
  on,
};

function stageWithTask() {
  return aStage(aWorld({ workers: [aSeatedWorker('w1')], panes: [aPane('w1')], tasks: [aTask('a')] }));
}

describe('an attempt that begins on finished work', () => {
  test('begins at a merge of the tip and all of it, journaled before the branch is there', async () => {
    const stage = stageWithTask();
    await stage.run(begin);
    const sha = 'tip0+x1+y1';
    expect(stage.steps).toEqual([{ type: 'start.made', task: 'a', start: { sha, on } }]);
    expect(stage.git.tips.get('feat/shop-a')).toBe(sha);
    expect(stage.world.ledger.tasks.get('a')?.attempt).toMatchObject({ startSha: sha, tip: sha, on });
    expect(stage.git.computed.map(({ keepAs }) => keepAs)).toEqual(['a.start', 'a.start']);
  });

  test('leaves out what changes nothing', async () => {
    const stage = stageWithTask();
    stage.git.merges = ({ tip, head }) =>
      head === 'x1' ? { result: 'no-change' } : { result: 'merge', commit: `${tip}+${head}` };
    await stage.run(begin);
    expect(stage.world.ledger.tasks.get('a')?.attempt).toMatchObject({
      startSha: 'tip0+y1',
      on: [{ task: 'y', head: 'y1' }],
    });
  });

  test('does not begin on work that conflicts, and touches nothing', async () => {
    const stage = stageWithTask();
    stage.git.merges = ({ tip, head }) =>
      head === 'y1' ? { result: 'conflict', files: ['f.ts'] } : { result: 'merge', commit: `${tip}+${head}` };
    await stage.run(begin);
    expect(stage.git.tips.has('feat/shop-a')).toBe(false);
    expect(stage.world.ledger.tasks.get('a')).toMatchObject({
      stage: 'pending',
      startConflict: { on, task: 'y', files: ['f.ts'] },
    });
  });

  test('keeps what its branch was begun on when a supervisor died right after it was made', async () => {
    const stage = stageWithTask();
    await stage.run(begin);
    const left = stageWithTask();
    left.world = {
      ...left.world,
      ledger: {
        ...stage.world.ledger,
        tasks: new Map([['a', aTask('a', { start: { sha: 'tip0+x1+y1', on } })]]),
      },
    };
    left.git.tips.set('feat/shop-a', 'tip0+x1+y1');
    await left.run({ ...begin, on: [{ task: 'x', head: 'x2' }] });
    expect(left.world.ledger.tasks.get('a')?.attempt).toMatchObject({ startSha: 'tip0+x1+y1', on });
  });
});

describe('the gate of work that was begun on unmerged work', () => {
  const gate: ActionOf<'gate'> = {
    ...planned,
    kind: 'gate',
    lane: 'gate:1',
    task: 'a',
    attempt: 1,
    head: 'head1',
    tip: 'tip0',
  };

  function stageWith(merged: string | null) {
    const attempt = anAttempt({
      judged: 'head1',
      tip: 'head1',
      startSha: 's1',
      on: [{ task: 'x', head: 'x1' }],
    });
    const other = aTask('x', {
      stage: merged === null ? 'cancelled' : 'merged',
      merged: merged === null ? null : { sha: 'm', head: merged, at: 1, note: null },
    });
    const stage = aStage(
      aWorld({
        tasks: [aTask('a', { stage: 'complete', phase: 'gating', attempt, pullRequest: 1 }), other],
        pullRequests: [aPullRequest(1)],
      }),
    );
    stage.git.parents.set('head1', ['s1']);
    stage.git.parents.set('s1', ['tip0', 'x1']);
    return stage;
  }

  test('finds what was called off since', async () => {
    const stage = stageWith(null);
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')?.gate).toMatchObject({
      verdict: 'conflict',
      outdated: { start: 's1', on: [{ task: 'x', head: 'x1' }] },
    });
    expect(stage.git.computed).toEqual([]);
  });

  test('finds what was merged as something else', async () => {
    const stage = stageWith('x2');
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')?.gate?.outdated?.on).toEqual([{ task: 'x', head: 'x1' }]);
  });

  test.each(['x1', 'x2'])('tests it where that was merged as it was, or grew (%s)', async (head) => {
    const stage = stageWith(head);
    stage.git.parents.set('x2', ['x1']);
    stage.git.parents.set('tip0', ['base0', 'x2']);
    await stage.run(gate);
    expect(stage.world.ledger.tasks.get('a')?.gate).toMatchObject({ verdict: 'passed', merge: 'tip0+head1' });
  });
});
