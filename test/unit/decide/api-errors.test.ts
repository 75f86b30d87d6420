import { describe, expect, test } from 'vitest';
import { apiErrors, explainApiErrors } from '../../../src/decide/api-errors.ts';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { standing } from '../../../src/decide/standing.ts';
import { wording } from '../../../src/decide/wording.ts';
import type { AgentEvent, EventData } from '../../../src/domain/agent-event.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { anAgent, anAttempt, aPane, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

function atWork(): World {
  return aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt() })],
    workers: [
      aSeatedWorker('w1', {
        task: 'a',
        agent: anAgent({ activity: 'busy', turn: { beganAt: NOON - 9, end: null, errors: 0 } }),
      }),
    ],
    panes: [aPane('w1')],
  });
}

function says(world: World, event: Omit<AgentEvent, 'at'>): World {
  const said = { ...event, at: world.now };
  const fact = { worker: 'w1', generation: 1, id: 'e', event: said, textHash: null } as const;
  return afterFacts(world, { type: 'agent.event', ...fact });
}

function fails(world: World, error?: EventData['error']): World {
  const data = error === undefined ? {} : { data: { error } };
  return says(world, { event: 'error', text: 'API Error: nope', ...data });
}

function later(world: World, ms: number): World {
  return { ...world, now: world.now + ms };
}

/** What it is told at this moment. */
function told(world: World): readonly string[] {
  return (wording(world).actions ?? []).map((action) =>
    action.kind === 'deliver' ? action.as : action.kind,
  );
}

/** The time after which it is told to go on, when nothing else happens. */
function waitMs(world: World): number {
  const at = apiErrors(world).wakeAt ?? 0;
  expect(told({ ...world, now: at - 1 })).toEqual([]);
  expect(told({ ...world, now: at })).toEqual(['go-on']);
  return at - world.now;
}

describe('a turn that an error of the service ended', () => {
  test.each(['overloaded', 'network', 'limit', 'other'] as const)(
    'of the kind %s goes on after a while',
    (error) => {
      const world = fails(atWork(), error);
      expect(apiErrors(world).notes).toEqual([]);
      const ms = waitMs(world);
      expect(ms >= 30_000 && ms <= 37_500).toBe(true);
      expect(told(later(world, 5_000))).toEqual([]);
    },
  );

  test('is waited for twice as long each time, and the fourth in a row is a question', () => {
    let world = fails(atWork(), 'overloaded');
    for (const least of [30_000, 60_000, 120_000]) {
      const ms = waitMs(world);
      expect(ms >= least && ms <= least * 1.25).toBe(true);
      world = fails(says(later(world, ms), { event: 'prompt' }), 'overloaded');
    }
    const asked = settled(apiErrors, world);
    expect([...asked.ledger.questions.values()]).toMatchObject([
      {
        topic: 'agent-fails',
        task: 'a',
        worker: 'w1',
        holds: 'worker',
        text: '4 turns in a row ended by errors (overloaded): API Error: nope',
      },
    ]);
    expect(told(later(asked, 3_600_000))).toEqual([]);
  });

  test('counts anew after one that ended well', () => {
    let world = fails(says(fails(atWork(), 'other'), { event: 'prompt' }), 'other');
    world = says(says(world, { event: 'prompt' }), { event: 'idle' });
    expect(waitMs(fails(says(world, { event: 'prompt' }), 'other')) <= 37_500).toBe(true);
  });

  test.each(['login', 'billing'] as const)('because of its %s is a question at once', (error) => {
    const world = settled(apiErrors, fails(atWork(), error));
    expect([...world.ledger.questions.values()].map(({ text }) => text)).toEqual([
      `its service refuses it (${error}): API Error: nope (czar attach w1)`,
    ]);
    expect(told(later(world, 3_600_000))).toEqual([]);
    expect(explainApiErrors(world, 'w1')).toContain('that needs you');
  });

  test('that a human took up again is left alone, and its question is closed', () => {
    const asked = settled(apiErrors, fails(atWork(), 'login'));
    const resumed = settled(standing, says(asked, { event: 'prompt' }));
    expect(resumed.ledger.questions.size).toBe(0);
    expect(told(later(resumed, 3_600_000))).toEqual([]);
  });

  test.each([
    ['again', 'Try again: go on where you stopped.'],
    ['use the other key', 'use the other key'],
  ])('goes on with the answer "%s"', (text, item) => {
    const asked = settled(apiErrors, fails(atWork(), 'login'));
    const [question] = asked.ledger.questions.values();
    if (question === undefined) throw new Error('nothing is asked');
    const answer = decideAnswer(asked, { question, text, order: 'o-1' });
    if (!answer.ok) throw new Error(answer.because);
    const closed = { type: 'question.closed', id: question.id, answer: text, because: 'answered' } as const;
    const world = settled(apiErrors, afterFacts(asked, closed, ...answer.facts));
    expect(world.ledger.questions.size).toBe(0);
    expect(world.ledger.tasks.get('a')?.items.map((one) => one.text)).toEqual([item]);
    expect(told(world)).toEqual(['answer']);
  });

  test('is not taken for one that ended without saying that it is done', () => {
    expect(told(later(fails(atWork(), 'other'), 20_000))).toEqual([]);
    expect(told(later(fails(atWork()), 20_000))).toEqual(['marker']);
    expect(told(later(says(atWork(), { event: 'idle' }), 20_000))).toEqual(['marker']);
  });

  test('with words of any length is asked about in one short line', () => {
    const long = says(atWork(), {
      event: 'error',
      text: `a\n\u001b[31m${'b'.repeat(90_000)}`,
      data: { error: 'login' },
    });
    const [question] = settled(apiErrors, long).ledger.questions.values();
    expect(question?.text).toMatch(/^its service refuses it \(login\): a .{50,130}… \(czar attach w1\)$/);
  });
});
