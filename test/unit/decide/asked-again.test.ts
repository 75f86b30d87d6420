import { describe, expect, test } from 'vitest';
import { orders } from '../../../src/decide/orders.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { World } from '../../../src/domain/world.ts';
import { fromImage, toImage } from '../../../src/engine/ledger/state.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { aDialog, anAgent, aPane, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;
const open = (world: World) => [...world.ledger.questions.values()];

function asks(world: World, text = 'Bash command\n rm -rf build'): World {
  const seen: Fact = {
    type: 'pane.seen',
    worker: 'w1',
    generation: 1,
    shows: 'dialog',
    dialog: aDialog({ text, id: text }),
  };
  const event = { event: 'permission', at: world.now, text } as const;
  const told: Fact = {
    type: 'agent.event',
    worker: 'w1',
    generation: 1,
    id: `e${world.now}`,
    event,
    textHash: null,
  };
  return settled(standing, afterFacts(world, told, seen));
}

function answers(world: World, answer: string): World {
  const [question] = open(world);
  const order = {
    id: `o${world.now}`,
    at: world.now,
    do: 'answer',
    question: question?.id ?? '',
    answer,
  } as const;
  return settled(orders, afterFacts(world, { type: 'order.given', order }));
}

function goesOn(world: World, afterMs: number): World {
  const at = { ...world, now: world.now + afterMs };
  const busy: Fact = { type: 'pane.seen', worker: 'w1', generation: 1, shows: 'busy', dialog: null };
  return afterFacts(at, { type: 'dialog.answered', worker: 'w1', generation: 1 }, busy);
}

const begun = aWorld({
  workers: [aSeatedWorker('w1', { agent: anAgent({ activity: 'busy', lastEvent: 'busy' }) })],
  panes: [aPane('w1', { lastOutputAt: NOON })],
});

describe('a dialog that was denied and is opened again', () => {
  const first = asks(begun);
  const second = asks(goesOn(answers(first, 'no'), 20 * MINUTE_MS));

  test('is new the first time', () => expect(open(first)[0]).not.toHaveProperty('before'));

  test('tells that it was denied, when, and what that rests on', () => {
    expect(open(second)).toMatchObject([{ number: 2, before: [{ answer: 'no', at: NOON }] }]);
    expect(open(second)[0]?.evidence).toContainEqual({
      source: 'human',
      at: NOON,
      says: 'you answered "no" to the same',
    });
  });

  test('counts every time', () => {
    const third = asks(goesOn(answers(second, 'no'), 5 * MINUTE_MS));
    expect(open(third)[0]?.before).toEqual([
      { answer: 'no', at: NOON },
      { answer: 'no', at: NOON + 20 * MINUTE_MS },
    ]);
  });

  test('another one is new', () => {
    const other = asks(goesOn(answers(first, 'no'), MINUTE_MS), 'Bash command\n npm test');
    expect(open(other)[0]).not.toHaveProperty('before');
  });

  test('what settled by itself was no answer', () => {
    const settledSo = settled(standing, goesOn(first, MINUTE_MS));
    expect(settledSo.ledger.closed).toMatchObject([{ number: 1, answer: null }]);
    expect(open(asks(settledSo))[0]).not.toHaveProperty('before');
  });

  test('is known after a restart of the supervisor, and an image of an older release has none', () => {
    const image = toImage(answers(first, 'no').ledger);
    expect(fromImage(image).closed).toMatchObject([
      { number: 1, answer: 'no', because: 'a human answered', at: NOON, worker: 'w1' },
    ]);
    const { closed, ...older } = image;
    expect(closed).toHaveLength(1);
    expect(fromImage(older).closed).toEqual([]);
  });
});

test('a dialog that Czar answers by itself is closed with what it answers', () => {
  const chosen = { dialog: 'Bash command\n rm -rf build', choice: 1, by: 'czar' } as const;
  const fact: Fact = { type: 'dialog.chosen', worker: 'w1', generation: 1, chosen };
  expect(settled(standing, afterFacts(asks(begun), fact)).ledger.closed).toMatchObject([
    { number: 1, answer: null, because: 'Czar answers "No" by itself, as the config says' },
  ]);
});
