import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { taskOf, workerOf } from '../support/czar-shop.ts';
import { factsOf, journaled } from '../support/recovery.ts';
import { aNight, type Night } from '../support/tui-night.ts';
import { expectGone, expectSeen } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

const worker = 'engineer3';
const task = 'prices';

interface Asking {
  readonly key: string;
  readonly row: readonly [view: string, words: string];
  readonly question: string;
  /** Of the verb that a yes runs. */
  readonly gives: string;
  readonly isDone: (seen: Snapshot) => boolean;
}

/** Each leaves something for the next ones. */
const askings: readonly Asking[] = [
  {
    key: 'R',
    row: ['1', worker],
    question: `Restart ${worker}?`,
    gives: 'restart',
    isDone: (seen) => workerOf(seen, worker)?.generation === 2,
  },
  {
    key: 'r',
    row: ['6', task],
    question: `Begin ${task} again?`,
    gives: 'retry',
    isDone: (seen) => taskOf(seen, task)?.attempt === 2,
  },
  {
    key: 'x',
    row: ['6', task],
    question: `Cancel ${task}?`,
    gives: 'cancel',
    isDone: (seen) => taskOf(seen, task)?.status === 'cancelled',
  },
  {
    key: 'M',
    row: ['6', 'engineer4'],
    question: 'Merge engineer4?',
    gives: 'merge',
    isDone: (seen) => taskOf(seen, 'engineer4')?.status === 'merged',
  },
];

async function ordered({ shop }: Night): Promise<readonly string[]> {
  return factsOf(await journaled(shop), 'order.given').map(({ order }) => order.do);
}

test('what takes something away is carried out by a yes alone, and each key gives its own order', async () => {
  const night = await aNight();
  const { shop, terminal, row } = night;
  const asked = async ({ key, row: [view, words], question }: Asking): Promise<void> => {
    await row(view, words);
    terminal.keys(key);
    await expectSeen(terminal, question);
  };
  for (const asking of askings)
    for (const key of ['Enter', 'Escape', 'Space', 'n']) {
      await asked(asking);
      terminal.keys(key);
      await expectGone(terminal, asking.question);
      expect(terminal.screen(), `${key} after ${asking.question}`).not.toMatch(/^czar /m);
    }
  for (const [index, asking] of askings.entries()) {
    await asked(asking);
    terminal.keys('y');
    await shop.sees(`a yes to ${asking.question}`, asking.isDone);
    const orders = askings.slice(0, index + 1).map(({ gives }) => gives);
    expect(await ordered(night)).toEqual(orders);
  }
});

test('a line that is typed is sent by Enter, to the worker that was selected', async () => {
  const { shop, terminal, row } = await aNight();
  await row('1', 'engineer2');
  terminal.keys('m');
  await expectSeen(terminal, /^to engineer2: .*Enter sends/m);
  terminal.type('the table has two columns');
  await expectSeen(terminal, /^to engineer2: the table has two columns/m);
  terminal.keys('Enter');
  await expectGone(terminal, 'Enter sends');
  await until(() => shop.screen('engineer2').includes('the table has two columns'), {
    what: 'the message in the session',
  });
});

test('an answer is chosen by its number and given by Enter', async () => {
  const { shop, terminal, page } = await aNight();
  const { number } = await shop.asked('merge-wanted', 'engineer4');
  await page('2', 'engineer4', `> [Question ${number}]`);
  terminal.keys('1');
  await expectSeen(terminal, /^> +1 +merge /m);
  terminal.keys('Enter');
  await shop.sees('the question to be gone', ({ questions }) =>
    questions.every((question) => question.number !== number),
  );
  const given = factsOf(await journaled(shop), 'order.given').map(({ order }) => order);
  expect(given).toMatchObject([{ do: 'answer', answer: 'merge' }]);
});
