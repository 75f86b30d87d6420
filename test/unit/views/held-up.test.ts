import { describe, expect, test } from 'vitest';
import { heldUpBy, heldUpByQuestion, heldUpCount, questionsInOrder } from '../../../src/views/held-up.ts';
import { emptyWorld, question, taskRow, workerRow } from './worlds.ts';

const tasks = [
  taskRow('schema', { status: 'needs_human', worker: null }),
  taskRow('api', { status: 'pending', after: ['schema'], waitingFor: ['schema'] }),
  taskRow('ui', { status: 'pending', after: ['api', 'schema'], waitingFor: ['api', 'schema'] }),
  taskRow('old', { status: 'merged', after: ['schema'] }),
  taskRow('alone', { status: 'in_progress', worker: 'w1' }),
];

describe('held up', () => {
  test('are the open tasks behind one, each once, and never itself', () => {
    expect([...heldUpBy('schema', tasks)].sort()).toEqual(['api', 'ui']);
    expect(heldUpCount('api', tasks)).toBe(1);
    expect(heldUpCount('alone', tasks)).toBe(0);
  });

  test('in a cycle too a task does not hold up itself', () => {
    const cycle = [taskRow('a', { after: ['b'] }), taskRow('b', { after: ['a'] })];
    expect([...heldUpBy('a', cycle)]).toEqual(['b']);
  });

  test('by a question is what is behind its task, or behind the task of its worker; everything where all wait', () => {
    const world = emptyWorld({ tasks, workers: [workerRow('w1', { task: 'schema' })] });
    expect(heldUpByQuestion(question(1, { task: 'schema' }), world)).toBe(2);
    expect(heldUpByQuestion(question(2, { task: null, worker: 'w1' }), world)).toBe(2);
    expect(heldUpByQuestion(question(3, { task: 'alone' }), world)).toBe(0);
    expect(heldUpByQuestion(question(4, { task: null, worker: null, holds: 'all' }), world)).toBe(4);
  });
});

test('questions: what holds up most, then what keeps a worker where it is, then the oldest', () => {
  const world = emptyWorld({
    tasks,
    questions: [
      question(1, { task: 'alone', holds: 'task' }),
      question(2, { task: 'alone', holds: 'none' }),
      question(3, { task: 'alone', holds: 'worker' }),
      question(4, { task: 'schema', holds: 'task' }),
    ],
  });
  expect(questionsInOrder(world).map(({ number }) => number)).toEqual([4, 3, 1, 2]);
});
