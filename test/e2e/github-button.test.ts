import { expect, test } from 'vitest';
import type { Pull } from '../github/state.ts';
import { mergePull } from '../github/state.ts';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask } from '../support/czar-shop.ts';
import { onGitHub, type OnGitHub } from '../support/github-shop.ts';
import { until } from '../support/until.ts';
const work = (n: number): string => demoTask(`$ echo ${n} > ${n}.txt`, `commit --complete "Work ${n}"`);

function pullOf({ pull }: OnGitHub, head: string): Pull {
  const found = pull(head);
  if (found === undefined) throw new Error(`there is no pull request of ${head}`);
  return found;
}

test('What people merge by the button is taken in, squashed or not, and the work that waits for it goes on', async () => {
  const on = await onGitHub({ engineer1: work(1), engineer2: work(2) }, { merge: { auto: false } });
  const { shop, github } = on;
  const { state } = github;
  shop.write('dependencies.json', '{ "engineer2": { "blocked_by": ["engineer1"] } }');
  await shop.start();
  await shop.asked('merge-wanted', 'engineer1');
  const squashed = mergePull(state, pullOf(on, 'feat/shop-engineer1'), { method: 'squash' });
  const row = (
    seen: { readonly tasks: readonly { readonly task: string; readonly merged: string | null }[] },
    id: string,
  ) => seen.tasks.find(({ task }) => task === id)?.merged ?? null;
  await shop.sees('the first taken in', (seen) => row(seen, 'engineer1') === squashed);
  await shop.asked('merge-wanted', 'engineer2');
  expect(shop.git('show', 'feat/shop-engineer2:1.txt')).toBe('1');
  const merged = mergePull(state, pullOf(on, 'feat/shop-engineer2'));
  await shop.sees('the second taken in', (seen) => row(seen, 'engineer2') === merged);
  expect(shop.git('rev-parse', 'omnibus/shop')).toBe(state.bare.tip('omnibus/shop'));
  expect(github.wrong).toEqual([]);
});

test('Where nobody may push to the integration branch, GitHub merges exactly what was tested', async () => {
  const on = await onGitHub({ engineer1: work(1), engineer2: work(2) });
  const { shop, github, proxy } = on;
  const { bare } = github.state;
  shop.git('push', '-q', 'origin', 'main:refs/heads/omnibus/shop');
  bare.protect('omnibus/shop');
  let calls = 0;
  // What became of the first call is not told.
  proxy.wrong = ({ path }) => (path.endsWith('/merge') && ++calls === 1 ? { kind: 'done-then-502' } : null);
  await shop.start();
  await shop.merged('engineer1', 'engineer2');
  const tip = bare.tip('omnibus/shop') ?? '';
  expect(shop.git('rev-parse', 'omnibus/shop')).toBe(tip);
  for (const { head, headSha, mergeSha } of github.state.pulls.values()) {
    if (head === 'omnibus/shop') continue;
    expect(bare.contains(headSha, mergeSha ?? '')).toBe(true);
    expect(bare.contains(mergeSha ?? '', tip)).toBe(true);
  }
  // What was tested is in no branch: GitHub made merges of its own.
  const kept = (): readonly string[] =>
    shop
      .git('for-each-ref', '--format=%(refname)', 'refs/czar/')
      .split('\n')
      .filter((ref) => ref.includes('/gate/'));
  await until(() => kept().length === 0, {
    what: 'the merges of its gates to be let go of',
  });
  expect(github.wrong).toEqual([]);
});

test('A base that is ahead of a branch that nobody may push to holds up no merge, and is tested with the omnibus', async () => {
  const { shop, github } = await onGitHub({ engineer1: work(1) });
  const { bare } = github.state;
  shop.git('push', '-q', 'origin', 'main:refs/heads/omnibus/shop');
  bare.protect('omnibus/shop');
  shop.write('late.txt', 'late\n');
  shop.git('add', 'late.txt');
  shop.git('commit', '-q', '-m', 'Late');
  shop.git('push', '-q', 'origin', 'main');
  const late = bare.tip('main') ?? '';
  await shop.start();
  await shop.merged('engineer1');
  const tip = bare.tip('omnibus/shop') ?? '';
  expect(shop.git('rev-parse', 'omnibus/shop')).toBe(tip);
  await shop.sees('the omnibus to be ready', ({ integration }) => integration.omnibusState === 'ready');
  expectRan(await shop.run('pr', 'omnibus', '--merge'), { code: 0 });
  await shop.sees('the omnibus to be merged', ({ integration }) => integration.omnibusState === 'merged');
  const base = bare.tip('main') ?? '';
  for (const part of [late, tip]) expect(bare.contains(part, base)).toBe(true);
  shop.git('fetch', '-q', 'origin');
  for (const file of ['1.txt', 'late.txt']) expect(shop.git('ls-tree', 'origin/main', file)).not.toBe('');
  expect(bare.tip('omnibus/shop') ?? tip).toBe(tip);
  expect(github.wrong).toEqual([]);
});
