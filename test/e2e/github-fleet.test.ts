import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask } from '../support/czar-shop.ts';
import { onGitHub } from '../support/github-shop.ts';
const work = (name: string): string =>
  demoTask(`$ echo ${name} > ${name}.txt`, `commit --complete "Work of ${name}"`);

test('Six workers take twelve tasks at GitHub to the base, each by one pull request, with nobody at hand', async () => {
  const workers = [1, 2, 3, 4, 5, 6].map((n) => `engineer${n}`);
  const bonus = [1, 2, 3, 4, 5, 6].map((n) => `bonus${n}`);
  const { shop, github, pull } = await onGitHub(
    Object.fromEntries(workers.map((name) => [name, work(name)])),
    {
      merge: { omnibus: 'auto' },
      checks: [{ name: 'there', run: 'ls' }],
    },
  );
  const { state } = github;
  await shop.start();
  for (const name of bonus) expectRan(await shop.run('add', name, '--text', work(name)), { code: 0 });
  const all = [...workers, ...bonus];
  const isOver = ({ tasks }: { readonly tasks: readonly { readonly status: string }[] }): boolean =>
    tasks.length === all.length && tasks.every(({ status }) => status === 'merged');
  const isAtBase = (branch: string | null): boolean => {
    const head = pull(branch ?? '')?.headSha ?? '';
    return head !== '' && state.bare.contains(head, state.bare.tip('main') ?? '');
  };
  const seen = await shop.sees(
    'all twelve merged, and in the base',
    (snapshot) => isOver(snapshot) && snapshot.tasks.every(({ branch }) => isAtBase(branch)),
  );
  expect(seen.questions).toEqual([]);
  for (const { branch, merged } of seen.tasks) {
    const pr = pull(branch ?? '');
    expect(pr).toMatchObject({ base: 'omnibus/shop', state: 'closed', mergeSha: merged });
  }
  await shop.sees('the omnibus merged', ({ integration }) => integration.omnibusState === 'merged');
  const ofTasks = [...state.pulls.values()].filter(({ base: into }) => into === 'omnibus/shop');
  expect(ofTasks.map(({ head }) => head).toSorted()).toEqual(
    all.map((name) => `feat/shop-${name}`).toSorted(),
  );
  shop.git('fetch', '-q', 'origin', 'main');
  const files = shop.git('ls-tree', '--name-only', 'FETCH_HEAD').split('\n');
  expect(files).toEqual(expect.arrayContaining(all.map((name) => `${name}.txt`)));
  expect(github.wrong).toEqual([]);
});
