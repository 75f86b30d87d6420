import { expect, test } from 'vitest';
import { receipts } from '../../../src/decide/receipts.ts';
import type { AgentState } from '../../../src/domain/generation.ts';
import { settled } from '../../support/folded.ts';
import { aPane, aReceipt, aRunningTask, aSeatedWorker, anAgent, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const SENT = NOON - 60_000;

/** What counts as become of a text that nobody knows of, when its agent says this afterwards. */
function verdictAfter(agent: Partial<AgentState>, idleSince: number | null): string | undefined {
  const lost = aReceipt('d-1', { task: 'a', attempt: 1, at: SENT, verdict: 'unverified', verdictAt: SENT });
  const world = aWorld({
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a', agent: anAgent(agent), idleSince })],
    panes: [aPane('w1')],
    ledger: { receipts: new Map([['d-1', lost]]) },
  });
  return settled(receipts, world).ledger.receipts.get('d-1')?.verdict;
}

test.each([
  ['is at work since', { activity: 'busy', lastEvent: 'busy', lastEventAt: SENT + 1 }, null, 'confirmed'],
  [
    'came to rest since',
    { activity: 'idle', lastEvent: 'idle', lastEventAt: SENT + 1 },
    SENT + 1,
    'confirmed',
  ],
  [
    'was at rest before',
    { activity: 'idle', lastEvent: 'idle', lastEventAt: SENT - 1 },
    SENT - 1,
    'unverified',
  ],
  [
    'has only become ready',
    { activity: 'idle', lastEvent: 'ready', lastEventAt: SENT + 1 },
    SENT + 1,
    'unverified',
  ],
  [
    'has said nothing, and shows its prompt',
    { activity: 'idle', lastEvent: null, lastEventAt: null },
    SENT + 1,
    'unverified',
  ],
] as const)('a text whose fate is unknown, to an agent that %s', (_what, agent, idleSince, verdict) => {
  expect(verdictAfter(agent, idleSince)).toBe(verdict);
});
