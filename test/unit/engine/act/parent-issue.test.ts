import { expect, test } from 'vitest';
import type { WantedIssue } from '../../../../src/ports/forge.ts';
import { anOmnibus, aTask } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned } from './effects.ts';

const keep = { ...planned, kind: 'keep-issue', lane: 'forge', round: 0, isOver: false } as const;

function stageWith(rounds: number) {
  const tasks = [aTask('a', { stage: 'merged', pullRequest: 4 })];
  const stage = aStage(aWorld({ tasks, integration: { rounds, omnibus: anOmnibus() } }));
  const told: WantedIssue[] = [];
  stage.forge.keepIssue = async (wanted) => {
    told.push(wanted);
    return { number: 5 };
  };
  return { stage, told };
}

test('a parent issue is told under a mark of its own round, and by its number the next time', async () => {
  const { stage, told } = stageWith(0);
  await stage.run(keep);
  await stage.run({ ...keep, isOver: true });
  const [first, second] = told;
  expect(first).toMatchObject({
    number: null,
    title: 'shop: round 1',
    labels: ['worker-generated'],
    isOver: false,
  });
  expect(first?.mark).toMatch(/^<!-- czar:.*\/round 1 -->$/);
  expect(first?.body).toContain(first?.mark);
  expect(first?.body).toContain('- [x] `a` #4 merged: `a`');
  expect(second).toMatchObject({ number: 5, isOver: true });
  expect(stage.world.ledger.integration.issue).toMatchObject({ round: 0, number: 5, isOver: true });
});

test('the issue of the round before is closed with the omnibus that it had', async () => {
  const { stage, told } = stageWith(1);
  const issue = { round: 0, number: 5, isOver: false, tells: { statusChanges: 0, omnibus: 3, at: 0 } };
  stage.world = aWorld({ integration: { rounds: 1, omnibus: anOmnibus(), issue } });
  await stage.run({ ...keep, isOver: true });
  expect(told[0]).toMatchObject({ number: 5, title: 'shop: round 1', isOver: true });
  expect(told[0]?.body).toContain('All of them together: #3, which is merged.');
});

test('a forge without issues is told nothing', async () => {
  const { stage } = stageWith(0);
  delete stage.forge.keepIssue;
  expect(await stage.run(keep)).toMatchObject({ facts: [] });
});
