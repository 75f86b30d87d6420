import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { QUESTION_FORMS } from '../../../src/decide/question-forms.ts';
import type { Question, QuestionTopic } from '../../../src/domain/question.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import {
  aQuestion,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  anAttempt,
  aWish,
} from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

function asked(topic: QuestionTopic, over: Partial<Question> = {}): Question {
  const { choices, freeText, holds } = QUESTION_FORMS[topic];
  return aQuestion(topic, { task: 'a', choices, freeText, holds, ...over });
}

function answered(question: Question, text: string, parts: WorldParts = {}): World {
  const world = aWorld({ tasks: [aRunningTask('a')], questions: [question], ...parts });
  const result = decideAnswer(world, { question, text, order: 'o-1' });
  if (!result.ok) throw new Error(result.because);
  return afterFacts(world, ...result.facts);
}

function refusal(question: Question, text: string, parts: WorldParts = {}): string {
  const world = aWorld({ tasks: [aRunningTask('a')], questions: [question], ...parts });
  const result = decideAnswer(world, { question, text, order: 'o-1' });
  if (result.ok) throw new Error('it was not refused');
  return result.because;
}

describe('questions of a task', () => {
  test.each(['task-blocked', 'gates-failing', 'conflicts', 'stuck'] as const)(
    'a text to %s is told to its worker',
    (topic) => {
      const world = answered(asked(topic), 'use the second design');
      expect(world.ledger.tasks.get('a')?.items).toMatchObject([
        { id: 'o-1', kind: 'answer', from: 'human', text: 'use the second design', data: 'What now?' },
      ]);
    },
  );

  test.each(['gates-failing', 'conflicts', 'stuck', 'crashes-agents', 'attempts-used-up'] as const)(
    '%s: retry begins a new attempt, cancel ends the task',
    (topic) => {
      expect(answered(asked(topic), 'retry').ledger.tasks.get('a')?.stage).toBe('pending');
      expect(answered(asked(topic), ' Cancel ').ledger.tasks.get('a')?.stage).toBe('cancelled');
    },
  );

  test('a text about used up attempts begins another one, which is told', () => {
    const { ledger } = answered(asked('attempts-used-up'), 'try it with less');
    expect(ledger.tasks.get('a')).toMatchObject({
      stage: 'pending',
      failedAttempts: 0,
      items: [{ id: 'o-1' }],
    });
  });

  test('an answer about a task that is over is refused', () => {
    const tasks = [aTask('a', { stage: 'cancelled' })];
    expect(refusal(asked('stuck'), 'retry', { tasks })).toBe('a is cancelled by now');
  });

  test('an answer that is none of the choices is refused with the choices', () => {
    expect(refusal(asked('no-text'), 'perhaps')).toBe('say one of cancel');
    expect(refusal(asked('stuck'), '  ')).toBe('say one of retry, cancel, or a text');
  });
});

describe('an unverified delivery', () => {
  const question = asked('unverified-delivery', { worker: 'w1', about: 'd-1' });
  const parts = (): WorldParts => ({
    ledger: {
      receipts: new Map([['d-1', aReceipt('d-1', { task: 'a', attempt: 1, verdict: 'unverified' })]]),
    },
  });

  test('may be confirmed by a human', () => {
    expect(answered(question, 'has-it', parts()).ledger.receipts.get('d-1')?.verdict).toBe('confirmed');
  });

  test('is sent again by leaving the generation without the text', () => {
    const { ledger } = answered(question, 'again', parts());
    expect(ledger.receipts.get('d-1')?.verdict).toBe('refused');
    expect(ledger.tasks.get('a')?.attempt?.openedIn).toEqual([]);
  });

  test('is skipped with its task', () => {
    expect(answered(question, 'skip', parts()).ledger.tasks.get('a')?.stage).toBe('cancelled');
  });
});

describe('a lost dependency', () => {
  const parts: WorldParts = {
    tasks: [aTask('a'), aTask('lost', { stage: 'failed' })],
    wishes: [aWish('a', { after: ['lost'] }), aWish('lost', { status: 'failed' })],
  };

  test('is dropped', () => {
    expect(answered(asked('dependency-lost'), 'drop', parts).ledger.tasks.get('a')?.droppedEdges).toEqual([
      'lost',
    ]);
  });

  test('takes its dependant along', () => {
    expect(answered(asked('dependency-lost'), 'cancel', parts).ledger.tasks.get('a')?.stage).toBe(
      'cancelled',
    );
  });

  test('is not dropped when it came back meanwhile', () => {
    const tasks = [aTask('a'), aTask('lost')];
    expect(refusal(asked('dependency-lost'), 'drop', { ...parts, tasks })).toContain('nothing that is lost');
  });
});

describe('turned back files', () => {
  const merged = { stage: 'merged', merged: { sha: 'm', head: 'h', at: 1, note: null } } as const;
  const done = { status: 'merged', assignee: null, waitingSince: null, notified: [] } as const;
  const parts: WorldParts = {
    tasks: [aRunningTask('a'), aTask('b', { ...merged, synced: done })],
    wishes: [aWish('b')],
    unwished: ['a'],
  };
  const question = asked('files-turned-back', { task: null });

  test('are taken as they are', () => {
    const { ledger } = answered(question, 'apply', parts);
    expect(ledger.tasks.get('a')?.stage).toBe('cancelled');
    expect(ledger.tasks.get('b')?.stage).toBe('pending');
  });

  test('change nothing when it was an accident', () => {
    const { ledger } = answered(question, 'keep', parts);
    expect(ledger.tasks.get('a')).toMatchObject({ stage: 'running', synced: null });
    expect(ledger.tasks.get('b')).toMatchObject({ stage: 'merged', synced: { status: 'pending' } });
  });
});

describe('other questions', () => {
  test('a quarantined worker is released', () => {
    const workers = [aSeatedWorker('w1', { quarantined: { at: 1, because: 'crashes' } })];
    const question = asked('quarantined', { task: null, worker: 'w1' });
    expect(answered(question, 'release', { workers }).ledger.workers.get('w1')?.quarantined).toBeNull();
    expect(answered(question, 'leave', { workers }).ledger.workers.get('w1')?.quarantined).not.toBeNull();
  });

  test('what failed for good is tried again', () => {
    const failure = { count: 3, lastAt: 1, nextTryAt: 1e15, message: 'no', lasting: true, evidence: [] };
    const question = asked('effect-failing', { task: null, about: 'open-pr t=a' });
    const world = answered(question, 'again', { ledger: { failures: new Map([['open-pr t=a', failure]]) } });
    expect(world.ledger.failures.size).toBe(0);
  });

  test('a human may say that an unclear merge happened', () => {
    const tasks = [aTask('a', { stage: 'complete', phase: 'merging', attempt: anAttempt({ judged: 'h1' }) })];
    const { ledger } = answered(asked('merge-ambiguous'), 'merged', { tasks });
    expect(ledger.tasks.get('a')).toMatchObject({ stage: 'merged', merged: { head: 'h1' } });
  });

  test('a question that was typed by the agent is answered by its worker being told', () => {
    const workers = [aSeatedWorker('w1')];
    const question = asked('agent-asks', { task: null, worker: 'w1', freeText: true });
    expect(answered(question, 'the blue one', { workers }).ledger.workers.get('w1')?.inbox).toMatchObject([
      { kind: 'answer', text: 'the blue one' },
    ]);
  });
});
