import { expect, test } from 'vitest';
import { waitsOf } from '../../../../src/engine/picture/waits.ts';
import { taskRow } from '../../views/worlds.ts';

const held = (task: string, waitingFor: readonly string[], more = {}) =>
  taskRow(task, { status: 'pending', waitingFor, ...more });
const free = (...names: readonly string[]) => names.map((worker) => ({ worker, free: true }));

test('each task that anybody may take is waited for by one worker, the most urgent by the first', () => {
  const rows = [
    held('later', ['parse'], { priority: 5 }),
    held('soon', ['index'], { priority: 1 }),
    taskRow('index', { status: 'in_progress' }),
  ];
  expect(waitsOf(rows, free('w1', 'w2', 'w3'))).toEqual(
    new Map([
      ['w1', ['index']],
      ['w2', ['parse']],
    ]),
  );
});

test('who cannot begin anything waits for nothing', () => {
  const rows = [held('soon', ['index'])];
  expect(
    waitsOf(rows, [
      { worker: 'paused', free: false },
      { worker: 'w2', free: true },
    ]),
  ).toEqual(new Map([['w2', ['index']]]));
  expect(waitsOf(rows, [{ worker: 'paused', free: false }])).toEqual(new Map());
});

test('a task of its own comes first, and leaves what anybody may take to the others', () => {
  const rows = [
    held('open', ['index'], { priority: 1 }),
    held('mine', ['parse'], { assignee: 'w1', priority: 9 }),
  ];
  expect(waitsOf(rows, free('w1', 'w2'))).toEqual(
    new Map([
      ['w1', ['parse']],
      ['w2', ['index']],
    ]),
  );
});

test('while something is ready for it a worker waits for nothing', () => {
  const rows = [held('soon', ['index']), taskRow('mine', { status: 'ready', assignee: 'w1' })];
  expect(waitsOf(rows, free('w1', 'w2'))).toEqual(new Map([['w2', ['index']]]));
  expect(waitsOf([...rows, taskRow('open', { status: 'ready' })], free('w1', 'w2'))).toEqual(new Map());
});
