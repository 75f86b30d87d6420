import { join } from 'node:path';
import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, workerOf } from '../support/czar-shop.ts';
import { aTuiTerminal, expectGone, expectSeen } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

const asking = demoTask('@question which colour?', '$ echo done > done.txt', 'commit --complete "Colour"');

/** The shell's, in the line below which nothing stands. What the terminal echoed of the key may be painted over. */
const promptLast = /\$\s*$/;

test('status --watch shows what changes, that the supervisor is gone and how long, and that it is back', async () => {
  const shop = aShop({ tasks: { engineer1: asking, engineer2: demoTask('@freeze 20m') } });
  await shop.start();
  const terminal = aTuiTerminal(shop, { begin: 'czar status --watch' });
  await expectSeen(terminal, /^shop {2}running/m);
  await expectSeen(terminal, 'which colour?');
  const holder = await shop.supervisor();
  expect(holder).not.toBeNull();
  process.kill(holder ?? 0, 'SIGKILL');
  await expectSeen(terminal, /^czar is not running: last seen \d+s ago/m);
  await expectSeen(terminal, /^czar is not running: last seen [4-9]s ago/m);
  await shop.start();
  await expectSeen(terminal, /^shop {2}running/m);
  await expectGone(terminal, 'czar is not running');
  expectRan(await shop.run('answer', '1', 'blue'), { code: 0 });
  await expectGone(terminal, 'which colour?');
  await expectSeen(terminal, /1 of 2 merged/);
  terminal.keys('C-c');
  await expectSeen(terminal, promptLast);
  expect(terminal.isRestored()).toBe(true);
  // The page is still there, once.
  expect(terminal.screen().match(/engineer2/g)?.length ?? 0).toBeGreaterThan(0);
  expect(terminal.screen().match(/^shop {2}running/gm)).toHaveLength(1);
});

test('status --watch --json is a line for each picture, which add up to what happened', async () => {
  const shop = aShop({ tasks: { engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"') } });
  await shop.start();
  const watching = shop.begin('status', '--watch', '--json');
  await shop.merged('engineer1');
  await until(() => watching.out().includes('"status":"merged"'), {
    what: 'the merge to be told',
  });
  watching.child.kill('SIGINT');
  expect((await watching.ended).code).toBe(130);
  for (const line of watching.out().trimEnd().split('\n'))
    expect(line).toMatch(/^\{"version":1,.*"seen":"alive"\}$/);
});

test('peek -f shows what the worker does, as it does it', async () => {
  const shop = aShop({ tasks: { engineer1: asking } });
  await shop.start();
  await shop.asked('agent-asks', 'engineer1');
  const following = shop.begin('peek', 'engineer1', '-f');
  await until(() => following.out().includes('which colour?'), { what: 'the screen' });
  shop.keys('engineer1', 'blue', 'Enter');
  await until(() => following.out().includes('blue'), { what: 'the answer on it' });
  following.child.kill('SIGINT');
  expect((await following.ended).code).toBe(130);
});

test('edit changes fields and nothing else, and a text in the editor, also of a task that is under way', async () => {
  const shop = aShop({ tasks: { engineer1: demoTask('@freeze 20m') } });
  const before = shop.read('work-queue.json');
  expectRan(await shop.run('add', 'later', '--text', 'Later'), { code: 0 });
  expectRan(await shop.run('edit', 'later', '--priority', '3', '--after', 'engineer1', '--hold'), {
    code: 0,
    out: 'changed later: priority 3, after engineer1, on hold',
  });
  expect(shop.read('work-queue.json').startsWith(before.slice(0, before.indexOf('"bonus_tasks"')))).toBe(
    true,
  );
  const written = shop.read('work-queue.json');
  expectRan(await shop.run('edit', 'later', '--after', 'engineer1,later'), {
    code: 2,
    err: 'it cannot come after itself',
  });
  expectRan(await shop.run('edit', 'engineer1', '--after', 'later'), {
    code: 2,
    err: 'it would wait for itself: engineer1 after later after engineer1',
  });
  expect(shop.read('work-queue.json')).toBe(written);
  await shop.start();
  await shop.sees('the task on hold', ({ tasks }) => {
    const later = tasks.find(({ task }) => task === 'later');
    return later?.note === 'on hold' && later.priority === 3 && later.after.includes('engineer1');
  });
  await shop.sees('engineer1 at work', (seen) => workerOf(seen, 'engineer1')?.receipt === 'confirmed');
  shop.write('editor.sh', '#!/bin/sh\nprintf "\\nAnd one more thing.\\n" >> "$1"\n');
  chmodSync(join(shop.root, 'editor.sh'), 0o755);
  const terminal = aTuiTerminal(shop, {
    begin: `VISUAL=${join(shop.root, 'editor.sh')} czar edit engineer1`,
  });
  await expectSeen(terminal, 'changed the text of engineer1');
  expect(shop.read('tasks/engineer1.md')).toMatch(/^# Task[\s\S]*And one more thing\.\n$/);
});

test('what is watched of a project that never ran is one line', async () => {
  const czar = aCzar({ files: { 'work-queue.json': '{}', 'czar.config.json': '{"project":"shop"}' } });
  const terminal = aTuiTerminal(czar, { begin: 'czar status --watch' });
  await expectSeen(terminal, 'czar is not running: shop was never started (czar start)');
  terminal.keys('C-c');
  await expectSeen(terminal, promptLast);
});
