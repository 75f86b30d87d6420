import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { UncommittedFiles } from '../../src/domain/snapshot.ts';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, type Shop, workerOf } from '../support/czar-shop.ts';

/** Waits until so many files of engineer1 are told, counted at a time when its branch had so many commits. */
async function expectTold(shop: Shop, files: number, commits = 0): Promise<UncommittedFiles> {
  const isTold = (told: UncommittedFiles | null | undefined): told is UncommittedFiles =>
    told?.files === files && told.old === undefined;
  const seen = await shop.sees(`${files} uncommitted files and ${commits} commits`, (snapshot) => {
    const row = workerOf(snapshot, 'engineer1');
    return row?.commits === commits && isTold(row.uncommitted);
  });
  const told = workerOf(seen, 'engineer1')?.uncommitted;
  if (!isTold(told)) throw new Error('it was told a moment ago');
  return told;
}

test('files that are written in a worktree are counted while its agent is at work, until they are committed', async () => {
  // Its spinner turns, so there are signs of life.
  const shop = aShop({ tasks: { engineer1: demoTask('@freeze 20m') } });
  await shop.start();
  const first = await expectTold(shop, 0);
  const place = '.czar/worktrees/engineer1';
  expect(existsSync(join(shop.root, place))).toBe(true);
  shop.write(`${place}/one.txt`, 'one');
  shop.write(`${place}/folder/two.txt`, 'two');
  rmSync(join(shop.root, place, 'work-queue.json'));
  const counted = await expectTold(shop, 3);
  expect(counted.at).toBeGreaterThan(first.at);
  expectRan(await shop.run('status'), { code: 0, out: /engineer1 .* 0 \+3 / });
  expectRan(await shop.run('why', 'engineer1'), {
    code: 0,
    out: /uncommitted files in its worktree: 3, counted /,
  });
  shop.git('-C', place, 'add', '-A');
  shop.git('-C', place, 'commit', '-q', '-m', 'feat: three files');
  await expectTold(shop, 0, 1);
  expectRan(await shop.run('status'), { code: 0, out: /engineer1 .* 1 {2,}/ });
  shop.write(`${place}/by-hand.txt`, 'by hand');
  expectRan(await shop.run('status', '--refresh'), { code: 0, out: /engineer1 .* 1 \+1 / });
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  expectRan(await shop.run('status'), { code: 0, out: /engineer1 .* 1 \+1 / });
  expect(shop.git('-C', place, 'status', '--porcelain')).toBe('?? by-hand.txt');
  const saved = shop.git('for-each-ref', '--format=%(refname)', 'refs/czar/**/saved/engineer1/**');
  expect(shop.git('show', `${saved}:by-hand.txt`)).toBe('by hand');
});
