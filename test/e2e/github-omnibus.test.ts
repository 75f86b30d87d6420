import { expect, test } from 'vitest';
import { mergePull, type Pull } from '../github/state.ts';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask } from '../support/czar-shop.ts';
import { onGitHub, type OnGitHub } from '../support/github-shop.ts';

const slowMs = 150_000;
const work = (n: number): string => demoTask(`$ echo ${n} > ${n}.txt`, `commit --complete "Work ${n}"`);

function pullOf({ pull }: OnGitHub, head: string): Pull {
  const found = pull(head);
  if (found === undefined) throw new Error(`there is no pull request of ${head}`);
  return found;
}

test('An omnibus that somebody closed is asked about, and one that somebody squashed and whose branch is gone is followed by the next', async () => {
  const on = await onGitHub({ engineer1: work(1) });
  const { shop, github } = on;
  const { state } = github;
  await shop.start();
  await shop.sees(
    'the omnibus to be ready',
    ({ integration }) => integration.omnibusState === 'ready',
    slowMs,
  );
  const closed = pullOf(on, 'omnibus/shop');
  Object.assign(closed, { state: 'closed', updatedAt: state.now() });
  const { number } = await shop
    .sees('the question', ({ questions }) => questions.some(isClosed), slowMs)
    .then(({ questions }) => questions.find(isClosed) ?? { number: 0 });
  expectRan(await shop.run('answer', String(number), 'again'), { code: 0 });
  await shop.sees('a new omnibus', ({ integration }) => (integration.omnibus ?? 0) > closed.number, slowMs);
  state.dropsMerged = true;
  const omnibus = mergePull(state, pullOf(on, 'omnibus/shop'), { method: 'squash' });
  await shop.sees('the omnibus merged', ({ integration }) => integration.omnibusState === 'merged', slowMs);
  expect(state.bare.tip('omnibus/shop')).toBeNull();

  // Later work opens the next one, which holds what the base has.
  expectRan(await shop.run('add', 'later', '--text', work(3)), { code: 0 });
  await shop.sees('the next round', ({ integration }) => integration.omnibusState === 'ready', slowMs);
  const next = pullOf(on, 'omnibus/shop');
  expect(next).toMatchObject({ base: 'main', state: 'open' });
  expect(state.bare.contains(omnibus, state.bare.tip('omnibus/shop') ?? '')).toBe(true);
  expect(github.wrong).toEqual([]);
});

function isClosed({ topic }: { readonly topic: string }): boolean {
  return topic === 'omnibus-closed';
}
