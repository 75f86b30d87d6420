import { expect, test } from 'vitest';
import { answerFor, waitNames, waitsText, waitsWords } from '../../../src/views/waits-for.ts';

const questions = [
  { task: null, holds: 'worker', number: 3 },
  { task: 'parse', holds: 'task', number: 4 },
  { task: 'cart', holds: 'none', number: 5 },
] as const;

test('a task that waits for an answer is told by the number of the question, every other one by its name', () => {
  expect(waitsText(['parse', 'cart'], questions)).toBe('answer 4 cart');
  expect(waitsWords(['parse', 'cart'], questions)).toEqual(['your answer 4 (parse)', 'cart']);
  expect(waitsText([], questions)).toBe('');
});

test('a question that holds up no task is nothing that others wait for', () => {
  expect(answerFor('cart', questions)).toBeNull();
  expect(answerFor('parse', questions)).toBe(4);
});

test('a worker that left a task which waits for an answer waits for that first', () => {
  const parked = { task: 'parse', question: 4 };
  expect(waitNames({ waitingFor: ['cart', 'parse'], parked })).toEqual(['parse', 'cart']);
  expect(waitNames({ waitingFor: ['cart'] })).toEqual(['cart']);
});
