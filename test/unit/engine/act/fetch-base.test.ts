import { expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { fetchProblem } from '../../../../src/engine/picture/fetch-problem.ts';
import { aTask, anOmnibus } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage, mergeOmnibus } from './effects.ts';

const fetch: ActionOf<'fetch-base'> = { ...planned, kind: 'fetch-base', lane: 'fetch' };

async function fetched(stage: Stage, answer: Stage['git']['fetches']): Promise<Stage> {
  stage.git.fetches = answer;
  await stage.run(fetch);
  return stage;
}

test('what the remote says is known from then on', async () => {
  const stage = await fetched(aStage(aWorld()), { fetched: true, tip: 'base1' });
  expect(stage.world.ledger.integration.baseFetch).toMatchObject({ tip: 'base1', failed: 0, because: null });
  expect(stage.world.ledger.failures.size).toBe(0);
});

test('a remote that cannot be reached is one problem and no failure, until it can', async () => {
  const stage = aStage(aWorld());
  const problems = () => fetchProblem({ ...stage.world, remote: 'origin' });
  await fetched(stage, { fetched: true, tip: 'base1' });
  expect(problems()).toEqual([]);
  await fetched(stage, { fetched: false, because: 'offline' });
  await fetched(stage, { fetched: false, because: 'offline' });
  expect(stage.world.ledger.integration.baseFetch).toMatchObject({ tip: 'base1', failed: 2 });
  expect(stage.world.ledger.failures.size).toBe(0);
  expect(problems()).toMatchObject([
    { file: 'origin', message: 'main cannot be fetched and is taken as last seen: offline' },
  ]);
  await fetched(stage, { fetched: true, tip: 'base2' });
  expect(problems()).toEqual([]);
});

test('an omnibus whose base keeps moving is refused at the third try', async () => {
  const omnibus = anOmnibus({ number: 1, asked: true });
  const stage = aStage(aWorld({ tasks: [aTask('a', { stage: 'merged' })], integration: { omnibus } }));
  stage.git.publishes = { published: false, moved: true, because: 'stale info', help: 'git push' };
  for (const count of [1, 2]) {
    await stage.run(mergeOmnibus);
    expect(stage.world.ledger.integration.omnibus).toMatchObject({ refused: null, stale: { count } });
  }
  await stage.run(mergeOmnibus);
  expect(stage.world.ledger.integration.omnibus).toMatchObject({ refused: 'stale info (git push)' });
  expect(stage.git.tips.get('main')).toBe('base0');
});
