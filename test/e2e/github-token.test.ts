import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Question } from '../../src/domain/question.ts';
import { CANARY } from '../github/bench.ts';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask, type Shop } from '../support/czar-shop.ts';
import { onGitHub, type OnGitHub } from '../support/github-shop.ts';

const work = demoTask('$ echo 1 > one.txt', 'commit --complete "One"');

/** `origin` is at GitHub, `forge` leaves it open, and there is no token. */
async function withoutToken(): Promise<OnGitHub> {
  const on = await onGitHub({ engineer1: work, engineer2: work.replaceAll('one', 'two') }, {}, {});
  const github = { baseUrl: on.proxy.baseUrl, tokenCommand: join(on.shop.base, 'token') };
  on.shop.configure({ forge: 'auto', github, ci: { appearWithin: '1s' } });
  return on;
}

/** The one question, once both are finished. */
async function asked(shop: Shop): Promise<Question> {
  const isOne = ({ topic }: Question): boolean => topic === 'no-token';
  const { questions } = await shop.sees(
    'finished work that waits',
    ({ tasks, questions: all }) => tasks.every(({ status }) => status === 'complete') && all.some(isOne),
  );
  const [question, ...more] = questions;
  if (question === undefined) throw new Error('nothing was asked');
  expect(more).toEqual([]);
  return question;
}

test('Without a token agents work, and pull requests wait for one answer: try again', async () => {
  const { shop, github } = await withoutToken();
  await shop.start();
  const { number, text } = await asked(shop);
  expect(text).toMatch(/pull requests wait: .*token/);
  expect(github.answered).toEqual([]);
  const command = join(shop.base, 'token');
  writeFileSync(command, `#!/bin/sh\necho ${CANARY}\n`);
  chmodSync(command, 0o755);
  expectRan(await shop.run('answer', String(number), 'again'), { code: 0 });
  await shop.merged('engineer1', 'engineer2');
  expect(github.state.pulls.size).toBeGreaterThanOrEqual(2);
});

test('Without a token agents work, and pull requests wait for one answer: local ones', async () => {
  const { shop, github } = await withoutToken();
  await shop.start();
  const { number } = await asked(shop);
  expectRan(await shop.run('answer', String(number), 'local'), { code: 0 });
  await shop.merged('engineer1', 'engineer2');
  expect(github.answered).toEqual([]);
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  await shop.start();
  await shop.sees(
    'it to be as it was',
    ({ questions, tasks }) => questions.length === 0 && tasks.length === 2,
  );
  expectRan(await shop.run('pr'), { code: 0, out: /engineer1/ });
});
