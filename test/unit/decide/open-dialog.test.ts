import { describe, expect, test } from 'vitest';
import { dialogs } from '../../../src/decide/dialogs.ts';
import { looking } from '../../../src/decide/looking.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { FactOf } from '../../../src/domain/facts.ts';
import type { AgentState } from '../../../src/domain/generation.ts';
import { afterFacts, factsOf, settled } from '../../support/folded.ts';
import { aDialog, anAgent, aPane, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld, withLedger } from '../../support/world.ts';

const SECOND_MS = 1_000;

function seen(shows: 'dialog' | 'prompt' | 'unknown'): FactOf<'pane.seen'> {
  return {
    type: 'pane.seen',
    worker: 'w1',
    generation: 1,
    shows,
    dialog: shows === 'dialog' ? aDialog() : null,
  };
}

/** Its agent told so long ago that it asks, its dialog was seen, and nothing was printed since. */
function asking(agoMs: number, over: Partial<AgentState> = {}) {
  const at = NOON - agoMs;
  const agent = anAgent({
    activity: 'asks',
    lastEvent: 'permission',
    lastEventAt: at,
    since: at,
    seenAt: at + SECOND_MS,
    shown: { dialog: aDialog() },
    asks: 'make',
    ...over,
  });
  return aWorld({
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a', agent })],
    panes: [aPane('w1', { lastOutputAt: at })],
  });
}

const agentOf = (world: ReturnType<typeof asking>) => world.ledger.workers.get('w1')?.agent;

describe('a dialog whose screen is painted anew, because somebody attached', () => {
  const open = settled(standing, asking(60 * SECOND_MS));

  test('stands, with its question and its time, until a second look shows nothing either', () => {
    const once = afterFacts(open, seen('unknown'));
    expect(factsOf(standing, once)).toEqual([]);
    expect(agentOf(once)).toMatchObject({ activity: 'asks', since: NOON - 60 * SECOND_MS });
    expect(looking(once)).toMatchObject({ actions: [], wakeAt: NOON + 500 });

    const back = afterFacts(once, seen('dialog'));
    expect(factsOf(standing, back)).toEqual([]);
    expect(agentOf(back)).toMatchObject({ activity: 'asks', since: NOON - 60 * SECOND_MS, screen: null });

    const gone = afterFacts(once, seen('unknown'));
    expect(factsOf(standing, gone)).toMatchObject([{ type: 'question.closed' }]);
    expect(agentOf(gone)).toMatchObject({ activity: 'busy', screen: null });
  });

  test('is gone at once when its prompt is seen, and when it was given its answer', () => {
    expect(agentOf(afterFacts(open, seen('prompt')))?.activity).toBe('busy');
    const answered = settled(standing, asking(60 * SECOND_MS, { answered: aDialog().id }));
    expect(agentOf(afterFacts(answered, seen('unknown')))?.activity).toBe('busy');
  });
});

test('a dialog on the screen of one that said last that it asks is believed, and not looked at again and again', () => {
  const busy = { activity: 'busy', shown: null, asks: null } as const;
  const world = afterFacts(asking(60 * SECOND_MS, busy), seen('dialog'));
  expect(agentOf(world)?.activity).toBe('asks');
  const turn = { ...busy, lastEvent: 'busy' } as const;
  const still = asking(60 * SECOND_MS, turn);
  const looked = afterFacts(still, seen('dialog'));
  expect(agentOf(looked)).toMatchObject({ activity: 'busy', screen: { shows: 'unknown', looks: 1 } });
});

test('nobody is asked about a dialog while its answer is typed, and again where it stands in spite of it', () => {
  const chosen = { dialog: aDialog().id, choice: 0, by: 'human' } as const;
  const world = asking(60 * SECOND_MS, { chosen });
  const [action] = dialogs(world).actions ?? [];
  if (action === undefined) throw new Error('nothing is typed');
  const typed = afterFacts(world, { type: 'dialog.answered', worker: 'w1', generation: 1 });
  const open = new Map([['e1-1', { key: 'e1-1', action, at: NOON, epoch: 1, processes: [] }]]);
  expect(factsOf(standing, withLedger(typed, { ...typed.ledger, open }))).toEqual([]);
  expect(factsOf(standing, typed)).toMatchObject([{ type: 'question.asked' }]);
});
