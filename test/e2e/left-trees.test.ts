import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask } from '../support/czar-shop.ts';
import { until } from '../support/until.ts';

test('worktrees go with workers that are gone from the config, and at stop --all where no work is left', async () => {
  const shop = aShop({
    tasks: {
      one: demoTask('$ echo 1 > one.txt', 'commit --complete "Add one"'),
      two: demoTask('$ echo 2 > two.txt', 'commit --complete "Add two"'),
      three: demoTask('$ echo half > half.txt', 'pause 10m'),
    },
    config: { workers: { one: {}, two: {}, three: {} } },
  });
  const tree = (worker: string): boolean => existsSync(join(shop.root, '.czar/worktrees', worker));
  await shop.start();
  await shop.merged('one', 'two');
  expect(tree('one')).toBe(true);
  shop.write('.czar/worktrees/one/later.txt', 'later\n');
  shop.configure({ workers: { two: {}, three: {} } });
  await shop.sees('the worktree of one gone', () => !tree('one'));
  const [saved = ''] = shop.git('for-each-ref', '--format=%(refname)', 'refs/czar/**/saved/**').split('\n');
  expect(shop.git('show', `${saved}:later.txt`)).toBe('later');
  expect([tree('two'), tree('three')]).toEqual([true, true]);
  expectRan(await shop.run('undo'), {
    code: 0,
    out: /worktree:one .*removed the worktree .*with uncommitted work/,
  });
  expectRan(await shop.run('undo', 'worktree:one'), {
    code: 0,
    out: /is put back, with what was uncommitted/,
  });
  await until(() => existsSync(join(shop.root, '.czar/worktrees/one/later.txt')), {
    what: 'the worktree of one to be back',
  });
  expect(shop.git('-C', '.czar/worktrees/one', 'status', '--porcelain')).toBe('?? later.txt');
  await shop.sees('that it stays', ({ workers }) => workers.length > 0);
  expectRan(await shop.run('undo', 'worktree:one'), { code: 1 });
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  expect([tree('two'), tree('three')]).toEqual([false, true]);
  expect(shop.git('branch', '--list', 'feat/shop-three')).toContain('feat/shop-three');
});
