import { expect, test } from 'vitest';
import type { ReceivedEvent } from '../../../src/domain/agent-event.ts';
import type { Action } from '../../../src/domain/plan.ts';
import { known } from '../../../src/domain/seen.ts';
import { lookFirst } from '../../../src/engine/look-first.ts';
import { aGeneration, aPane, aSeatedWorker } from '../../support/ledger-parts.ts';
import { aCore } from './core-parts.ts';

const planned = { lane: 'keys:w1', rule: 'test', why: 'test', evidence: [], worker: 'w1' } as const;
const interrupt: Action = { ...planned, kind: 'interrupt', generation: 1, task: null };
const save: Action = { ...planned, kind: 'save-work', task: 'a', attempt: 1 };

test('a person whose typing nobody has seen yet is seen before they are disturbed, and by nothing else', async () => {
  const { core, during } = await aCore();
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
  await during(lookFirst(watched, save));
  expect(core.senses.terminal.known).toBe(false);
  await expect(during(lookFirst(watched, interrupt))).rejects.toMatchObject({ facts: { code: 'not-now' } });
});

test('what the agent said last is read before a text goes to it, though no notice of it came', async () => {
  const { core, during } = await aCore();
  core.book.ledger.workers.set(
    'w1',
    aSeatedWorker('w1', { generation: aGeneration('w1', { startedAt: 0 }) }),
  );
  const at = core.parts.clock.now();
  const event: ReceivedEvent = { id: '1', worker: 'w1', generation: 1, event: { at, event: 'busy' } };
  const inbox = { ...core.parts.inbox, read: () => Promise.resolve({ events: [event], reports: [] }) };
  const waiting = { ...core, parts: { ...core.parts, inbox } };
  const before = core.book.ledger.workers.get('w1')?.agent.activity;
  await during(lookFirst(waiting, interrupt));
  expect([before, core.book.ledger.workers.get('w1')?.agent.activity]).toEqual(['idle', 'busy']);
});
