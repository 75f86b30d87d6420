import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask } from '../support/czar-shop.ts';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

test('the checks of a pull request run at its exact merge, with nobody running too, and merge nothing', async () => {
  const shop = aShop({
    tasks: {
      one: demoTask('$ echo 1 > one.txt', 'commit --complete "Add one"'),
      two: demoTask('ask "which?"'),
    },
    config: {
      merge: { auto: false },
      checks: [{ name: 'marked', run: 'test ! -e one.txt || test -e "$HOME/good"' }],
    },
  });
  shop.write('../home/good', '');
  await shop.start();
  await shop.asked('merge-wanted', 'one');
  const [tip, refs] = [shop.git('rev-parse', 'omnibus/shop'), shop.git('for-each-ref')];
  const script = (...args: readonly string[]): string =>
    execFileSync('sh', args, { cwd: shop.root, env: shop.env, encoding: 'utf8' });
  expect(script(join(scripts, 'run-pr-checks.sh'), '1')).toMatch(
    /^#1 one: passed \(.*\)\n {2}passed {2}marked/,
  );
  expect(script(join(scripts, 'auto-review-prs.sh'))).toContain('#1 one: passed');
  process.kill((await shop.supervisor()) ?? 0, 'SIGKILL');
  execFileSync('rm', [join(shop.base, 'home/good')]);
  const red = await shop.run('pr', 'check', 'one', '--json');
  expectRan(red, { code: 1 });
  expect(JSON.parse(red.out)).toMatchObject([
    { number: 1, tip, verdict: 'failed', checks: [{ name: 'marked' }] },
  ]);
  expectRan(await shop.run('pr', 'check', '9'), { code: 3 });
  expect([shop.git('rev-parse', 'omnibus/shop'), shop.git('for-each-ref')]).toEqual([tip, refs]);
  expect(existsSync(join(shop.root, '.czar/gates/pr-1'))).toBe(false);
  expect(shop.git('status', '--porcelain', '-uno')).toBe('');
  const marked = { name: 'marked', run: 'test ! -e one.txt || test -e "$HOME/good"' };
  const rules = { changelog: 'block', protected: ['one.txt'] };
  const review = { by: 'anthropic', model: 'm' };
  shop.configure({ merge: { auto: false }, checks: [marked], rules, review });
  expectRan(await shop.run('pr', 'check', 'one'), {
    code: 1,
    out: /^#1 one: failed .*\n {2}failed {2}rules\/changelog .*\n.*\n {2}needs you {2}one\.txt is protected\n {2}review {2}not read yet\n$/,
  });
  shop.configure({ merge: { auto: false }, checks: [{ name: 'new', run: 'touch "$HOME/new"' }] });
  expectRan(await shop.run('pr', 'check', 'one'), { code: 2, err: /nobody accepted check "new"/ });
  expect(existsSync(join(shop.base, 'home/new'))).toBe(false);
});
