import { describe, expect, test } from 'vitest';
import { numberQuestions, questionNotes } from '../../../src/decide/questions.ts';
import { explainQuestions, standing } from '../../../src/decide/standing.ts';
import { shownStatus } from '../../../src/decide/readiness.ts';
import type { Question } from '../../../src/domain/question.ts';
import { afterFacts, folded, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

function openTopics(parts: WorldParts): readonly string[] {
  return [...settled(standing, aWorld(parts)).ledger.questions.values()].map(({ topic }) => topic);
}

describe('asks', () => {
  test('about a task without a text, which then waits for a human', () => {
    const parts = { tasks: [aTask('a')], wishes: [aWish('a', { textFile: null })] };
    const world = settled(standing, aWorld(parts));
    expect(shownStatus(world, 'a')).toBe('needs_human');
    expect(explainQuestions(world, 'a')).toContain('write tasks/a.md');
  });

  test.each(['failed', 'cancelled'] as const)('about a task whose dependency is %s', (stage) => {
    const tasks = [aTask('a'), aTask('lost', { stage })];
    const world = settled(standing, aWorld({ tasks, wishes: [aWish('a', { after: ['lost'] })] }));
    expect([...world.ledger.questions.values()]).toMatchObject([
      { topic: 'dependency-lost', task: 'a', text: `waits in vain: lost is ${stage}` },
    ]);
    expect(shownStatus(world, 'a')).toBe('blocked');
  });

  test('about a text that is not where the queue says', () => {
    const wish = aWish('a', { textFile: null, textWanted: 'docs/b.md' });
    const parts = { tasks: [aTask('a')], wishes: [wish] };
    expect([...settled(standing, aWorld(parts)).ledger.questions.values()]).toMatchObject([
      { topic: 'no-text', text: 'no text: there is no "docs/b.md": write it, or tasks/a.md' },
    ]);
  });

  test('about a dialog in a session, and takes free text only for a question', () => {
    const asking = (lastEvent: 'permission' | 'question') =>
      aSeatedWorker('w1', { task: 'a', agent: anAgent({ activity: 'asks', asks: 'rm -rf?', lastEvent }) });
    for (const kind of ['permission', 'question'] as const) {
      const world = settled(standing, aWorld({ tasks: [aRunningTask('a')], workers: [asking(kind)] }));
      expect([...world.ledger.questions.values()]).toMatchObject([
        { topic: 'agent-asks', worker: 'w1', holds: 'worker', freeText: kind === 'question' },
      ]);
    }
  });
});

describe('closes what no longer stands', () => {
  const asks = anAgent({ activity: 'asks', asks: 'sure?', lastEvent: 'permission' });

  test('a dialog that is gone', () => {
    const before = settled(standing, aWorld({ workers: [aSeatedWorker('w1', { agent: asks })] }));
    expect(before.ledger.questions.size).toBe(1);
    const event = { event: 'busy', at: before.now } as const;
    const after = afterFacts(before, {
      type: 'agent.event',
      worker: 'w1',
      generation: 1,
      id: 'e',
      event,
      textHash: null,
    });
    expect(settled(standing, after).ledger.questions.size).toBe(0);
  });

  test('a dialog of work that was taken away: it is ended, and nobody is asked', () => {
    const receipts = new Map([['d', aReceipt('d', { task: 'a', attempt: 1 })]]);
    const tasks = [aRunningTask('a')];
    const workers = [aSeatedWorker('w1', { task: 'a', agent: asks })];
    const before = settled(standing, aWorld({ tasks, workers, ledger: { receipts } }));
    expect([...before.ledger.questions.values()]).toMatchObject([{ topic: 'agent-asks', task: 'a' }]);
    const after = afterFacts(before, { type: 'task.retried', task: 'a', fresh: false });
    expect(settled(standing, after).ledger.questions.size).toBe(0);
  });

  test('but not while tmux cannot be seen', () => {
    const before = settled(standing, aWorld({ workers: [aSeatedWorker('w1', { agent: asks })] }));
    const blind = { ...before, terminal: { known: false, reason: 'no answer', since: 1 } } as const;
    expect(settled(standing, blind).ledger.questions.size).toBe(1);
  });

  test.each<[string, Question, WorldParts]>([
    [
      'a task that was cancelled',
      aQuestion('stuck', { task: 'a' }),
      { tasks: [aTask('a', { stage: 'cancelled' })] },
    ],
    ['a task that is gone', aQuestion('stuck', { task: 'a' }), {}],
    [
      'a new attempt',
      aQuestion('gates-failing', { task: 'a' }),
      { tasks: [aTask('a', { attempt: anAttempt() })] },
    ],
    ['a text that is there', aQuestion('no-text', { task: 'a' }), { tasks: [aTask('a')] }],
    ['an edge that is no more', aQuestion('dependency-lost', { task: 'a' }), { tasks: [aTask('a')] }],
    ['a released worker', aQuestion('quarantined', { worker: 'w1' }), {}],
    ['a file that came back', aQuestion('files-turned-back'), {}],
    ['an effect that went well', aQuestion('effect-failing', { about: 'gate t=a' }), {}],
    [
      'a delivery with an effect',
      aQuestion('unverified-delivery', { about: 'd-1' }),
      { ledger: { receipts: new Map([['d-1', aReceipt('d-1')]]) } },
    ],
  ])('%s', (_what, question, parts) => {
    expect(openTopics({ ...parts, questions: [question] })).toEqual([]);
  });

  test.each<[Question, WorldParts]>([
    [aQuestion('stuck', { task: 'a', holds: 'task' }), { tasks: [aRunningTask('a')] }],
    [aQuestion('adopt'), {}],
    [
      aQuestion('unverified-delivery', { about: 'd-1' }),
      { ledger: { receipts: new Map([['d-1', aReceipt('d-1', { verdict: 'unverified' })]]) } },
    ],
  ])('and keeps what stands: %j', (question, parts) => {
    expect(openTopics({ ...parts, questions: [question] })).toEqual([question.topic]);
  });
});

describe('numbers', () => {
  test('of questions of several rules in one tick follow each other, and equal ones are asked once', () => {
    const world = aWorld({ ledger: { questionsAsked: 6 } });
    const ask = (task: string) =>
      questionNotes(world, 'r', { topic: 'stuck', task, worker: 'w1', detail: 'd', evidence: [] });
    const notes = numberQuestions([...ask('a'), ...ask('b'), ...ask('a')], world.ledger);
    const { ledger } = folded(world, notes);
    expect([...ledger.questions.keys()]).toEqual(['q-7', 'q-8']);
    expect(ledger.questionsAsked).toBe(8);
  });

  test('an open question is not asked again', () => {
    const world = aWorld({ questions: [aQuestion('stuck', { task: 'a', worker: 'w1' })] });
    const again = { topic: 'stuck', task: 'a', worker: 'w1', detail: 'd', evidence: [] } as const;
    expect(questionNotes(world, 'r', again)).toEqual([]);
  });
});
