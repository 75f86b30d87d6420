import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask } from '../support/czar-shop.ts';
import { aTuiTerminal, expectSeen } from '../support/tui-terminal.ts';

/** Leaves a mark in the home of the user, by which it is known that it ran. */
const marks = (name: string): string => `touch "$HOME/${name}"`;
const has = ({ base }: TestCzar, name: string): boolean => existsSync(join(base, 'home', name));

const work = demoTask('write w1.txt <<END', 'done', 'END', 'commit --complete "Add w1"');

test('a cloned project runs nothing of what its files name before a person accepted it', async () => {
  const shop = aShop({
    trusts: false,
    tasks: { w1: `---\nchecks: [{ name: own, run: '${marks('own')}' }]\n---\n${work}` },
    config: {
      forge: 'auto',
      github: { tokenCommand: './token.sh' },
      setup: { run: marks('set-up') },
      checks: [{ name: 'test', run: marks('checked') }],
      agents: { demo: { env: { API_KEY: 'abcdefgh12345678', MODE: 'fast' } } },
      mcp: { docs: { command: 'sh', args: ['-c', marks('mcp')] } },
    },
    files: { 'token.sh': `#!/bin/sh\n${marks('token')}\n` },
  });
  const named = [
    '  set-up: touch "$HOME/set-up"',
    '  check "test": touch "$HOME/checked"',
    '  agent "demo": does what the "demo" blocks of task texts say, shell commands too; env: API_KEY="(16 characters, not shown)" MODE=fast',
    '  MCP server "docs": sh -c ',
    '  github.tokenCommand: ./token.sh',
    '  check "own" of w1: touch "$HOME/own"',
    '  read them, then: czar start --trust',
  ];
  for (const how of [['--no-wait'], ['--foreground'], ['--until-done']]) {
    const { code, err } = await shop.run('start', ...how);
    expect(code).toBe(4);
    for (const line of named) expect(err).toContain(line);
    expect(err).not.toContain('abcdefgh12345678');
  }
  expectRan(await shop.run('status'), { code: 0 });
  await shop.run('stop', '--all');
  expectRan(await shop.run('start', '--dry-run'), {
    code: 0,
    err: /a start asks first whether these may run/,
  });
  expect(['set-up', 'checked', 'mcp', 'token', 'own'].filter((name) => has(shop, name))).toEqual([]);
  expect(await shop.supervisor()).toBeNull();

  expectRan(await shop.run('start', '--no-wait', '--trust'), { code: 0, err: /accepted, as --trust says/ });
  await shop.merged('w1');
  expect(['set-up', 'checked', 'own', 'token'].filter((name) => has(shop, name))).toEqual([
    'set-up',
    'checked',
    'own',
  ]);

  const folder = join(shop.base, 'home/.local/state/czar/accepted');
  const [file = ''] = readdirSync(folder);
  expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  expectRan(await shop.run('stop'), { code: 0 });
  expectRan(await shop.run('start', '--no-wait'), { code: 0 });
  expectRan(await shop.run('stop'), { code: 0 });
  writeFileSync(join(folder, file), 'broken');
  const again = await shop.run('start', '--no-wait');
  expectRan(again, { code: 4, err: /which commands were accepted cannot be read: .*it is damaged/ });
  expect(again.err).toContain('check "test"');
});

test('a check that changes while it runs is asked about, and runs after the answer and not before', async () => {
  const says = (word: string) => [{ name: 'test', run: `echo ${word} >> "$HOME/runs"` }];
  const shop = aShop({ trusts: false, tasks: { w1: work }, config: { checks: says('old') } });
  const runs = (): readonly string[] => {
    const lines = readFileSync(join(shop.base, 'home/runs'), 'utf8').trim().split('\n');
    return [...new Set(lines)];
  };
  const more = async (task: string): Promise<void> => {
    shop.write(
      `${task}.md`,
      demoTask(`write ${task}.txt <<END`, 'done', 'END', `commit --complete "Add ${task}"`),
    );
    expectRan(await shop.run('add', task, '--file', `${task}.md`), { code: 0 });
    await shop.merged(task);
  };
  await shop.start('--trust');
  await shop.merged('w1');
  shop.configure({ checks: says('new') });
  const { number, text } = await shop.asked('commands-changed', null);
  expect(text).toContain('check "test": echo new >> "$HOME/runs" [before: echo old >> "$HOME/runs"]');
  expectRan(await shop.run('needs'), { code: 0, out: /answer \d+ yes/ });
  await more('second');
  expect(runs()).toEqual(['old']);

  expectRan(await shop.runWith({ CZAR_WORKER: 'w1' }, 'answer', String(number), 'yes'), { code: 2 });
  expectRan(await shop.run('answer', String(number), 'no'), { code: 0 });
  await shop.sees(
    'that nobody accepted it',
    ({ problems, questions }) =>
      questions.length === 0 &&
      problems.some(({ message }) => message.includes('check "test": not accepted')),
  );
  await more('third');
  expect(runs()).toEqual(['old']);

  shop.configure({ checks: says('newer') });
  await shop.accept();
  await more('fourth');
  expect(runs()).toEqual(['old', 'newer']);

  process.kill((await shop.supervisor()) ?? 0, 'SIGKILL');
  await shop.start();
  await more('fifth');
  expect(shop.picture()?.questions).toEqual([]);
});

test('a start on a terminal shows the commands and asks; a later one shows only what changed', async () => {
  const shop = aShop({
    trusts: false,
    tasks: { w1: work },
    config: { checks: [{ name: 'test', run: marks('old') }] },
  });
  const terminal = aTuiTerminal(shop, { columns: 100, rows: 40, begin: 'true' });
  terminal.shell('clear; czar start --no-wait; echo "ended $?"');
  await expectSeen(terminal, 'May they run? [y/N]');
  await expectSeen(terminal, 'check "test": touch "$HOME/old"');
  terminal.shell('n');
  await expectSeen(terminal, 'nothing was started: its commands are not accepted');
  await expectSeen(terminal, 'ended 4');
  expect(has(shop, 'old')).toBe(false);

  terminal.shell('clear; czar start --no-wait; echo "ended $?"');
  await expectSeen(terminal, 'May they run? [y/N]');
  terminal.shell('y');
  await expectSeen(terminal, /started, pid \d+/);
  await expectSeen(terminal, 'ended 0');
  await shop.merged('w1');

  expectRan(await shop.run('stop'), { code: 0 });
  shop.configure({
    checks: [
      { name: 'test', run: marks('old') },
      { name: 'more', run: marks('new') },
    ],
  });
  terminal.shell('clear; czar start --no-wait; echo "ended $?"');
  await expectSeen(terminal, 'other commands than those that you accepted');
  await expectSeen(terminal, 'check "more": touch "$HOME/new"');
  expect(terminal.screen()).not.toContain('check "test"');
  terminal.keys('C-c');
  await expectSeen(terminal, 'ended 130');
  expect(await shop.supervisor()).toBeNull();
});

test('what init wrote is accepted by it, and shown', async () => {
  const czar = aCzar({ trusts: false });
  expectRan(await czar.run('init', '--yes', '--agent', 'demo'), { code: 0, out: /accepted agent "demo": / });
  const config = czar
    .read('czar.config.json')
    .replace('"checks": []', '"limits": {"minFreeMemory": "1MB", "minFreeDisk": "1MB"}, "checks": []');
  czar.write('czar.config.json', config);
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
});
