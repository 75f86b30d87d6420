import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergePull, type Pull, reviewPull, runCheck } from '../github/state.ts';
import { expectRan } from '../support/czar-expect.ts';
import { block, demoTask } from '../support/czar-shop.ts';
import { onGitHub, type OnGitHub } from '../support/github-shop.ts';
import { until } from '../support/until.ts';

const HEAD = 'feat/shop-engineer1';

/** The pull request of engineer1 at another head than these. */
function opened({ pull }: OnGitHub, ...not: readonly string[]): Promise<Pull> {
  const there = (): Pull | null => {
    const found = pull(HEAD);
    return found === undefined || not.includes(found.headSha) ? null : found;
  };
  return until(there, { what: 'a head at GitHub' });
}

const work = demoTask('$ echo 1 > one.txt', 'commit --complete "One"');
const again = block('demo rework', ['$ echo 2 > two.txt', 'commit --complete "Two"']);

test('A check that fails at GitHub and a review that asks for changes go back to the worker, and what passes is merged', async () => {
  const on = await onGitHub(
    { engineer1: `${work}${again}` },
    { ci: { wait: 'required', appearWithin: '2m' } },
  );
  const { shop, github } = on;
  const { state } = github;
  state.users.set('token of anna', 'anna');
  await shop.start();
  const { headSha: first } = await opened(on);
  runCheck(state, first, { name: 'build', conclusion: 'failure', log: 'expected one, found none' });
  const pull = await opened(on, first);
  const second = pull.headSha;
  expect(shop.injections('engineer1', 'rework')).toHaveLength(1);

  runCheck(state, second, { name: 'build' });
  const { id } = reviewPull(state, pull, { by: 'anna', event: 'REQUEST_CHANGES', body: 'Not like this' });
  pull.lineComments.push({ id: 900, by: 'anna', review: id, path: 'two.txt', line: 1, body: 'Say three' });
  const { headSha: third } = await opened(on, first, second);
  expect(shop.injections('engineer1', 'rework')).toHaveLength(2);
  const said = (): string => readFileSync(join(shop.root, 'status', 'decisions.jsonl'), 'utf8');
  const told = { what: 'a decision that names who asked' };
  await until(() => said().includes('anna asks for changes'), told);

  runCheck(state, third, { name: 'build' });
  await shop.sees('the wait for it', ({ tasks: [task] }) => task?.note === 'GitHub: check "build"');
  expectRan(await shop.run('why', 'engineer1'), { code: 0, out: /GitHub: check "build" still to come/ });
  expectRan(await shop.run('pr', 'show', String(pull.number)), {
    code: 0,
    out: /check build at GitHub: pending/,
  });
  expect(pull.state).toBe('open');
  runCheck(state, third, { name: 'build', conclusion: 'success' });
  await shop.sees('the merge', ({ tasks: [task] }) => task?.status === 'merged');
  expect(state.bare.contains(third, state.bare.tip('omnibus/shop') ?? '')).toBe(true);
  expect(github.wrong).toEqual([]);
});

test('Checks that do not appear where they are required are asked about, and a human may merge without them', async () => {
  const on = await onGitHub({ engineer1: work }, { ci: { wait: 'required', appearWithin: '1s' } });
  const { shop, github } = on;
  await shop.start();
  const { number } = await shop.asked('checks-wait', 'engineer1');
  const pull = await opened(on);
  expect(pull.state).toBe('open');
  expectRan(await shop.run('answer', String(number), 'merge'), { code: 0 });
  await shop.merged('engineer1');
  expect(() => mergePull(github.state, pull)).toThrow(/not mergeable/);
  expect(github.wrong).toEqual([]);
});
