import { expect, test } from 'vitest';
import { z } from 'zod';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask } from '../support/czar-shop.ts';

test('without merge.auto what passed waits for the word, and an order merges it', async () => {
  const shop = aShop({
    tasks: { one: demoTask('$ echo 1 > one.txt', 'commit --complete "Add one"') },
    config: { merge: { auto: false } },
  });
  await shop.start();
  const question = await shop.asked('merge-wanted', 'one');
  expect(question.text).toMatch(/^#\d+ passed: czar pr merge \d+$/);
  expectRan(await shop.run('pr', 'merge', 'two'), { code: 3 });
  const ran = await shop.run('pr', 'merge', 'one', '--json');
  expectRan(ran, { code: 0 });
  expect(JSON.parse(ran.out)).toMatchObject({ task: 'one' });
  await shop.merged('one');
  await shop.sees('no question', ({ questions }) => questions.length === 0);
  expectRan(await shop.run('pr', 'merge', 'one'), { code: 2, err: 'it is merged' });
  expectRan(await shop.run('retry', 'one'), { code: 2, err: 'add a follow-up task' });
  const log = await shop.run('log', '--task', 'one', '--json', '-n', '1000');
  const rows = log.out
    .trim()
    .split('\n')
    .map((line) => rowSchema.parse(JSON.parse(line)));
  const asked = rows.find(({ why }) => why.startsWith('merge: #1 of one is merged next'));
  expect(asked).toMatchObject({ kind: 'decided' });
  expect(rows).toContainEqual(
    expect.objectContaining({ kind: 'begins', what: 'merge', decision: asked?.cause }),
  );
});

const rowSchema = z.object({
  kind: z.string(),
  what: z.string(),
  why: z.string(),
  cause: z.string().nullable(),
  decision: z.string().nullable(),
});
