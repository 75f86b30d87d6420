import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { aShop, block, demoTask, type Shop } from '../support/czar-shop.ts';
import { aTuiTerminal, expectSeen, expectShell, type TuiTerminal } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

async function aShopAtWork(): Promise<Shop> {
  const shop = aShop({ tasks: { engineer1: demoTask('@freeze 20m'), engineer2: demoTask('@blocked why?') } });
  await shop.start();
  await shop.asked('task-blocked', 'engineer2');
  return shop;
}

async function opened(shop: Shop): Promise<TuiTerminal> {
  const terminal = aTuiTerminal(shop);
  await expectSeen(terminal, /live/);
  await expectSeen(terminal, 'engineer1');
  return terminal;
}

async function expectRestored(terminal: TuiTerminal): Promise<void> {
  await expectShell(terminal);
  terminal.shell(
    'clear; stty -a | tr ";" "\\n" | grep -cw -- "-icanon\\|-echo\\|-isig"; echo "mode $((1+1))"',
  );
  await expectSeen(terminal, 'mode 2');
  expect(terminal.lines()[0]).toBe('0');
}

/** What the shell of the terminal runs. */
function tuiPid(shop: Shop): number {
  const shell = shop.tmux('-L', 'person', 'display-message', '-p', '-t', 'mine', '#{pane_pid}');
  const table = execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' });
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  const pid = Number(rows.find(([parent]) => parent === shell)?.[1] ?? 0);
  if (!(pid > 1)) throw new Error(`the shell ${shell} runs nothing`);
  return pid;
}

test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGKILL'] as const)(
  '%s leaves the terminal as it was',
  async (signal) => {
    const shop = await aShopAtWork();
    const terminal = await opened(shop);
    process.kill(tuiPid(shop), signal);
    await expectRestored(terminal);
  },
);

test('a signal while a session has the terminal ends both, and leaves the terminal as it was', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  terminal.keys('a');
  await expectSeen(terminal, 'comes back');
  const tui = tuiPid(shop);
  process.kill(tui, 'SIGTERM');
  await expectRestored(terminal);
  expect(await shop.supervisor()).not.toBeNull();
  const programs = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  const places = dirname(shop.root);
  expect(programs.filter((line) => line.includes('attach-session') && line.includes(places))).toEqual([]);
});

test('a terminal that is closed ends it by the hang-up, not by a crash, and the work goes on', async () => {
  const shop = await aShopAtWork();
  const path = join(shop.root, '..', 'ended');
  const terminal = aTuiTerminal(shop, { begin: `trap '' HUP; czar; echo $? > '${path}'` });
  await expectSeen(terminal, 'engineer1');
  shop.tmux('-L', 'person', 'kill-server');
  const code = (): string | null => (existsSync(path) ? readFileSync(path, 'utf8').trim() || null : null);
  expect(await until(code, { what: 'the end of it' })).toBe('129');
  expect(await shop.supervisor()).not.toBeNull();
});

test('Ctrl-C leaves the terminal as it was, and the work goes on', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  terminal.keys('C-c');
  await expectRestored(terminal);
  expect(await shop.supervisor()).not.toBeNull();
});

test('a crash leaves the terminal as it was, and is told there', async () => {
  const shop = await aShopAtWork();
  const bomb = "data:text/javascript,setTimeout(()=>{throw%20new%20Error('boom')},5000)";
  const terminal = aTuiTerminal(shop, { begin: `NODE_OPTIONS="--import=${bomb}" czar` });
  await expectSeen(terminal, 'engineer1');
  await expectSeen(terminal, 'a bug in czar itself: boom');
  await expectRestored(terminal);
});

test('what is ordered in the moment before it is left is carried out, and told where it was begun', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  const selected = />.*(engineer\d)/.exec(terminal.screen())?.[1] ?? '';
  terminal.keys('p', 'q');
  await expectShell(terminal);
  await expectSeen(terminal, new RegExp(`^czar: .*${selected}`, 'm'));
  const isPaused = async (): Promise<boolean | undefined> =>
    (await shop.snapshot())?.workers.some(
      ({ worker, activity }) => worker === selected && activity === 'paused',
    );
  await until(isPaused, { what: `${selected} to be paused` });
});

test('Ctrl-Z gives the terminal back, and fg goes on where it was, in the size that the window has by then', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  terminal.keys('3');
  await expectSeen(terminal, 'HOLDS UP');
  terminal.keys('C-z');
  await expectSeen(terminal, 'Stopped');
  await expectShell(terminal);
  terminal.resize(110, 18);
  terminal.shell('fg');
  await expectSeen(terminal, 'HOLDS UP');
  await until(() => terminal.lines()[17]?.startsWith('? help') === true, {
    what: 'the keys in the last line',
  });
  terminal.keys('1');
  await expectSeen(terminal, /\[1 Overview\]/);
  terminal.keys('q');
  await expectRestored(terminal);
});

test('the death of the supervisor is said at once, the last picture stays, and a new one is live again', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  const pid = await shop.supervisor();
  if (pid === null) throw new Error('nobody runs');
  process.kill(pid, 'SIGKILL');
  await expectSeen(terminal, 'czar is not running: last seen');
  expect(terminal.screen()).toContain('engineer1');
  terminal.type(':pause engineer1');
  terminal.keys('Enter');
  await expectSeen(terminal, 'kept for the next start');
  terminal.type(':start --no-wait');
  terminal.keys('Enter');
  await expectSeen(terminal, /live/);
  await shop.sees('the order that was kept to be carried out', ({ workers }) =>
    workers.some(({ worker, activity }) => worker === 'engineer1' && activity === 'paused'),
  );
});

test('opened while nobody runs it shows the last picture and says so', async () => {
  const shop = await aShopAtWork();
  const pid = await shop.supervisor();
  if (pid !== null) process.kill(pid, 'SIGKILL');
  const terminal = aTuiTerminal(shop);
  await expectSeen(terminal, 'czar is not running: last seen');
  await expectSeen(terminal, 'engineer1');
  terminal.keys('q');
  await expectRestored(terminal);
});

test('after a storm of sizes the screen is what it would be if it had been opened in that size', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  const sizes = [
    [120, 40],
    [40, 12],
    [300, 80],
    [20, 5],
    [80, 24],
    [200, 50],
    [79, 23],
    [100, 30],
  ] as const;
  for (let round = 0; round < 5; round += 1)
    for (const [columns, rows] of sizes) terminal.resize(columns, rows);
  await until(() => /\[1 Overview\]/.test(terminal.screen()), { what: 'the last size' });
  const bare = (): string => terminal.screen().replace(/(\d+[smhd])+\b/g, 'T');
  await until(
    () => {
      const before = bare();
      terminal.keys('C-l');
      return before === bare() && before.split('\n').length >= 29;
    },
    { what: 'a screen that painting it anew does not change' },
  );
  expect(terminal.lines().at(-1)).toContain('? help');
});

test('the mouse selects, opens and goes to views', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  // What is selected already would be opened by the first click.
  const other = /^ {2}\S +(engineer\d) +\w+ /;
  await expectSeen(terminal, new RegExp(other, 'm'));
  const row = terminal.lines().findIndex((line) => other.test(line));
  const name = other.exec(terminal.lines()[row] ?? '')?.[1] ?? '';
  const click = `\u001b[<0;6;${row + 1}M\u001b[<0;6;${row + 1}m`;
  terminal.send(click);
  await expectSeen(terminal, new RegExp(`> \\S +${name}`));
  terminal.send(click);
  await expectSeen(terminal, `> [Worker ${name}]`);
  terminal.keys('Escape');
  await expectSeen(terminal, /\[1 Overview\]/);
  terminal.send('\u001b[<0;16;3M');
  await expectSeen(terminal, /\[2 Needs/);
});

test('keys that mean nothing, colours in what is pasted and replies of a terminal do nothing at all', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  const finals = '@ABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklnopqrstuvwxyz~^$';
  const modified = ['1', '3', '11', '25', '29'].flatMap((number) =>
    ['2', '5', '6', '7', '8'].flatMap((modifier) =>
      Array.from(finals, (final) => `\u001b[${number};${modifier}${final}`),
    ),
  );
  for (let from = 0; from < modified.length; from += 100)
    terminal.send(modified.slice(from, from + 100).join(''));
  terminal.send('\u001b[0n\u001b[?64;1;2c\u001b[31m\u001b[200~\u001b[7mq\u001b[0m\u001b[201~');
  terminal.keys('2');
  await expectSeen(terminal, /\[2 Needs/);
});

test('pasted text does nothing outside of a line that is typed', async () => {
  const shop = await aShopAtWork();
  const terminal = await opened(shop);
  terminal.send('\u001b[200~q6x\ry\u001b[201~');
  terminal.keys('m');
  await expectSeen(terminal, /to engineer\d: /);
  terminal.send('\u001b[200~two\rlines q\u001b[201~');
  await expectSeen(terminal, 'two\\n lines q');
  terminal.keys('Escape');
  await expectSeen(terminal, /\[1 Overview\]/);
});

test('what tasks, commits, questions and screens hold is shown harmlessly in every view', async () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\u001b[Hx\u202egnp.exe\u200b 漢字 \u{1f469}\u200d\u{1f467}';
  const prints = "$ printf '\\033]0;owned\\007\\033[2J\\033[Hpwned \\342\\200\\256\\346\\274\\242'";
  const steps = [
    'write a.txt <<END',
    'a',
    'END',
    `commit "Begin ${evil}"`,
    prints,
    `@question which ${evil}?`,
  ];
  const text = `# Night ${evil} ${'long '.repeat(80)}\n\n${block('demo', steps)}`;
  const shop = aShop({ tasks: { engineer1: text } });
  await shop.start();
  await shop.asked('agent-asks', 'engineer1');
  const terminal = aTuiTerminal(shop);
  await expectSeen(terminal, /live/);
  const views = [
    ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key) => [[key], new RegExp(`\\[${key} `)] as const),
    [['1', 'Enter'], '[Worker engineer1]'],
    [['t'], '[Task engineer1]'],
    [['n', 'Enter'], '[Question'],
  ] as const;
  for (const [keys, where] of views) {
    terminal.keys(...keys);
    await expectSeen(terminal, where);
    await until(() => /^shop .*● live .*merged$/.test(terminal.lines()[0] ?? ''), {
      what: `the header above ${String(where)}`,
    });
    expect(terminal.lines().filter((line) => line !== '').length).toBeLessThanOrEqual(24);
    expect(terminal.screen()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    expect(terminal.title()).not.toContain('owned');
  }
  expect(terminal.screen()).toContain('x\\u{202e}gnp.exe\\u{200b} 漢字');
});
