import { expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAgent, aPane, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned } from './effects.ts';

const look: ActionOf<'look'> = {
  ...planned,
  kind: 'look',
  lane: 'keys:w2',
  worker: 'w2',
  generation: 1,
};
const starting = anAgent({ ready: false, activity: 'starting', lastEvent: null });

function aStart() {
  return aStage(aWorld({ workers: [aSeatedWorker('w2', { agent: starting })], panes: [aPane('w2')] }));
}

test('a look finds the prompt, and types nothing', async () => {
  const stage = aStart();
  expect(await stage.run(look)).toMatchObject({
    facts: [{ type: 'pane.seen', worker: 'w2', generation: 1, shows: 'prompt', dialog: null }],
  });
  expect(stage.world.ledger.workers.get('w2')?.agent).toMatchObject({ ready: true, activity: 'idle' });
  expect([stage.pane.keys, stage.pane.composer, stage.pane.submitted]).toEqual([[], '', []]);
});

test('a look at a pane that is gone fails, and may be tried again', async () => {
  const stage = aStart();
  stage.pane.shows = 'gone';
  await expect(stage.run(look)).rejects.toMatchObject({ facts: { code: 'not-now', transient: true } });
});

test('a look at a session that is over finds nothing', async () => {
  expect(await aStart().run({ ...look, generation: 7 })).toMatchObject({ facts: [] });
});

test('a look at one that should be at work keeps the end of its screen, for a person who is asked about it', async () => {
  const busy = anAgent({ activity: 'busy', lastEvent: 'busy' });
  const stage = aStage(aWorld({ workers: [aSeatedWorker('w2', { agent: busy })], panes: [aPane('w2')] }));
  const [fact] = (await stage.run(look)).facts;
  expect(fact).toHaveProperty('lines');
  const { lines = [] } = stage.world.ledger.workers.get('w2')?.agent.screen ?? {};
  expect(lines).toEqual(fact?.type === 'pane.seen' ? fact.lines : null);
  expect((await aStart().run(look)).facts[0]).not.toHaveProperty('lines');
});
