import { describe, expect, test } from 'vitest';
import type { TaskRow, UncommittedFiles } from '../../../../src/domain/snapshot.ts';
import { emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, press, shown } from './worlds.ts';

const branch = 'feat/shop-cart';

function world(status: TaskRow['status'], uncommitted?: UncommittedFiles | null) {
  const row = taskRow('cart', { status, worker: 'w1', branch, attempt: 2 });
  const seat = workerRow('w1', {
    branch,
    task: status === 'in_progress' ? 'cart' : null,
    ...(uncommitted === undefined ? {} : { uncommitted }),
  });
  const questions = status === 'needs_human' ? [question(4, { task: 'cart', holds: 'task' })] : [];
  return givenOf(dataOf(emptyWorld({ tasks: [row], workers: [seat], questions })), {
    columns: 200,
    rows: 30,
  });
}

function dialog(given: ReturnType<typeof world>, key: string): string {
  const { state, effects } = press(given, ['6', key]);
  expect([state.mode.on, effects]).toEqual(['confirm', []]);
  return shown(given, [], state);
}

const run = [{ do: 'run', argv: ['retry', 'cart'], show: 'toast' }];

describe('r in the queue', () => {
  test.each(['in_progress', 'needs_human', 'failed', 'ready'] as const)(
    'asks first whatever the task is: %s; only y begins it again',
    (status) => {
      const given = world(status);
      expect(dialog(given, 'r')).toContain('Begin cart again?');
      const asked = press(given, ['6', 'r']).state;
      expect(press(given, ['enter'], asked).effects).toEqual([]);
      expect(press(given, ['y'], asked).effects).toEqual(run);
    },
  );

  test('says that the question about it is closed by that', () => {
    expect(dialog(world('needs_human'), 'r')).toContain('Question 4 about it is closed.');
  });

  test('does nothing to what is merged, and says why', () => {
    expect(press(world('merged'), ['6', 'r']).effects).toEqual([
      { do: 'say', text: 'cart is merged already: add a task that follows it up' },
    ]);
  });
});

describe('what is not committed', () => {
  const at = noon - 1_000;

  test.each(['r', 'x'])(
    'is named by the dialog of %s with its count, its ref and what brings it back',
    (key) => {
      const text = dialog(world('in_progress', { files: 3, at }), key);
      expect(text).toMatch(
        /3 files not committed in the worktree of w1 are put aside under refs\/czar\/\S+\/saved\/cart\/2/,
      );
      expect(text).toContain('do not come back by themselves: czar why cart tells the command');
    },
  );

  test('is told without a count where nobody looked lately', () => {
    for (const unknown of [null, { files: 3, at, old: true }] as const)
      expect(dialog(world('in_progress', unknown), 'r')).toContain(
        'What is not committed in the worktree of w1',
      );
  });

  test('is not spoken of where there is nothing', () => {
    expect(dialog(world('in_progress', { files: 0, at }), 'r')).not.toContain('not committed');
    expect(dialog(world('in_progress'), 'r')).not.toContain('not committed');
  });
});
