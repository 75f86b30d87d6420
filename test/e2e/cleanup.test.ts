import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, taskOf } from '../support/czar-shop.ts';

test('branches of merged work are removed and kept under refs; all else that may hold work stays', async () => {
  const shop = aShop({
    tasks: {
      one: demoTask('$ echo 1 > one.txt', 'commit --complete "Add one"'),
      two: demoTask('$ echo 2 > two.txt', 'commit --complete "Add two"', '$ echo later > later.txt'),
      three: demoTask('$ echo 3 > three.txt', 'commit "Half of three"', 'ask "which?"'),
    },
    config: { memory: 'MEMORY.md' },
  });
  await shop.start();
  await shop.merged('one', 'two');
  await shop.sees(
    'nothing left to be removed',
    () => !shop.git('branch', '--list').includes('feat/shop-one'),
  );
  const tip = shop.git('log', '-1', '--format=%H', '--grep=Add one', 'omnibus/shop');
  const kept = shop.git('for-each-ref', '--format=%(refname)', 'refs/czar/**/trash/one/1');
  expect(shop.git('rev-parse', `${kept}^`)).toBe(tip);
  expect(shop.git('log', '-1', '--format=%s', kept)).toMatch(
    /^Removed feat\/shop-one: all of it is in [0-9a-f]{7}$/,
  );
  expect(shop.git('branch', '--list', 'feat/shop-three')).toContain('feat/shop-three');
  expect(shop.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
  expect(
    shop
      .read('MEMORY.md')
      .match(/^## (one|two)/gm)
      ?.toSorted(),
  ).toEqual(['## one', '## two']);
  const shown = await shop.run('diff', 'one');
  expectRan(shown, { code: 0 });
  expect(shown.out).toContain('one.txt');
  expectRan(await shop.run('why', 'one'), { code: 0, out: 'feat/shop-one was removed' });
  expect(taskOf(await shop.sees('a picture', () => true), 'one')?.status).toBe('merged');
});

test('undo puts a removed branch back, also after a kill; takes back orders and edits, and says why not', async () => {
  const shop = aShop({
    tasks: {
      one: demoTask('$ echo 1 > one.txt', 'commit --complete "Add one"'),
      two: demoTask('ask "which?"'),
    },
  });
  await shop.start();
  await shop.merged('one');
  await shop.sees(
    'nothing left to be removed',
    () => !shop.git('branch', '--list').includes('feat/shop-one'),
  );
  const tip = shop.git('log', '-1', '--format=%H', '--grep=Add one', 'omnibus/shop');
  const listed = await shop.run('undo', '--json');
  expect(JSON.parse(listed.out)).toMatchObject([{ id: 'one.1' }]);
  process.kill((await shop.supervisor()) ?? 0, 'SIGKILL');
  expectRan(await shop.run('undo', 'one.1'), { code: 0, out: 'kept for the next start' });
  await shop.start();
  await shop.sees('the branch', () => shop.git('branch', '--list', 'feat/shop-one') !== '');
  expect(shop.git('rev-parse', 'feat/shop-one')).toBe(tip);
  expectRan(await shop.run('edit', 'two', '--priority', '7'), { code: 0 });
  expectRan(await shop.run('cancel', 'two'), { code: 0 });
  const rows = await shop.run('undo');
  expectRan(rows, { code: 0, out: 'cancel two' });
  const id = (what: string): string =>
    /^\S+/.exec(rows.out.split('\n').find((line) => line.includes(what)) ?? '')?.[0] ?? '';
  expectRan(await shop.run('undo', id('cancel two')), { code: 0, out: 'goes on where its branch is' });
  await shop.sees('two at work again', (seen) => taskOf(seen, 'two')?.attempt === 2);
  expectRan(await shop.run('undo', id('priority')), { code: 0, out: 'changed two back' });
  expect(shop.read('work-queue.json')).toContain('"priority": 1');
  expectRan(await shop.run('undo', 'one.1'), { code: 1, err: 'nothing goes by one.1' });
});
