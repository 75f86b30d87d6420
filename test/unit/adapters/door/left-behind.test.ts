import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openKeptSnapshot } from '../../../../src/adapters/door/kept-snapshot.ts';
import { question } from '../../views/worlds.ts';
import { dropOrder, leaveOrder, takeOrders } from '../../../../src/adapters/door/orders-folder.ts';
import { writeSnapshot } from '../../../../src/adapters/door/snapshot-file.ts';
import type { Order } from '../../../../src/domain/request.ts';
import { aSnapshot } from '../../../support/a-snapshot.ts';
import { aClient, aDoorPlace } from '../../../support/door-parts.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function anOrder(id: string, at: number): Order {
  return { id, at, do: 'cancel', task: 'x' };
}

describe('orders that were left', () => {
  test('come back oldest first and stay until they are dropped', async () => {
    const dir = temporaryFolder();
    await leaveOrder(dir, anOrder('b', 2));
    await leaveOrder(dir, anOrder('a', 3));
    await leaveOrder(dir, anOrder('c', 1));
    expect((await takeOrders(dir)).orders.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    await dropOrder(dir, 'b');
    await dropOrder(dir, 'b');
    expect((await takeOrders(dir)).orders.map(({ id }) => id)).toEqual(['c', 'a']);
  });

  test('are none when nobody ever left one', async () => {
    expect(await takeOrders(temporaryFolder())).toEqual({ orders: [], reports: [] });
  });

  test('count once when they are left twice', async () => {
    const dir = temporaryFolder();
    await leaveOrder(dir, anOrder('a', 1));
    await leaveOrder(dir, anOrder('a', 1));
    expect((await takeOrders(dir)).orders).toEqual([anOrder('a', 1)]);
  });

  test('that are broken, foreign, or links are set aside and reported, and the others come', async () => {
    const dir = temporaryFolder();
    const secret = join(temporaryFolder(), 'secret');
    writeFileSync(secret, JSON.stringify(anOrder('stolen', 1)));
    mkdirSync(join(dir, 'orders'));
    await leaveOrder(dir, anOrder('good', 1));
    writeFileSync(join(dir, 'orders', 'half.json'), '{"id":"half"');
    writeFileSync(
      join(dir, 'orders', 'wrong.json'),
      JSON.stringify({ ...anOrder('wrong', 1), do: 'explode' }),
    );
    writeFileSync(join(dir, 'orders', 'renamed.json'), JSON.stringify(anOrder('other', 1)));
    symlinkSync(secret, join(dir, 'orders', 'link.json'));
    writeFileSync(join(dir, 'orders', '.a.json.1.tmp'), 'unfinished');
    const { orders, reports } = await takeOrders(dir);
    expect(orders).toEqual([anOrder('good', 1)]);
    expect(reports).toHaveLength(4);
    expect(readdirSync(join(dir, 'orders')).filter((name) => name.endsWith('.broken'))).toHaveLength(4);
    expect((await takeOrders(dir)).reports).toEqual([]);
  });
});

test('an answer that was left stands with its question, the first of several, until it is dropped', async () => {
  const place = aDoorPlace();
  const dir = place.journalDir;
  const [one, two] = [question(1), question(2)];
  await writeSnapshot(dir, aSnapshot({ questions: [one, two] }));
  const kept = openKeptSnapshot(dir);
  const answers = async (): Promise<unknown> => [
    (await aClient(place).lastSnapshot())?.questions.map((asked) => asked.kept),
    (await kept())?.questions.map((asked) => asked.kept),
  ];
  const twice = (answer: string | undefined): unknown => [
    [answer, undefined],
    [answer, undefined],
  ];
  expect(await answers()).toEqual(twice(undefined));
  await leaveOrder(dir, { id: 'b', at: 2, do: 'answer', question: one.id, answer: 'cancel' });
  await leaveOrder(dir, { id: 'a', at: 1, do: 'answer', question: one.id, answer: 'retry' });
  expect(await answers()).toEqual(twice('retry'));
  expect(await kept()).toBe(await kept());
  await dropOrder(dir, 'a');
  await dropOrder(dir, 'b');
  expect(await answers()).toEqual(twice(undefined));
});

describe('the last snapshot', () => {
  test('is what was written last', async () => {
    const place = aDoorPlace();
    expect(await aClient(place).lastSnapshot()).toBeNull();
    await writeSnapshot(place.journalDir, aSnapshot({ at: 1 }));
    await writeSnapshot(place.journalDir, aSnapshot({ at: 2 }));
    expect(await aClient(place).lastSnapshot()).toEqual(aSnapshot({ at: 2 }));
  });

  test.each(['', '{"version":1', '{"version":2}', '[]'])('is refused when it is %j', async (content) => {
    const place = aDoorPlace();
    writeFileSync(join(place.journalDir, 'snapshot.json'), content);
    await expect(aClient(place).lastSnapshot()).rejects.toMatchObject({ facts: { code: 'file-unreadable' } });
  });

  test('is always whole for those who read while it is written', async () => {
    const place = aDoorPlace();
    await writeSnapshot(place.journalDir, aSnapshot({ at: 0 }));
    const root = 'x'.repeat(200_000);
    const writes = (async () => {
      for (let at = 1; at <= 30; at += 1) await writeSnapshot(place.journalDir, aSnapshot({ at, root }));
    })();
    const reads = Array.from({ length: 200 }, () => aClient(place).lastSnapshot());
    await writes;
    expect((await Promise.all(reads)).every((snapshot) => snapshot !== null)).toBe(true);
    expect(readdirSync(place.journalDir)).toEqual(['snapshot.json']);
  });
});
