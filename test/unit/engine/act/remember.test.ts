import { expect, test } from 'vitest';
import { Fault } from '../../../../src/domain/fault.ts';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import type { Policy } from '../../../../src/domain/policy.ts';
import type { ProjectFiles } from '../../../../src/ports/files.ts';
import { anAttempt, aPullRequest, aRunningTask } from '../../../support/ledger-parts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

const merge: ActionOf<'merge'> = {
  ...planned,
  kind: 'merge',
  lane: 'integrate',
  task: 'a',
  attempt: 1,
  head: 'head1',
  tip: 'tip0',
  merge: 'merge1',
  number: 4,
};

type Remembered = Parameters<ProjectFiles['remember']>[0];

async function merged(
  memory: Policy['memory'],
  remember: ProjectFiles['remember'],
  atForge: (stage: Stage) => Promise<unknown> = (stage) => stage.run(merge),
): Promise<readonly string[]> {
  const gate = {
    head: 'head1',
    tip: 'tip0',
    merge: 'merge1',
    verdict: 'passed',
    checks: [],
    conflicts: [],
    at: 1,
    ms: 1,
  } as const;
  const attempt = anAttempt({ tip: 'head1', judged: 'head1', judgedAt: 5, commits: 2 });
  const task = aRunningTask('a', { stage: 'complete', phase: 'gating', attempt, gate, pullRequest: 4 });
  const pr = aPullRequest(4, { task: 'a' });
  const world = aWorld({ tasks: [task], pullRequests: [pr], policy: aPolicy({ memory }) });
  const stage = aStage(world, { parts: { files: { ...filesOf(), remember } } });
  stage.forge.all.set(4, pr);
  stage.git.parents.set('merge1', ['tip0', 'head1']);
  await atForge(stage);
  expect(stage.world.ledger.tasks.get('a')?.stage).toBe('merged');
  return stage.warnings;
}

function filesOf(): ProjectFiles {
  const nobody = (): never => {
    throw new Error('no effect touches this');
  };
  return {
    wish: nobody,
    policy: nobody,
    text: nobody,
    textHashes: nobody,
    writeBack: nobody,
    remember: nobody,
    edit: nobody,
    onHint: nobody,
    close: nobody,
  };
}

test('a merge is told to the memory, with a mark by which it is told once', async () => {
  const told: Remembered[] = [];
  const remember = async (entry: Remembered) => {
    told.push(entry);
    return 'added' as const;
  };
  expect(await merged('/shop/MEMORY.md', remember)).toEqual([]);
  expect(told.map(({ mark }) => mark)).toEqual(['<!-- czar:a1b2c3d4e5f6/a/merge1 -->']);
  expect(told[0]?.text).toMatch(/^## a[\s\S]*as merge1 \(#4\), by .*: 2 commits in 1 round,/);
});

/** Where nobody may push, GitHub merges what was tested. */
function byCall(stage: Stage): Promise<unknown> {
  stage.forge.kind = 'github';
  stage.forge.merge = async () => ({ merged: true, sha: 'theirs' });
  stage.git.pushes = { pushed: false, by: 'protection', because: 'origin refused it', help: '' };
  return withTheirs(stage).run(merge);
}

function byButton(stage: Stage): Promise<unknown> {
  stage.forge.kind = 'github';
  const taken = { task: 'a', number: 4, mergedHead: 'head1', merge: 'theirs' } as const;
  return withTheirs(stage).run({ ...planned, kind: 'take-in', lane: 'integrate', ...taken });
}

/** A merge that GitHub made, which is at the remote. */
function withTheirs(stage: Stage): Stage {
  stage.git.remote.set('omnibus/shop', 'tip0');
  stage.git.fetches = { fetched: true, tip: 'theirs' };
  stage.git.parents.set('theirs', ['tip0', 'head1']);
  return stage;
}

test.each([
  ['by its own call', byCall],
  ['by the button', byButton],
])('a merge that GitHub made %s is told to it as well', async (_by, atForge) => {
  const told: Remembered[] = [];
  const remember = async (entry: Remembered) => {
    told.push(entry);
    return 'added' as const;
  };
  expect(await merged('/shop/MEMORY.md', remember, atForge)).toEqual([]);
  expect(told.map(({ mark }) => mark)).toEqual(['<!-- czar:a1b2c3d4e5f6/a/theirs -->']);
});

test('without a memory nothing is written; one that cannot be told holds nothing back', async () => {
  const never = (): never => {
    throw new Error('nobody asked for it');
  };
  expect(await merged(null, never)).toEqual([]);
  const full = (): never => {
    throw new Fault({
      code: 'file-unwritable',
      what: 'append',
      on: 'MEMORY.md',
      because: 'the disk is full',
    });
  };
  const [warning] = await merged('/shop/MEMORY.md', full);
  expect(warning).toContain('the disk is full');
});
