import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openAccounts } from '../../src/adapters/accounts/open-accounts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeAccounts } from './accounts-suite.ts';

const NOW = 1_760_000_000_000;
const limit = { saidAt: NOW - 1_000, until: NOW + 1_000_000, freedAt: null };

describeAccounts('files that projects share', async () => {
  const dir = join(temporaryFolder(), 'state', 'czar', 'limits');
  return [openAccounts(dir), openAccounts(dir)];
});

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['another form', '{"v":2}'],
  ['another account', JSON.stringify({ v: 1, account: 'x', ...limit })],
  ['no times', JSON.stringify({ v: 1, account: 'team', saidAt: 'now', until: null, freedAt: null })],
  ['a limit for ever', JSON.stringify({ v: 1, account: 'team', ...limit, until: 1e15 })],
  ['far too much', JSON.stringify({ v: 1, account: 'team', ...limit, x: 'x'.repeat(10_000) })],
])('a file with %s limits nobody, and is written over by news', async (_, content) => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'team.json'), content);
  const accounts = openAccounts(dir);
  onTestFinished(() => accounts.close());
  expect((await accounts.exchange(new Map([['team', null]]), NOW)).news).toEqual(new Map());
  expect((await accounts.exchange(new Map([['team', null]]), NOW)).reports).toEqual([]);
  await accounts.exchange(new Map([['team', limit]]), NOW);
  expect((await accounts.exchange(new Map([['team', null]]), NOW)).news.get('team')).toEqual(limit);
});

test('a link that leads elsewhere is not followed', async () => {
  const [dir, elsewhere] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(elsewhere, 'team.json'), JSON.stringify({ v: 1, account: 'team', ...limit }));
  symlinkSync(join(elsewhere, 'team.json'), join(dir, 'team.json'));
  const accounts = openAccounts(dir);
  onTestFinished(() => accounts.close());
  const { news, reports } = await accounts.exchange(new Map([['team', null]]), NOW);
  expect(news).toEqual(new Map());
  expect(reports).toHaveLength(1);
});

test('a folder that cannot be made is said once, and nobody is limited', async () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'czar'), 'a file in the way');
  const accounts = openAccounts(join(home, 'czar', 'limits'));
  onTestFinished(() => accounts.close());
  const first = await accounts.exchange(new Map([['team', limit]]), NOW);
  expect(first.news).toEqual(new Map());
  expect(first.reports.length).toBeGreaterThan(0);
  expect(await accounts.exchange(new Map([['team', limit]]), NOW)).toEqual({ news: new Map(), reports: [] });
});

test('any name of an account is one file inside the folder', async () => {
  const dir = join(temporaryFolder(), 'limits');
  const accounts = openAccounts(dir);
  onTestFinished(() => accounts.close());
  const names = ['../../x', '..', 'a/b', 'Team', 'team', 'x'.repeat(5_000), 'ä\n', '-', 'default of claude'];
  await accounts.exchange(new Map(names.map((name) => [name, limit])), NOW);
  expect(readdirSync(dir)).toHaveLength(names.length);
  const known = new Map(names.map((name) => [name, null]));
  const { news } = await accounts.exchange(known, NOW);
  // A name that fills the bound of a file is the only one that cannot be told.
  expect([...news.keys()]).toEqual(names.filter((name) => name.length < 4_000));
});
