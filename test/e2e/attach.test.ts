import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, taskOf, type Shop } from '../support/czar-shop.ts';
import { packageProgram } from '../support/czar.ts';
import { until } from '../support/until.ts';

/** A person's terminal: a tmux of their own, in which `czar attach` runs and nothing else. */
function aTerminal(shop: Shop, ...options: readonly string[]) {
  const tmux = (...args: readonly string[]): string =>
    shop.tmux('-f', '/dev/null', '-S', join(shop.base, 'person'), ...args);
  const shell = ['/bin/sh', '-c', '"$@"; echo "attach ended with $?"; exec cat', 'sh'];
  const command = [process.execPath, packageProgram, '-C', shop.root, 'attach', ...options, 'engineer1'];
  tmux('new-session', '-d', '-s', 'mine', '-x', '100', '-y', '30', ...shell, ...command);
  return {
    screen: () => tmux('capture-pane', '-p', '-t', 'mine'),
    type: (...keys: readonly string[]) => tmux('send-keys', '-t', 'mine', ...keys),
    close: () => tmux('kill-server'),
  };
}

async function begun(task: string): Promise<Shop> {
  const shop = aShop({ tasks: { engineer1: task } });
  await shop.start();
  await shop.asked('agent-asks', 'engineer1');
  shop.takesFastTyping();
  return shop;
}

const asking = demoTask('@question which colour?', '$ echo done > done.txt', 'commit --complete "Colour"');

async function shows(terminal: ReturnType<typeof aTerminal>, text: string): Promise<void> {
  await until(() => terminal.screen().includes(text), {
    what: `"${text}" on the screen`,
  });
}

test('attach gives the terminal to the session, in which a person answers, and is left by Ctrl-b d', async () => {
  const shop = await begun(asking);
  const terminal = aTerminal(shop);
  await shows(terminal, 'which colour?');
  terminal.type('-l', 'green');
  await shows(terminal, 'green');
  terminal.type('Enter');
  await shop.merged('engineer1');
  // tmux tells in whole seconds when somebody attached and when they typed: within one of them it cannot be told apart.
  await until(
    async () => {
      terminal.type('-l', 'a draft ');
      expectRan(await shop.run('status', '--refresh'), { code: 0 });
      return (await shop.run('why', 'engineer1')).out.includes('you are typing in its session');
    },
    { what: 'the typing to be noticed' },
  );
  shop.write('next.md', demoTask('$ echo next > next.txt', 'commit --complete "Next"'));
  expectRan(await shop.run('add', 'next', '--file', 'next.md', '--worker', 'engineer1'), { code: 0 });
  await shop.sees('the new task to wait', (seen) => taskOf(seen, 'next')?.status === 'ready');
  expect(shop.git('branch', '--list', 'feat/shop-next')).toBe('');
  expect(shop.injections('engineer1', 'opening')).toHaveLength(1);
  terminal.type('C-u');
  terminal.type('C-b', 'd');
  await shows(terminal, 'attach ended with 0');
  await shop.merged('next');
  terminal.close();
});

test("attach -r only looks: keys do nothing, and the session is nobody's", async () => {
  const shop = await begun(asking);
  const terminal = aTerminal(shop, '-r');
  await shows(terminal, 'which colour?');
  terminal.type('-l', 'red');
  terminal.type('Enter');
  const { number } = await shop.asked('agent-asks', 'engineer1');
  expectRan(await shop.run('answer', String(number), 'blue'), { code: 0 });
  await shop.merged('engineer1');
  await shows(terminal, 'echo done > done.txt');
  expect(shop.screen('engineer1')).not.toContain('red');
  terminal.close();
});
