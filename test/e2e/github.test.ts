import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Question } from '../../src/domain/question.ts';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask } from '../support/czar-shop.ts';
import { onGitHub } from '../support/github-shop.ts';
import { CANARY } from '../github/bench.ts';
import { until } from '../support/until.ts';
import { mergePull } from '../github/state.ts';

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

const work = {
  engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"'),
  engineer2: demoTask('$ echo 2 > two.txt', 'commit --complete "Two"'),
};

test('Work is merged at GitHub by the very commits that were tested, up to the omnibus, whatever the network does', async () => {
  const { shop, github, proxy, pull } = await onGitHub(work, { checks: [{ name: 'there', run: 'ls' }] });
  let calls = 0;
  // Each third creation or change is done and its answer lost.
  proxy.wrong = ({ method }) => (method !== 'GET' && ++calls % 3 === 0 ? { kind: 'done-then-502' } : null);
  await shop.start();
  const seen = await shop.merged('engineer1', 'engineer2');
  await shop.sees('the omnibus to be ready', ({ integration }) => integration.omnibusState === 'ready');
  const { bare } = github.state;
  for (const { branch, merged } of seen.tasks) {
    const pr = pull(branch ?? '');
    expect(pr).toMatchObject({ base: 'omnibus/shop', state: 'closed', mergeSha: merged });
    expect(pr?.labels).toEqual(new Set(['worker-generated']));
    expect(pr?.assignees).toEqual(new Set(['czar-bot']));
    // Tested once more where the other one was merged while it waited for GitHub.
    const told = (github.state.statuses.get(pr?.headSha ?? '') ?? []).map(
      (one) => `${one.context} ${one.state}`,
    );
    expect(new Set(told)).toEqual(new Set(['czar/there success']));
  }
  expect([...github.state.pulls.values()].map(({ head }) => head).toSorted()).toEqual([
    'feat/shop-engineer1',
    'feat/shop-engineer2',
    'omnibus/shop',
  ]);
  expect(bare.tip('omnibus/shop')).toBe(shop.git('rev-parse', 'omnibus/shop'));
  expect(pull('omnibus/shop')).toMatchObject({ base: 'main', state: 'open' });
  expect(pull('omnibus/shop')?.body).toContain('2 of 2 tasks are merged');
  await shop.sees('their branches gone', () => seen.tasks.every(({ branch }) => !bare.tip(branch ?? '')));

  expectRan(await shop.run('pr', 'omnibus', '--merge'), { code: 0 });
  await shop.sees('the omnibus to be merged', ({ integration }) => integration.omnibusState === 'merged');
  expect(pull('omnibus/shop')).toMatchObject({ mergeSha: bare.tip('main') });
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  expect(filesWith(shop.base, CANARY)).toEqual([]);
  expect(github.wrong).toEqual([]);
});

test('A start says what is missing before anything is begun', async () => {
  const { shop, github, proxy } = await onGitHub(work);
  const { state } = github;
  const refused = async (says: RegExp): Promise<void> =>
    expectRan(await shop.run('start', '--no-wait'), { code: 2, err: says });

  state.users.set(CANARY, 'reader').set('other', 'czar-bot');
  state.readers.add('reader');
  await refused(/the token may look at acme\/shop, and not push to it/);
  state.users.delete(CANARY);
  await refused(/GitHub answered 401: Bad credentials[\s\S]*gh auth login/);
  state.users.set(CANARY, 'czar-bot');
  state.archived = true;
  await refused(/acme\/shop is archived/);
  state.archived = false;
  proxy.wrong = () => ({ kind: 'status', status: 404 });
  await refused(/the repository has another name or is gone/);
  shop.git('remote', 'set-url', 'origin', 'https://gitlab.com/acme/shop');
  await refused(/it names no repository of http/);
  shop.git('remote', 'remove', 'origin');
  await refused(/there is no remote "origin"/);
  expect(shop.picture()).toBeNull();
});

test('What people do at GitHub is seen: a pull request that they close is asked about, the omnibus that they merge is merged', async () => {
  const { shop, github, pull } = await onGitHub(
    { engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"') },
    { merge: { auto: false } },
  );
  const { state } = github;
  await shop.start();
  await shop.asked('merge-wanted', 'engineer1');
  const first = pull('feat/shop-engineer1');
  if (first === undefined) throw new Error('there is no pull request');
  Object.assign(first, { state: 'closed', updatedAt: state.now() });
  const closed = await shop.sees('the closed one', ({ questions }) => questions.some(isClosed));
  expectRan(await shop.run('answer', String(closed.questions.find(isClosed)?.number), 'again'), { code: 0 });
  await shop.sees('a new one', ({ tasks: [task] }) => (task?.pr ?? first.number) !== first.number);
  const second = pull('feat/shop-engineer1');
  expect(second).toMatchObject({ state: 'open' });
  expect(second?.number).not.toBe(first.number);

  expectRan(await shop.run('pr', 'merge', String(second?.number)), { code: 0 });
  await shop.sees('the omnibus to be ready', ({ integration }) => integration.omnibusState === 'ready');
  const omnibus = pull('omnibus/shop');
  if (omnibus === undefined) throw new Error('there is no omnibus');
  const sha = mergePull(state, omnibus, { sha: omnibus.headSha });
  await shop.sees('the omnibus merged', ({ integration }) => integration.omnibusState === 'merged');
  expect(state.bare.tip('main')).toBe(sha);
  expect(github.wrong).toEqual([]);
});

test.each([
  ['the pull request', 'POST /repos/{owner}/{repo}/pulls 201'],
  ['its label', 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels 200'],
])('Killed while %s was on its way, Czar goes on with the one that is there', async (_what, call) => {
  const { shop, github, proxy } = await onGitHub({
    engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"'),
  });
  const end = call.split(' ')[1]?.split('/').at(-1) ?? '';
  proxy.wrong = ({ method, path }) =>
    method === 'POST' && path.endsWith(`/${end}`) ? { kind: 'done-then-hang' } : null;
  const first = shop.begin('start', '--foreground');
  await until(() => (github.answered.includes(call) ? true : null), { what: call });
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  proxy.wrong = () => null;
  await shop.start();
  await shop.sees('the omnibus to be ready', ({ integration }) => integration.omnibusState === 'ready');
  const pulls = [...github.state.pulls.values()];
  expect(pulls.map(({ head }) => head)).toEqual(['feat/shop-engineer1', 'omnibus/shop']);
  expect(pulls[0]).toMatchObject({ state: 'closed', labels: new Set(['worker-generated']) });
  expect(shop.picture()?.questions).toEqual([]);
});

test('Commits of somebody else on the branch of a task are not written over, and are asked about', async () => {
  const { shop, github } = await onGitHub({
    engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"'),
  });
  const foreign = shop.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'foreign');
  shop.git('push', '-q', 'origin', `${foreign}:refs/heads/feat/shop-engineer1`);
  await shop.start();
  const { text, number } = await shop.asked('effect-failing', 'engineer1');
  expect(text).toContain('which Czar did not put there');
  expect(github.state.bare.tip('feat/shop-engineer1')).toBe(foreign);
  shop.git('push', '-q', 'origin', '--delete', 'feat/shop-engineer1');
  expectRan(await shop.run('answer', String(number), 'again'), { code: 0 });
  await shop.merged('engineer1');
});

test('Work whose journal is lost is taken over together with what was pushed of it', async () => {
  const { shop, github, pull } = await onGitHub(
    { engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"') },
    { merge: { auto: false } },
  );
  await shop.start();
  await shop.asked('merge-wanted', 'engineer1');
  expectRan(await shop.run('stop', '--all', '--now'), { code: 0 });
  const before = pull('feat/shop-engineer1');
  const journals = shop.git('rev-parse', '--path-format=absolute', '--git-common-dir');
  rmSync(join(journals, 'czar'), { recursive: true });
  // Somebody amended the commit meanwhile: what was pushed is not contained in what is there now.
  const tree = shop.git('rev-parse', 'feat/shop-engineer1^{tree}');
  const amended = shop.git('commit-tree', tree, '-p', 'main', '-m', 'One\n\nTASK_COMPLETE');
  shop.git('worktree', 'remove', '--force', '.czar/worktrees/engineer1');
  shop.git('update-ref', 'refs/heads/feat/shop-engineer1', amended);
  shop.configure({ forge: 'github', github: { baseUrl: github.baseUrl }, ci: { appearWithin: '1s' } });
  await shop.start('--adopt');
  await shop.merged('engineer1');
  expect([...github.state.pulls.values()].filter(({ head }) => head === before?.head)).toHaveLength(1);
  expect(pull('feat/shop-engineer1')).toMatchObject({ number: before?.number, headSha: amended });
});

test('A review of what Czar opened itself is a status and a comment, told once, also when answers are lost', async () => {
  const { shop, github, proxy, pull } = await onGitHub(
    { engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"') },
    {},
  );
  const answer = `printf '{"id": "%s", "verdict": "approve", "findings": []}' "$id"`;
  const script = ['#!/bin/sh', `id=$(sed -n '1s/.*"id":"\\([0-9a-f]*\\)".*/\\1/p')`, answer].join('\n');
  const program = join(shop.base, 'review.sh');
  writeFileSync(program, script, { mode: 0o755 });
  shop.configure({
    forge: 'github',
    github: { baseUrl: proxy.baseUrl },
    ci: { appearWithin: '1s' },
    review: { by: 'command', command: [program] },
  });
  let calls = 0;
  proxy.wrong = ({ method, path }) =>
    method !== 'GET' && /reviews$|statuses|comments$/.test(path) && ++calls % 2 === 1
      ? { kind: 'done-then-502' }
      : null;
  await shop.start();
  await shop.merged('engineer1');
  const told = (): number =>
    pull('feat/shop-engineer1')?.comments.filter(({ body }) => body.includes('<!-- czar-review:')).length ??
    0;
  // Nothing waits for a review to be told: the merge may come first.
  await until(() => told() > 0, { what: 'the review to be told' });
  const pr = pull('feat/shop-engineer1');
  expect(github.state.statuses.get(pr?.headSha ?? '')).toContainEqual(
    expect.objectContaining({ context: 'czar/review', state: 'success' }),
  );
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  expect(told()).toBe(1);
  expect(pr?.reviews).toEqual([]);
  expect(github.wrong).toEqual([]);
});

function isClosed({ topic }: Question): boolean {
  return topic === 'pr-closed';
}
