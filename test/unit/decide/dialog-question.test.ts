import { describe, expect, test } from 'vitest';
import { dialogs } from '../../../src/decide/dialogs.ts';
import { looking } from '../../../src/decide/looking.ts';
import { decide } from '../../../src/decide/plan.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { AgentEvent } from '../../../src/domain/agent-event.ts';
import type { OpenDialog } from '../../../src/domain/dialog.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { aDialog, anAgent, aPane, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const SECOND_MS = 1_000;

function busy(): World {
  const agent = anAgent({ activity: 'busy', lastEvent: 'busy' });
  return aWorld({ workers: [aSeatedWorker('w1', { agent })], panes: [aPane('w1', { lastOutputAt: NOON })] });
}

function says(event: AgentEvent['event'], text?: string): Fact {
  const said = { event, at: NOON, ...(text === undefined ? {} : { text }) };
  return { type: 'agent.event', worker: 'w1', generation: 1, id: 'e', event: said, textHash: null };
}

function shows(what: 'prompt' | 'busy' | 'dialog' | 'unknown', dialog: OpenDialog | null = null): Fact {
  return { type: 'pane.seen', worker: 'w1', generation: 1, shows: what, dialog };
}

function later(world: World, ms: number): World {
  return { ...world, now: world.now + ms };
}

const open = (world: World) => [...settled(standing, world).ledger.questions.values()];
const agentOf = (world: World) => world.ledger.workers.get('w1')?.agent;

describe('a dialog that an event tells of', () => {
  const told = afterFacts(busy(), says('permission', 'Bash: npm test'));

  test('is looked at, and asked about once its choices are known', () => {
    expect(looking(told).actions).toMatchObject([{ kind: 'look', worker: 'w1', generation: 1 }]);
    expect(open(told)).toEqual([]);
    expect(standing(told).wakeAt).toBe(NOON + 2 * SECOND_MS);
    expect(
      open(afterFacts(told, shows('dialog', aDialog({ text: 'Bash command\n npm test' })))),
    ).toMatchObject([
      {
        topic: 'agent-asks',
        worker: 'w1',
        text: 'asks: Bash command npm test (czar attach w1)',
        choices: [
          { key: 'yes', says: 'Yes' },
          { key: 'no', says: 'No' },
          { key: 'answered', says: 'I answered it in the session' },
        ],
        freeText: false,
        evidence: [{ source: 'event', says: 'it asks for permission: Bash: npm test' }],
      },
    ]);
  });

  test('is looked at again until it is drawn, and asked about without choices when it never is', () => {
    const early = afterFacts(told, shows('busy'));
    expect(agentOf(early)).toMatchObject({ activity: 'asks', seenAt: NOON });
    expect(looking(early).wakeAt).toBe(NOON + 500);
    const never = afterFacts(later(early, 5 * SECOND_MS), shows('unknown'));
    expect(looking(never)).toEqual({ actions: [], wakeAt: null });
    expect(open(never)).toMatchObject([
      { text: 'asks: Bash: npm test (czar attach w1)', choices: [{ key: 'answered' }] },
    ]);
  });

  test('is the same question when it is told twice', () => {
    const asked = settled(standing, afterFacts(told, shows('dialog', aDialog())));
    const again = afterFacts(asked, says('permission', 'Bash: npm test'));
    expect(open(again)).toEqual([...asked.ledger.questions.values()]);
    expect(open(afterFacts(again, shows('dialog', aDialog())))).toEqual([...asked.ledger.questions.values()]);
  });

  test('is another question when the screen shows another one', () => {
    const asked = settled(standing, afterFacts(told, shows('dialog', aDialog())));
    expect(open(afterFacts(asked, shows('dialog', aDialog({ text: 'rm -rf build' }))))).toMatchObject([
      { number: 2, text: 'asks: (looks destructive) rm -rf build (czar attach w1)' },
    ]);
  });

  test.each(['busy', 'prompt', 'unknown'] as const)('is over when the screen shows a %s', (what) => {
    const asked = settled(standing, afterFacts(told, shows('dialog', aDialog())));
    // What it is in the middle of painting shows nothing that is known.
    const once = what === 'unknown' ? afterFacts(asked, shows(what)) : asked;
    const after = afterFacts(once, shows(what));
    expect(agentOf(after)).toMatchObject({ activity: 'busy', shown: null, asks: null });
    expect(open(after)).toEqual([]);
  });

  test('is left alone while it stands still and nobody is there', () => {
    const asked = afterFacts(later(told, 10 * SECOND_MS), shows('dialog', aDialog()));
    expect(looking(later(asked, 60 * SECOND_MS))).toEqual({ actions: [], wakeAt: null });
  });

  test('warns of what looks destructive in the words of the event, too', () => {
    const bad = afterFacts(busy(), says('permission', 'Bash: rm -rf /'), shows('dialog', aDialog()));
    expect(open(bad)[0]?.text).toContain('(looks destructive)');
  });

  test('may still be open when another tool of the turn is heard of: the screen is looked at once', () => {
    const asked = settled(standing, afterFacts(told, shows('dialog', aDialog())));
    const heard = afterFacts(asked, says('busy'));
    expect(open(heard)).toEqual([]);
    expect(looking(heard).actions).toMatchObject([{ kind: 'look' }]);
    const still = afterFacts(heard, shows('dialog', aDialog()));
    expect(open(still)).toMatchObject([{ text: 'asks: Run npm test? (czar attach w1)' }]);
    expect(agentOf(afterFacts(still, shows('busy')))?.activity).toBe('busy');
    expect(looking(afterFacts(heard, shows('busy')))).toEqual({ actions: [], wakeAt: null });
  });
});

describe('a question of the agent', () => {
  test('in its composer takes free text', () => {
    const asked = later(
      afterFacts(busy(), says('question', 'Which colour?'), shows('prompt')),
      2 * SECOND_MS,
    );
    expect(open(asked)).toMatchObject([{ freeText: true, choices: [{ key: 'answered' }] }]);
  });

  test('with choices takes these, by number where their meaning is not known', () => {
    const choices = ['SQLite', 'Postgres'].map((name, at) => {
      return { says: name, keys: [`${at + 1}`], means: 'other' } as const;
    });
    const dialog = aDialog({ about: 'other', text: 'Which database?', choices });
    expect(
      open(afterFacts(busy(), says('question', 'Which database?'), shows('dialog', dialog))),
    ).toMatchObject([
      { freeText: false, choices: [{ key: '1', says: 'SQLite' }, { key: '2' }, { key: 'answered' }] },
    ]);
  });
});

test('choices that no keys take are not offered', () => {
  const choices = aDialog().choices.map((choice) =>
    choice.means === 'yes' ? { ...choice, keys: [] } : choice,
  );
  const asked = afterFacts(busy(), says('permission', 'x'), shows('dialog', aDialog({ choices })));
  expect(open(asked)).toMatchObject([{ choices: [{ key: 'no' }, { key: 'answered' }] }]);
});

describe('a dialog that nothing tells of', () => {
  const idle = aWorld({ workers: [aSeatedWorker('w1')], panes: [aPane('w1')] });

  test('is asked about when it is found on the screen of an idle agent, which is idle again behind it', () => {
    const found = afterFacts(idle, shows('dialog', aDialog()));
    expect(open(found)).toMatchObject([{ choices: [{ key: 'yes' }, { key: 'no' }, { key: 'answered' }] }]);
    const gone = afterFacts(settled(standing, found), shows('prompt'));
    expect(agentOf(gone)).toMatchObject({ activity: 'idle', asks: null });
    expect(open(gone)).toEqual([]);
  });

  test('is not believed of an agent that has begun a turn since', () => {
    expect(agentOf(afterFacts(busy(), shows('dialog', aDialog())))?.activity).toBe('busy');
  });
});

describe('the answer to its question', () => {
  const asked = settled(
    standing,
    afterFacts(busy(), says('permission', 'npm test'), shows('dialog', aDialog())),
  );
  const answer = (world: World, text: string) =>
    settled(
      decide,
      afterFacts(world, {
        type: 'order.given',
        order: { id: 'o', at: NOON, do: 'answer', question: 'q-1', answer: text },
      }),
    );

  test('is planned for the very dialog, and the question is closed', () => {
    const after = answer(asked, 'yes');
    expect([...after.ledger.questions.values()]).toEqual([]);
    expect(dialogs(after).actions).toMatchObject([
      { kind: 'answer-dialog', dialog: aDialog().id, choice: 0, by: 'human', generation: 1 },
    ]);
  });

  test('is asked for again when the dialog is still open behind it', () => {
    const typed = afterFacts(answer(asked, 'no'), { type: 'dialog.answered', worker: 'w1', generation: 1 });
    expect(open(afterFacts(typed, shows('dialog', aDialog())))).toMatchObject([
      { number: 2, topic: 'agent-asks' },
    ]);
  });

  test('is refused when another dialog has taken its place', () => {
    const other = afterFacts(asked, shows('dialog', aDialog({ text: 'rm -rf build' })));
    const after = answer(other, 'yes');
    expect(agentOf(after)?.chosen ?? null).toBeNull();
    expect(decide(after).actions.filter(({ kind }) => kind === 'answer-dialog')).toEqual([]);
  });

  test('by hand in the session types nothing', () => {
    expect(decide(answer(asked, 'answered')).actions.map(({ kind }) => kind)).not.toContain('answer-dialog');
  });

  test('must be one of its choices', () => {
    expect([...answer(asked, 'maybe').ledger.questions.keys()]).toEqual(['q-1']);
  });
});
