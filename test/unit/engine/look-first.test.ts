import { expect, test } from 'vitest';
import type { Action } from '../../../src/domain/plan.ts';
import { known } from '../../../src/domain/seen.ts';
import { lookFirst } from '../../../src/engine/look-first.ts';
import { aGeneration, aPane, aSeatedWorker } from '../../support/ledger-parts.ts';
import { aCore } from './core-parts.ts';

const planned = { lane: 'keys:w1', rule: 'test', why: 'test', evidence: [], worker: 'w1' } as const;
const interrupt: Action = { ...planned, kind: 'interrupt', generation: 1, task: null };
const save: Action = { ...planned, kind: 'save-work', task: 'a', attempt: 1 };

test('a person whose typing nobody has seen yet is seen before they are disturbed, and by nothing else', async () => {
  const { core } = await aCore();
  core.book.ledger.workers.set(
    'w1',
    aSeatedWorker('w1', { generation: aGeneration('w1', { startedAt: 0 }) }),
  );
  const pane = aPane('w1', { humanKeyAt: core.parts.clock.now(), attachedClients: 1 });
  const terminal = {
    ...core.parts.terminal,
    view: () => Promise.resolve(known({ serverPid: 100, panes: [pane] }, core.parts.clock.now())),
  };
  const watched = { ...core, parts: { ...core.parts, terminal } };
  await lookFirst(watched, save);
  expect(core.senses.terminal.known).toBe(false);
  await expect(lookFirst(watched, interrupt)).rejects.toMatchObject({ facts: { code: 'not-now' } });
});
