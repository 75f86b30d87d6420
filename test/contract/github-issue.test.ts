import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WantedIssue } from '../../src/ports/forge.ts';
import { type GitHubBench, gitHubBench } from '../github/bench.ts';
import { type Issue, openIssue, openPull } from '../github/state.ts';
import { mark, wanted } from '../github/wanted-issue.ts';

let bench: GitHubBench;
beforeEach(async () => {
  bench = await gitHubBench();
});
afterEach(async () => {
  await bench.close();
  if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
});

const issues = (): readonly Issue[] => [...bench.github.state.issues.values()];
const keep = (over: Partial<WantedIssue> = {}) => bench.forge.keepIssue?.({ ...wanted, ...over });

test('One issue is opened, rewritten when it would say something else, and closed when it is over', async () => {
  let writes = 0;
  bench.proxy.wrong = ({ method }) => {
    writes += method === 'GET' ? 0 : 1;
    return null;
  };
  const kept = await keep();
  expect(issues()).toMatchObject([{ number: kept?.number, title: 'shop: round 1', body: wanted.body }]);
  const number = kept?.number ?? 0;
  expect(await keep({ number })).toEqual(kept);
  expect(writes).toBe(1);
  await keep({ number, body: `One is merged\n\n${mark}\n` });
  expect(issues()).toMatchObject([{ state: 'open', body: `One is merged\n\n${mark}\n` }]);
  await keep({ number, body: `All are merged\n\n${mark}\n`, isOver: true });
  expect(issues()).toMatchObject([{ state: 'closed', body: `All are merged\n\n${mark}\n` }]);
  await keep({ number, body: `All are merged\n\n${mark}\n`, isOver: true });
  expect(writes).toBe(3);
});

test('It is found again when nobody knows its number any more, and a new one is opened when it was deleted', async () => {
  const kept = await keep();
  expect(await keep({ body: `Found\n\n${mark}\n` })).toEqual(kept);
  expect(issues()).toHaveLength(1);
  bench.github.state.issues.clear();
  await keep({ number: kept?.number ?? null });
  expect(issues()).toHaveLength(1);
  expect(issues()[0]?.number).not.toBe(kept?.number);
});

test('What is not ours is neither taken nor changed: no mark, that of another round, one of a stranger, a pull request', async () => {
  const { state } = bench.github;
  const labels = wanted.labels;
  openIssue(state, 'czar-bot', { title: 'no mark', body: 'shop: round 1', labels });
  openIssue(state, 'czar-bot', { title: 'another', body: '<!-- czar:0/round 10 -->', labels });
  openIssue(state, 'stranger', { title: 'forged', body: mark, labels });
  await bench.commit('feat/x');
  const pull = openPull(state, 'czar-bot', { title: 'x', head: 'feat/x', base: 'main', body: mark });
  pull.labels.add('worker-generated');
  await keep();
  const titles = issues().map(({ title, body }) => `${title}: ${body ?? ''}`);
  expect(titles).toEqual([
    'no mark: shop: round 1',
    'another: <!-- czar:0/round 10 -->',
    `forged: ${mark}`,
    `shop: round 1: ${wanted.body}`,
  ]);
  expect(pull.body).toBe(mark);
});

test('One whose mark a person took out is left alone, and no other is opened; one that they closed stays closed', async () => {
  const number = (await keep())?.number ?? 0;
  const [issue] = issues();
  if (issue === undefined) throw new Error('there is no issue');
  issue.state = 'closed';
  await keep({ number, body: `More\n\n${mark}\n` });
  expect(issues()).toMatchObject([{ state: 'closed', body: `More\n\n${mark}\n` }]);
  issue.body = 'ours now';
  await keep({ number, body: `Even more\n\n${mark}\n`, isOver: true });
  expect(issues()).toMatchObject([{ body: 'ours now' }]);
});

test('One that is over before it was opened is not opened', async () => {
  expect(await keep({ isOver: true })).toBeNull();
  expect(issues()).toEqual([]);
});

test('A repository without issues is a fault that says so', async () => {
  bench.github.state.hasIssues = false;
  await expect(keep()).rejects.toThrow('Issues are disabled');
});
