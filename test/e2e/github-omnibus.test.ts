import { expect, test } from 'vitest';
import { mergePull, type Pull, runCheck } from '../github/state.ts';
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

test('An omnibus that somebody closed is asked about, and one that somebody squashed and whose branch is gone is followed by the next', async () => {
  const on = await onGitHub({ engineer1: work(1) });
  const { shop, github } = on;
  const { state } = github;
  await shop.start();
  await shop.sees('the omnibus to be ready', ({ integration }) => integration.omnibusState === 'ready');
  const closed = pullOf(on, 'omnibus/shop');
  Object.assign(closed, { state: 'closed', updatedAt: state.now() });
  const { number } = await shop
    .sees('the question', ({ questions }) => questions.some(isClosed))
    .then(({ questions }) => questions.find(isClosed) ?? { number: 0 });
  expectRan(await shop.run('answer', String(number), 'again'), { code: 0 });
  await shop.sees('a new omnibus', ({ integration }) => (integration.omnibus ?? 0) > closed.number);
  state.dropsMerged = true;
  const omnibus = mergePull(state, pullOf(on, 'omnibus/shop'), { method: 'squash' });
  await shop.sees('the omnibus merged', ({ integration }) => integration.omnibusState === 'merged');
  expect(state.bare.tip('omnibus/shop')).toBeNull();

  // Later work opens the next one, which holds what the base has.
  expectRan(await shop.run('add', 'later', '--text', work(3)), { code: 0 });
  await shop.sees('the next round', ({ integration }) => integration.omnibusState === 'ready');
  const next = pullOf(on, 'omnibus/shop');
  expect(next).toMatchObject({ base: 'main', state: 'open' });
  expect(state.bare.contains(omnibus, state.bare.tip('omnibus/shop') ?? '')).toBe(true);
  expect(github.wrong).toEqual([]);
});

function isClosed({ topic }: { readonly topic: string }): boolean {
  return topic === 'omnibus-closed';
}

test('An omnibus that merges by itself waits for its checks at GitHub: red is one question, green needs no answer, and its parent issue is closed', async () => {
  const on = await onGitHub(
    { engineer1: work(1) },
    {
      merge: { omnibus: 'auto' },
      ci: { wait: 'required', appearWithin: '5m' },
      github: { parentIssue: true },
    },
  );
  const { shop, github } = on;
  const { state } = github;
  const base = state.bare.tip('main');
  await shop.start();
  const opened = (head: string): Promise<Pull> =>
    until(() => on.pull(head) ?? null, { what: `a pull request of ${head}` });
  const { headSha } = await opened('feat/shop-engineer1');
  runCheck(state, headSha, { name: 'build', conclusion: 'success' });
  const pull = await opened('omnibus/shop');
  const run = { name: 'build', conclusion: 'failure', log: 'expected one, found none' } as const;
  runCheck(state, pull.headSha, run);
  const { questions } = await shop.sees('the question', isHeld);
  expect(questions.filter(({ topic }) => topic === 'omnibus-checks')).toHaveLength(1);
  expectRan(await shop.run('why', 'omnibus'), { code: 0, out: /is not merged yet: check "build" failed/ });
  expect(state.bare.tip('main')).toBe(base);

  runCheck(state, pull.headSha, { name: 'build', conclusion: 'success' });
  await shop.sees('the omnibus merged', ({ integration }) => integration.omnibusState === 'merged');
  expect(state.bare.contains(pull.headSha, state.bare.tip('main') ?? '')).toBe(true);
  await shop.sees('no question left', ({ questions: open }) => open.length === 0);
  const told = { what: 'the parent issue to be closed' };
  await until(() => [...state.issues.values()].every((one) => one.state === 'closed'), told);
  const [issue, ...more] = [...state.issues.values()];
  expect(more).toEqual([]);
  expect(issue?.body).toContain(`\`engineer1\` #${on.pull('feat/shop-engineer1')?.number ?? 0} merged`);
  expect(issue?.body).toContain(`All of them together: #${pull.number}, which is merged.`);
  expect(github.wrong).toEqual([]);
});

function isHeld({ questions }: { readonly questions: readonly { readonly topic: string }[] }): boolean {
  return questions.some(({ topic }) => topic === 'omnibus-checks');
}
