import { expect, test } from 'vitest';
import { emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, shown } from './worlds.ts';

const minute = 60_000;

/** Passed, and merged only once a person says so (merge.auto: false). */
const world = emptyWorld({
  tasks: [
    taskRow('run', { status: 'in_progress', attempt: 1, worker: 'qa' }),
    taskRow('tests', { status: 'complete', phase: 'gating', attempt: 1, worker: 'docs', pr: 8 }),
    taskRow('cart', {
      status: 'complete',
      phase: 'gating',
      attempt: 1,
      worker: 'docs',
      pr: 7,
      since: noon - 30 * minute,
    }),
  ],
  workers: [workerRow('qa', { activity: 'working', task: 'run' }), workerRow('docs')],
  questions: [
    question(2, {
      topic: 'merge-wanted',
      task: 'cart',
      about: '#7',
      text: '#7 passed: czar pr merge 7',
      holds: 'none',
      askedAt: noon - 12 * minute,
    }),
  ],
});
const given = givenOf(dataOf(world), { columns: 120, rows: 40 });

test('finished work that waits for your word stands first in the queue, with the answer it waits for', () => {
  const text = shown(given, ['6']);
  expect(text).toMatch(/\? +10 +cart +NEEDS YOU +docs +12m.*answer 2/);
  expect(text.indexOf(' cart ')).toBeLessThan(text.indexOf(' run '));
  expect(text).toMatch(/~ +10 +tests +gating/);
});

test('the graph shows the same of it', () => {
  expect(shown(given, ['3'])).toMatch(/\? cart +.*NEEDS YOU.*answer 2/);
});

test('so does the head of its page', () => {
  const text = shown(given, ['6', '/', ...'cart'.split(''), 'enter', 'enter']);
  expect(text).toMatch(/\? cart {2}NEEDS YOU .*12m/);
});
