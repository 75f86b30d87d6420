import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, type Shop } from '../support/czar-shop.ts';
import { until } from '../support/until.ts';

/** A remote that takes its time with every push to it. */
interface SlowRemote {
  /** What its hook saw, in order: `began`, and `ended` when it was ended from outside, or `done`. */
  saw(): readonly string[];
  /** From now on it is quick. */
  hurry(): void;
  tip(): string;
}

function aSlowRemote(shop: Shop): SlowRemote {
  const { base, root, env } = shop;
  const origin = join(base, 'origin.git');
  const notes = join(base, 'pushes');
  const hold = join(base, 'hold');
  const run = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: base, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  run('clone', '-q', '--bare', root, origin);
  shop.git('remote', 'add', 'origin', origin);
  shop.git('fetch', '-q', 'origin');
  writeFileSync(hold, '');
  const hook = [
    '#!/bin/sh',
    // Nobody reads what it says once git is gone.
    'exec > /dev/null 2>&1',
    `trap 'echo ended >> "${notes}"; exit 1' TERM`,
    `echo began >> "${notes}"`,
    `while [ -e "${hold}" ]; do sleep 0.1; done`,
    `echo done >> "${notes}"`,
  ];
  writeFileSync(join(origin, 'hooks/pre-receive'), `${hook.join('\n')}\n`, { mode: 0o755 });
  return {
    // The file is there a moment before its first line.
    saw: () => (existsSync(notes) ? readFileSync(notes, 'utf8').split('\n').filter(Boolean) : []),
    hurry: () => rmSync(hold),
    tip: () => run('--git-dir', origin, 'rev-parse', 'main'),
  };
}

async function untilSaw(remote: SlowRemote, wanted: readonly string[]): Promise<void> {
  // Anything else than the beginning of it is said at once.
  await until(() => (isBeginning(remote.saw(), wanted) ? remote.saw().length === wanted.length : true), {
    what: `the remote to see ${wanted.join(', ')}`,
  });
  expect(remote.saw()).toEqual(wanted);
}

function isBeginning(some: readonly string[], all: readonly string[]): boolean {
  return some.every((one, at) => one === all[at]);
}

/** A shop whose supervisor was killed in the middle of the push of its omnibus. */
async function killedInPush(): Promise<{ readonly shop: Shop; readonly remote: SlowRemote }> {
  const shop = aShop({
    tasks: { engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"') },
    config: { merge: { omnibus: 'auto' } },
  });
  const remote = aSlowRemote(shop);
  const first = shop.begin('start', '--foreground');
  await untilSaw(remote, ['began']);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  expect(remote.saw()).toEqual(['began']);
  return { shop, remote };
}

async function expectPushed(shop: Shop, remote: SlowRemote): Promise<void> {
  await shop.sees('the omnibus to be merged', ({ integration }) => integration.omnibusState === 'merged');
  const tip = remote.tip();
  expect(shop.git('rev-parse', 'refs/remotes/origin/main')).toBe(tip);
  expect(shop.git('log', '-1', '--format=%s', tip)).toContain('Merge the omnibus');
  expect(shop.git('ls-tree', '--name-only', tip).split('\n')).toContain('one.txt');
  expect(shop.picture()?.questions).toEqual([]);
}

test('a push that a killed supervisor left is ended before its successor pushes', async () => {
  const { shop, remote } = await killedInPush();
  await shop.start();
  await untilSaw(remote, ['began', 'ended', 'began']);
  remote.hurry();
  await expectPushed(shop, remote);
  expect(remote.saw()).toEqual(['began', 'ended', 'began', 'done']);
});

test('while a push is taken up, status and stop are answered', async () => {
  const { shop, remote } = await killedInPush();
  await shop.start();
  await untilSaw(remote, ['began', 'ended', 'began']);
  const status = await shop.run('status', '--json');
  expectRan(status, { code: 0 });
  expect(await shop.supervisor()).not.toBeNull();
  expectRan(await shop.run('pause'), { code: 0 });
  expectRan(await shop.run('resume'), { code: 0 });
  expectRan(await shop.run('stop'), { code: 0 });
  expect(await shop.supervisor()).toBeNull();
  // What it had under way went down with it: nothing pushes while nobody runs the project.
  await untilSaw(remote, ['began', 'ended', 'began', 'ended']);
  remote.hurry();
  await shop.start();
  await expectPushed(shop, remote);
  expect(remote.saw().slice(4)).toEqual(['began', 'done']);
});
