import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';

const config = { project: 'shop', agent: 'demo', limits: { minFreeMemory: '1MB', minFreeDisk: '1MB' } };
const queue = { primary_tasks: { engineer1: { status: 'pending', priority: 1 } }, bonus_tasks: {} };

function shop(more: object = {}): Readonly<Record<string, string>> {
  return {
    'work-queue.json': JSON.stringify(queue),
    'czar.config.json': JSON.stringify({ ...config, ...more }),
    'tasks/engineer1.md': '# One\n',
  };
}

/** A start that is refused before anything was begun: no supervisor, no branch, no worktree. */
async function expectRefused(czar: TestCzar, says: string | RegExp, code = 2): Promise<void> {
  const branches = czar.git('branch', '--list');
  const ran = await czar.run('start', '--no-wait');
  expectRan(ran, { code, err: says });
  expect(ran.err).not.toMatch(/\n\s+at |a bug in czar/);
  expect(await czar.supervisor()).toBe(null);
  expect(czar.git('branch', '--list')).toBe(branches);
  expect(czar.git('worktree', 'list').split('\n')).toHaveLength(1);
}

describe('czar start refuses', () => {
  test('a repository without commits', async () => {
    await expectRefused(aCzar({ files: shop(), repository: 'empty' }), 'no commit');
  });

  test('a folder without a repository', async () => {
    expectRan(await aCzar({ files: shop(), repository: 'none' }).run('start'), {
      code: 2,
      err: 'git init',
    });
  });

  test('a detached HEAD, when no base is configured', async () => {
    const czar = aCzar({ files: shop() });
    czar.git('switch', '--quiet', '--detach');
    await expectRefused(czar, 'detached');
  });

  test('a base that does not exist', async () => {
    await expectRefused(aCzar({ files: shop({ base: 'develop' }) }), 'develop');
  });

  test.each(['feat', 'omnibus', 'omnibus/shop/old'])(
    'a branch %s that leaves no room for its own',
    async (name) => {
      const czar = aCzar({ files: shop() });
      czar.git('branch', name);
      await expectRefused(czar, name);
    },
  );

  test('a file where a worktree belongs', async () => {
    const czar = aCzar({ files: shop() });
    czar.write('.czar/worktrees/engineer1', 'mine');
    await expectRefused(czar, 'worktrees/engineer1');
    expect(czar.read('.czar/worktrees/engineer1')).toBe('mine');
  });

  test('a broken config, naming line and column', async () => {
    const czar = aCzar({
      files: { ...shop(), 'czar.config.json': '{\n  "project": "shop",\n  "agent": demo\n}' },
    });
    await expectRefused(czar, /czar\.config\.json:3/);
  });

  test('a config without an agent', async () => {
    await expectRefused(aCzar({ files: shop({ agent: undefined }) }), 'demo');
  });

  test('an agent whose program is missing', async () => {
    await expectRefused(
      aCzar({ files: shop({ agent: 'x', agents: { x: { command: 'no-such-agent' } } }) }),
      'no-such-agent',
    );
  });

  test('a disk that is too full', async () => {
    await expectRefused(aCzar({ files: shop({ limits: { minFreeDisk: '9000TB' } }) }), 'minFreeDisk');
  });

  test('a tmux that is missing, or too old', async () => {
    const czar = aCzar({ files: shop() });
    const fake = join(czar.base, 'tmux');
    writeFileSync(fake, '#!/bin/sh\necho "tmux 2.9a"\n');
    chmodSync(fake, 0o755);
    const old = await czar.runWith({ PATH: `${czar.base}:${czar.env['PATH']}` }, 'start');
    expectRan(old, { code: 2, err: 'tmux 2.9a' });
  });

  test('a check that fails on the base already', async () => {
    const checks = [{ name: 'test', run: 'echo 3 failing; exit 1' }];
    const czar = aCzar({ files: shop({ checks }) });
    const sha = czar.git('rev-parse', '--short=7', 'HEAD');
    const ran = await czar.run('start', '--no-wait');
    expectRan(ran, { code: 1, err: `check "test" already fails on main@${sha}` });
    expect(ran.err).toContain('3 failing');
    expect(ran.err).toContain('--allow-red test');
    expect(await czar.supervisor()).toBe(null);
  });
});

test('many refusals are told at once', async () => {
  const czar = aCzar({
    files: shop({ limits: { minFreeDisk: '9000TB' }, agent: 'x', agents: { x: { command: 'no-such' } } }),
  });
  const { err } = await czar.run('start');
  expect(err).toContain('minFreeDisk');
  expect(err).toContain('no-such');
});
