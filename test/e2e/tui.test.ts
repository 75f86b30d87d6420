import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, type Shop } from '../support/czar-shop.ts';
import { aTuiTerminal, expectSeen, expectShell, type TuiTerminal } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

const asking = demoTask('@question which colour?', '$ echo done > done.txt', 'commit --complete "Colour"');
const blocked = demoTask('@blocked keep both endpoints?');
const frozen = demoTask('$ echo a > a.txt', '@freeze 20m');

/** One worker asks in its session, one has left a question, one is at work. */
async function aNight(): Promise<Shop> {
  const shop = aShop({ tasks: { engineer1: asking, engineer2: blocked, engineer3: frozen } });
  await shop.start();
  await shop.asked('agent-asks', 'engineer1');
  await shop.asked('task-blocked', 'engineer2');
  return shop;
}

async function opened(shop: Shop, options: Parameters<typeof aTuiTerminal>[1] = {}): Promise<TuiTerminal> {
  const terminal = aTuiTerminal(shop, options);
  await expectSeen(terminal, /live/);
  await expectSeen(terminal, /> \? +engineer1/);
  return terminal;
}

test('a question is answered with its number, and in own words that are typed in place', async () => {
  const shop = await aNight();
  const terminal = await opened(shop);
  await until(() => terminal.title().includes('needs you (2)'), { what: 'the title' });
  terminal.keys('n');
  await expectSeen(terminal, /> +\d+ +engineer/);
  terminal.keys('/');
  terminal.type('endpoints');
  terminal.keys('Enter', 'Enter');
  await expectSeen(terminal, 'your own words');
  terminal.keys('2', 'Enter');
  await expectSeen(terminal, /answer \d+: /);
  terminal.type('drop v1 und größer: 買い物');
  await expectSeen(terminal, '買い物');
  terminal.keys('Enter');
  await shop.sees('the question to be answered', ({ questions }) => questions.length === 1);
  await until(() => shop.injections('engineer2').length > 1, {
    what: 'the answer to be sent',
  });
  await expectSeen(terminal, /Question \d+ is answered: you said/);
});

test('the palette completes names and runs what the command line runs', async () => {
  const shop = await aNight();
  const terminal = await opened(shop);
  terminal.type(':why engineer3');
  terminal.keys('Enter');
  await expectSeen(terminal, 'czar why engineer3');
  await expectSeen(terminal, /worker: /);
  terminal.keys('Escape');
  terminal.type(':pau');
  terminal.keys('Tab');
  await expectSeen(terminal, /:pause /);
  terminal.type('engineer3');
  terminal.keys('Enter');
  await shop.sees('the worker to be paused', ({ workers }) =>
    workers.some(({ worker, activity }) => worker === 'engineer3' && activity === 'paused'),
  );
  terminal.type(':nonsense');
  terminal.keys('Enter');
  await expectSeen(terminal, 'there is no verb or view "nonsense"');
});

test('a gives the terminal to the session, and comes back to the same place', async () => {
  const shop = await aNight();
  const terminal = await opened(shop);
  terminal.keys('Enter');
  await expectSeen(terminal, '> [Worker engineer1]');
  shop.takesFastTyping();
  terminal.keys('a');
  await expectSeen(terminal, /\[shop-work.*C-b d comes back/);
  terminal.type('greenish blue');
  await expectSeen(terminal, 'greenish blue');
  terminal.keys('C-b', 'd');
  await expectSeen(terminal, '> [Worker engineer1]');
  terminal.keys('j', 'k', 'Escape');
  await expectSeen(terminal, /\[1 Overview\]/);
  expect(shop.screen('engineer1')).toContain('greenish blue');
  terminal.keys('q');
  await expectShell(terminal);
  expect(terminal.screen()).not.toMatch(/detached|comes back/);
});

test('an editor gets the terminal and the text of the task', async () => {
  const shop = await aNight();
  const terminal = await opened(shop, { begin: `EDITOR='sed -i s/both/all/' czar ui` });
  terminal.keys('6');
  await expectSeen(terminal, /PRIO/);
  terminal.keys('/');
  terminal.type('engineer2');
  terminal.keys('Enter', 'e');
  await until(() => shop.read('tasks/engineer2.md').includes('keep all endpoints'), {
    what: 'the edit',
  });
  await expectSeen(terminal, /live/);
});

test('with no terminal, with TERM=dumb and with NO_COLOR', async () => {
  const shop = await aNight();
  expectRan(await shop.run(), { code: 0, out: /NEEDS YOU/ });
  const terminal = aTuiTerminal(shop, { begin: 'TERM=dumb czar' });
  await expectSeen(terminal, 'NEEDS YOU');
  await expectShell(terminal);
  terminal.shell('clear; NO_COLOR=1 czar');
  await expectSeen(terminal, /> \? +engineer1/);
  expect(shop.tmux('-L', 'person', 'capture-pane', '-p', '-e', '-t', 'mine')).not.toMatch(/\u001b\[3\d/);
});

/** As if the person had left so long ago. */
function leftAgo(shop: Shop, ms: number): void {
  const folder = join(shop.root, '..', 'home', '.local', 'state', 'czar', 'looks');
  const at = Date.now() - ms;
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), `${at} ${at}\n`);
}

test('what happened while nobody looked is told when somebody comes back, and can be called up again', async () => {
  const shop = await aNight();
  const first = await opened(shop);
  first.keys('q');
  await expectShell(first);
  leftAgo(shop, 10 * 60_000 - 30_000);
  first.shell('clear; czar');
  await expectSeen(first, /Overview > \[Away\][\s\S]*2 questions wait for you/);
  first.keys('Escape');
  await expectSeen(first, /\[1 Overview\]/);
  first.type(':away');
  first.keys('Enter');
  await expectSeen(first, /\[9 Away\][\s\S]*2 questions wait for you/);
  first.keys('q');
  await expectShell(first);
  first.shell('clear; czar');
  await expectSeen(first, /\[1 Overview\]/);
  first.keys('9');
  await expectSeen(
    first,
    /Since the look before, (9|10)m.*; you looked last [\s\S]*2 questions wait for you/,
  );
});
