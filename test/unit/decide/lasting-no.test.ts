import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { unsafeActions } from '../../../src/decide/assert-safe.ts';
import { dialogs, explainDialogs } from '../../../src/decide/dialogs.ts';
import { decide } from '../../../src/decide/plan.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, factsOf, folded, settled } from '../../support/folded.ts';
import { aDialog, anAgent, aPane, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const dialog = aDialog({ text: 'psql -c "drop table carts"' });

function asking(): World {
  const agent = anAgent({
    activity: 'asks',
    lastEvent: 'permission',
    since: NOON - 10_000,
    seenAt: NOON - 9_000,
    shown: { dialog },
    asks: dialog.text,
  });
  return aWorld({
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a', agent })],
    panes: [aPane('w1')],
  });
}

function questionIn(world: World): Question {
  const [question] = world.ledger.questions.values();
  if (question === undefined) throw new Error('nothing is asked');
  return question;
}

const keysOf = ({ choices }: Question) => choices.map(({ key }) => key);

/** The answer is given and typed, the agent goes on, and so much later the same dialog is there again. */
function again(world: World, text: string, laterMs = 0): World {
  const question = questionIn(world);
  const answered = decideAnswer(world, { question, text, order: 'o-1' });
  if (!answered.ok) throw new Error(answered.because);
  const closed = {
    type: 'question.closed',
    id: question.id,
    answer: text,
    because: 'a human answered',
  } as const;
  const said = (event: 'busy' | 'permission', id: string) =>
    ({
      type: 'agent.event',
      worker: 'w1',
      generation: 1,
      id,
      event: { event, at: world.now, text: dialog.text },
      textHash: null,
    }) as const;
  const typed = afterFacts(
    world,
    ...answered.facts,
    closed,
    { type: 'dialog.answered', worker: 'w1', generation: 1 },
    said('busy', `b-${question.number}`),
    said('permission', `p-${question.number}`),
    { type: 'pane.seen', worker: 'w1', generation: 1, shows: 'dialog', dialog },
  );
  return { ...typed, now: typed.now + laterMs };
}

describe('a permission that was denied and is asked for again', () => {
  const first = settled(standing, asking());
  const second = settled(standing, again(first, 'no'));

  test('is a question that says so, and offers a no for good; the first one does not', () => {
    expect(keysOf(questionIn(first))).toEqual(['yes', 'no', 'answered']);
    expect(questionIn(second).before).toMatchObject([{ answer: 'no' }]);
    expect(keysOf(questionIn(second))).toEqual(['yes', 'no', 'never', 'answered']);
  });

  test('is denied by itself from then on, after some seconds, and nobody is asked', () => {
    const third = again(second, 'never');
    expect(factsOf(standing, third)).toEqual([]);
    expect(factsOf(dialogs, third)).toEqual([]);
    expect(dialogs(third).wakeAt).toBe(third.now + 5_000);
    expect(explainDialogs(third, 'w1')).toContain('its dialog is denied in 5s');

    const due = { ...third, now: third.now + 5_000, terminal: { ...third.terminal, at: third.now + 5_000 } };
    const chosen = folded(due, dialogs(due).notes);
    const [action] = dialogs(chosen).actions ?? [];
    expect(action).toMatchObject({ kind: 'answer-dialog', choice: 1, by: 'czar' });
    expect(unsafeActions(chosen, decide(chosen)).size).toBe(0);
  });

  test('is told to the agent once, and not that nobody was there', () => {
    const answered = decideAnswer(second, { question: questionIn(second), text: 'never', order: 'o-2' });
    expect(answered).toMatchObject({
      ok: true,
      facts: [
        { type: 'dialog.chosen', chosen: { choice: 1, by: 'human' } },
        {
          type: 'worker.told',
          worker: 'w1',
          item: { kind: 'notice', from: 'human' },
        },
      ],
    });
  });

  test('is asked about as ever once it is another one, or another attempt', () => {
    const third = again(second, 'never');
    const other = afterFacts(third, {
      type: 'pane.seen',
      worker: 'w1',
      generation: 1,
      shows: 'dialog',
      dialog: aDialog({ text: 'psql -c "drop table users"' }),
    });
    expect(factsOf(standing, other)).toMatchObject([{ type: 'question.asked' }]);
    const later = third.ledger.tasks.get('a');
    if (later?.attempt === undefined || later.attempt === null) throw new Error('no attempt');
    const attempt = { ...later.attempt, startedAt: third.now + 1 };
    const tasks = new Map([['a', { ...later, attempt }]]);
    const anew = { ...third, ledger: { ...third.ledger, tasks } };
    expect(factsOf(standing, anew)).toMatchObject([{ type: 'question.asked' }]);
  });

  test('is asked about again where the no changed nothing', () => {
    const third = again(second, 'never');
    const agent = third.ledger.workers.get('w1');
    if (agent === undefined) throw new Error('no worker');
    const workers = new Map([['w1', { ...agent, agent: { ...agent.agent, answered: dialog.id } }]]);
    expect(factsOf(standing, { ...third, ledger: { ...third.ledger, workers } })).toMatchObject([
      { type: 'question.asked' },
    ]);
  });
});
