import { expect, test } from 'vitest';
import type { AgentEventName } from '../../../../src/domain/agent-event.ts';
import type { FactOf } from '../../../../src/domain/facts.ts';
import { afterFacts } from '../../../support/folded.ts';
import { aGeneration, anAgent, aWorker, NOON } from '../../../support/ledger-parts.ts';
import { aWorld, withLedger } from '../../../support/world.ts';

const path = '/home/agent/rollout.jsonl';

function hook(event: AgentEventName, at: number): FactOf<'agent.event'> {
  const said = { event, at: NOON + at, data: { transcript: path } };
  return {
    type: 'agent.event',
    worker: 'w1',
    generation: 1,
    id: `w1/1/${event}-${at}.json`,
    event: said,
    textHash: null,
  };
}

function line(event: AgentEventName, at: number): FactOf<'agent.event'> {
  const said = { event, at: NOON + at };
  const id = `w1/1/transcript-${at}`;
  return { type: 'agent.event', worker: 'w1', generation: 1, id, event: said, textHash: null, readTo: at };
}

function activityAfter(...events: readonly FactOf<'agent.event'>[]): string | undefined {
  const world = aWorld({ now: NOON + 100_000 });
  const worker = aWorker('w1', { generation: aGeneration('w1', { number: 1 }), agent: anAgent() });
  const at = withLedger(world, { ...world.ledger, workers: new Map([['w1', worker]]) });
  return afterFacts(at, ...events).ledger.workers.get('w1')?.agent.activity;
}

test.each([
  [
    'a limit stands when the hook of its prompt is heard behind it',
    [hook('busy', 1), line('limit', 30), hook('prompt', 20)],
    'limited',
  ],
  [
    'a turn that was interrupted stays over when its last tool is heard of behind it',
    [hook('prompt', 1), line('idle', 30), hook('busy', 20)],
    'idle',
  ],
  [
    'a prompt after a limit is a new turn',
    [hook('prompt', 1), line('limit', 30), hook('prompt', 40)],
    'busy',
  ],
  ['what a transcript says of an earlier turn is over', [hook('prompt', 40), line('limit', 30)], 'busy'],
  ['hooks are heard in the order in which they come', [hook('prompt', 40), hook('idle', 30)], 'idle'],
  ['hooks of a clock that was set back are heard', [line('limit', 90_000), hook('prompt', 20)], 'busy'],
] as const)('%s', (_name, events, activity) => {
  expect(activityAfter(...events)).toBe(activity);
});
