import { expect, test } from 'vitest';
import type { Pull } from '../github/state.ts';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask } from '../support/czar-shop.ts';
import { onGitHub, type OnGitHub } from '../support/github-shop.ts';

const HEAD = 'feat/shop-engineer1';

const work = demoTask('$ echo 1 > one.txt', 'commit --complete "One"');

function opened({ pull }: OnGitHub): Pull {
  const found = pull(HEAD);
  if (found === undefined) throw new Error(`no pull request of ${HEAD}`);
  return found;
}

/** Somebody with a clone adds one commit to the branch of engineer1 at GitHub. */
function pushOnto(
  { shop }: OnGitHub,
  parent: string,
  option: '--no-force' | '--force' = '--no-force',
): string {
  const pushed = shop.git('commit-tree', `${parent}^{tree}`, '-p', parent, '-m', 'one more');
  shop.git('push', '-q', option, 'origin', `${pushed}:refs/heads/${HEAD}`);
  return pushed;
}

const checks = [{ name: 'there', run: 'ls' }];

test('What somebody pushes between the review and the merge is judged anew, and the word that let the other head merge does not count for it', async () => {
  const on = await onGitHub({ engineer1: work }, { merge: { auto: false }, checks });
  const { shop, github } = on;
  const { bare, statuses } = github.state;
  await shop.start();
  await shop.asked('merge-wanted', 'engineer1');
  const { headSha, number } = opened(on);
  const before = bare.tip('omnibus/shop');
  const pushed = pushOnto(on, headSha);
  expectRan(await shop.run('pr', 'merge', String(number)), { code: 0 });
  const isAsked = ({ about }: { readonly about: string | null }): boolean =>
    about === `#${number} at ${pushed}`;
  await shop.sees('the question about the new head', ({ questions }) => questions.some(isAsked));
  expect(shop.picture()?.questions).toHaveLength(1);
  expect(bare.tip('omnibus/shop')).toBe(before);
  expect(shop.git('rev-parse', HEAD)).toBe(pushed);
  expect(shop.git('-C', '.czar/worktrees/engineer1', 'status', '--porcelain')).toBe('');
  expectRan(await shop.run('pr', 'merge', String(number)), { code: 0 });
  await shop.merged('engineer1');
  expect(bare.contains(pushed, bare.tip('omnibus/shop') ?? '')).toBe(true);
  expect(statuses.get(pushed)).toMatchObject([{ context: 'czar/there', state: 'success' }]);
  expect(github.wrong).toEqual([]);
});

test('What somebody pushes while GitHub is told to merge goes back to the gates, and is merged when it passed there', async () => {
  const on = await onGitHub({ engineer1: work }, { checks });
  const { shop, github, proxy } = on;
  const { bare, statuses } = github.state;
  shop.git('push', '-q', 'origin', 'main:refs/heads/omnibus/shop');
  bare.protect('omnibus/shop');
  let pushed: string | null = null;
  proxy.wrong = ({ path }) => {
    if (path.endsWith('/merge')) pushed ??= pushOnto(on, bare.tip(HEAD) ?? '');
    return null;
  };
  await shop.start();
  await shop.merged('engineer1');
  const put = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge';
  expect(github.answered.filter((one) => one.startsWith(put))).toEqual([`${put} 409`, `${put} 200`]);
  expect(bare.contains(pushed ?? '', bare.tip('omnibus/shop') ?? '')).toBe(true);
  expect(statuses.get(pushed ?? '')).toMatchObject([{ context: 'czar/there', state: 'success' }]);
  expect(shop.picture()?.questions).toEqual([]);
  expect(github.wrong).toEqual([]);
});

test('Where somebody wrote over what was reviewed nothing is merged, nothing is written over, and you are asked', async () => {
  const on = await onGitHub({ engineer1: work }, { merge: { auto: false } });
  const { shop, github } = on;
  const { bare } = github.state;
  await shop.start();
  await shop.asked('merge-wanted', 'engineer1');
  const { headSha, number } = opened(on);
  const before = bare.tip('omnibus/shop');
  const pushed = pushOnto(on, shop.git('rev-parse', 'main'), '--force');
  expectRan(await shop.run('pr', 'merge', String(number)), { code: 0 });
  const { text } = await shop.asked('effect-failing', 'engineer1');
  expect(text).toContain('which Czar did not put there');
  expect(bare.tip('omnibus/shop')).toBe(before);
  expect(bare.tip(HEAD)).toBe(pushed);
  expect(shop.git('rev-parse', HEAD)).toBe(headSha);
  expect(github.wrong).toEqual([]);
});
