import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/domain/agent-event.ts';
import type { Turn } from '../../../../src/domain/generation.ts';
import { turnAfter } from '../../../../src/engine/ledger/turn.ts';

const EVENTS: Readonly<Record<string, Omit<AgentEvent, 'at'>>> = {
  prompt: { event: 'prompt' },
  busy: { event: 'busy' },
  idle: { event: 'idle' },
  stopped: { event: 'idle', data: { ended: 'interrupted' } },
  failed: { event: 'idle', data: { ended: 'error' } },
  error: { event: 'error', text: 'overloaded', data: { error: 'overloaded' } },
  limit: { event: 'limit' },
  ready: { event: 'ready' },
};

function after(events: string): Turn | undefined {
  return events.split(' ').reduce<Turn | undefined>((turn, name, at) => {
    const event = EVENTS[name];
    return event === undefined ? turn : turnAfter(turn, { ...event, at }, at);
  }, undefined);
}

test.each([
  ['ready', undefined],
  ['ready idle', undefined],
  ['prompt busy', 'under way, 0 errors'],
  ['prompt busy idle', 'well, 0 errors'],
  ['prompt stopped', 'interrupted, 0 errors'],
  ['prompt error', 'error, 1 errors'],
  ['prompt failed', 'error, 1 errors'],
  ['prompt error idle', 'error, 1 errors'],
  ['prompt error error', 'error, 1 errors'],
  ['prompt idle error', 'error, 1 errors'],
  ['error', 'error, 1 errors'],
  ['prompt error prompt', 'under way, 1 errors'],
  ['prompt error prompt prompt error', 'error, 2 errors'],
  ['prompt error busy error', 'error, 2 errors'],
  ['prompt error prompt idle', 'well, 1 errors'],
  ['prompt error prompt idle prompt error', 'error, 1 errors'],
  ['prompt limit', 'limit, 0 errors'],
  ['prompt limit idle', 'limit, 0 errors'],
  ['prompt limit error', 'limit, 0 errors'],
  ['prompt error limit', 'limit, 1 errors'],
  ['prompt limit prompt error', 'error, 1 errors'],
  ['limit busy', 'under way, 0 errors'],
])('after %s the turn is: %s', (events, is) => {
  const turn = after(events);
  expect(turn && `${turn.end?.how ?? 'under way'}, ${turn.errors} errors`).toBe(is);
});

test('the kind of an error and its words are kept', () => {
  expect(after('prompt error')?.end).toEqual({
    how: 'error',
    at: 1,
    error: 'overloaded',
    says: 'overloaded',
  });
});
