import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, type Shop } from '../support/czar-shop.ts';
import { until } from '../support/until.ts';

interface Colleague {
  /** Commits a file of this name on the base and pushes it; gives the commit's name. */
  push(file: string): string;
  /** The same in the place of the newest commit there, which is dropped. */
  rewrite(file: string): string;
  /** Where the remote has the base. */
  tip(): string;
}

/** Somebody else with a clone of the bare `origin` that the shop gets here. */
function aColleague(shop: Shop): Colleague {
  const { base, root, env } = shop;
  const origin = join(base, 'origin.git');
  const clone = join(base, 'colleague');
  const run = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  run(base, 'clone', '-q', '--bare', root, origin);
  shop.git('remote', 'add', 'origin', origin);
  shop.git('fetch', '-q', 'origin');
  run(base, 'clone', '-q', origin, clone);
  const push = (file: string): string => {
    writeFileSync(join(clone, file), `${file}\n`);
    run(clone, 'add', '-A');
    run(clone, '-c', 'user.name=C', '-c', 'user.email=c@example.com', 'commit', '-q', '-m', `Add ${file}`);
    run(clone, 'push', '-q', '--force', 'origin', 'HEAD:main');
    return run(clone, 'rev-parse', 'HEAD');
  };
  return {
    push,
    rewrite: (file) => {
      run(clone, 'reset', '-q', '--hard', 'HEAD~1');
      return push(file);
    },
    tip: () => run(origin, 'rev-parse', 'main'),
  };
}

/** Whether the commit is in what these revisions of git reach. */
function holds(shop: Shop, from: string, sha: string): boolean {
  return shop.git('rev-list', from).split('\n').includes(sha);
}

test('what a colleague pushes during the run is fetched, taken in and merged with the omnibus', async () => {
  const shop = aShop({
    tasks: {
      engineer1: demoTask('$ echo 1 > one.txt', '@question go on?', 'commit --complete "One"'),
    },
    config: {
      merge: { omnibus: 'auto' },
      checks: [{ name: 'test', run: 'test ! -e broken.txt' }],
    },
  });
  const colleague = aColleague(shop);
  const mine = shop.git('rev-parse', 'main');
  const before = colleague.push('before.txt');
  await shop.start();
  await until(() => holds(shop, '--branches=omnibus/*', before), {
    what: 'the integration branch to hold what was pushed and never fetched',
  });
  const { number } = await shop.asked('agent-asks', 'engineer1');
  const during = colleague.push('during.txt');
  expectRan(await shop.run('answer', String(number), 'yes'), { code: 0 });
  await shop.sees('the omnibus to be merged', ({ integration }) => integration.omnibusState === 'merged');
  const merged = colleague.tip();
  expect(shop.git('rev-parse', 'refs/remotes/origin/main')).toBe(merged);
  expect([before, during].map((sha) => holds(shop, merged, sha))).toEqual([true, true]);
  expect(shop.git('ls-tree', '--name-only', merged).split('\n')).toEqual(
    expect.arrayContaining(['before.txt', 'during.txt', 'one.txt']),
  );
  expect(shop.git('rev-parse', 'main')).toBe(mine);
  expect(shop.picture()?.questions).toEqual([]);
});

test('a base that was rewritten at the remote is taken in only when a person says so', async () => {
  const shop = aShop({
    tasks: {
      engineer1: demoTask('$ echo 1 > one.txt', '@question go on?', 'commit --complete "One"'),
    },
    config: { merge: { omnibus: 'auto' } },
  });
  const colleague = aColleague(shop);
  const dropped = colleague.push('secret.txt');
  await shop.start();
  await until(() => holds(shop, '--branches=omnibus/*', dropped), {
    what: 'the integration branch to hold what will be dropped',
  });
  const dialog = await shop.asked('agent-asks', 'engineer1');
  const clean = colleague.rewrite('clean.txt');
  expectRan(await shop.run('answer', String(dialog.number), 'yes'), { code: 0 });
  const { number } = await shop.asked('base-rewritten', null);
  await shop.merged('engineer1');
  await shop.sees('it to be settled', ({ settled }) => settled);
  expect(colleague.tip()).toBe(clean);
  expectRan(await shop.run('answer', String(number), 'take'), { code: 0 });
  await shop.sees('the omnibus to be merged', ({ integration }) => integration.omnibusState === 'merged');
  expect([clean, dropped].map((sha) => holds(shop, 'refs/remotes/origin/main', sha))).toEqual([true, true]);
});
