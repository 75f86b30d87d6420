import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask } from '../support/czar-shop.ts';
import { smallProject } from '../support/recovery.ts';
import { until } from '../support/until.ts';

/** Sessions of all tmux servers of this machine, Czar's own included. A server that is gone has none. */
function sessionsOf(czar: TestCzar): readonly string[] {
  const folders = readdirSync(czar.base).filter((name) => name.startsWith('tmux-'));
  const sockets = folders.flatMap((folder) =>
    readdirSync(join(czar.base, folder)).map((name) => join(czar.base, folder, name)),
  );
  return sockets.flatMap((socket) => {
    if (!existsSync(socket)) return [];
    try {
      return czar.tmux('-S', socket, 'list-sessions', '-F', '#{session_name}').split('\n');
    } catch (error) {
      if (/no server running|error connecting|lost server|server exited/.test(String(error))) return [];
      throw error;
    }
  });
}

test('stop --all ends the sessions of workers whose agents had crashed, too', async () => {
  const tasks = { t1: { worker: 'w1' }, t2: { worker: 'w2', steps: '@freeze' } };
  const config = {
    workers: { w1: { agent: 'doomed' }, w2: {} },
    agents: { doomed: { kind: 'demo', env: { CZAR_DEMO: 'crash-loop' } } },
    restart: { max: 1, backoff: '100ms' },
  };
  const czar = aCzar({ files: smallProject(tasks, config) });
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  await czar.until(
    'w1 is out and w2 at work',
    ({ workers }) =>
      workers.some(({ worker, quarantined }) => worker === 'w1' && quarantined !== null) &&
      workers.some(({ worker, receipt }) => worker === 'w2' && receipt === 'confirmed'),
  );
  expect(sessionsOf(czar)).toContain('shop-worker-w1');
  expectRan(await czar.run('nudge', 'w1', 'hello'), { code: 0, out: /out of service.*once it is released/ });
  expectRan(await czar.run('pause', 'w1'), { code: 0, out: /^w1 paused; w1 is out of service/ });
  const stopped = await czar.run('stop', '--all');
  expectRan(stopped, { code: 0, out: /^w1: its agent had ended[^]*stopped, and every session ended\n$/ });
  expect(sessionsOf(czar).filter((name) => name.includes('worker'))).toEqual([]);
  await until(() => sessionsOf(czar).length === 0, { what: 'the end of the server' });
});

test('stop --all saves what is uncommitted where the task waits for an answer, and nothing twice', async () => {
  const shop = aShop({
    tasks: { engineer1: demoTask('@blocked which one?'), engineer2: demoTask('@blocked how?') },
  });
  const saved = (worker: string): readonly string[] =>
    shop
      .git('for-each-ref', '--format=%(refname)', `refs/czar/**/saved/${worker}/**`)
      .split('\n')
      .filter((ref) => ref !== '');
  const place = '.czar/worktrees/engineer1';
  await shop.start();
  await shop.asked('task-blocked', 'engineer1');
  await shop.asked('task-blocked', 'engineer2');
  shop.write(`${place}/half.txt`, 'half');
  expectRan(await shop.run('stop', '--all'), { code: 0, out: 'every session ended' });
  expect(saved('engineer2')).toEqual([]);
  expect(saved('engineer1')).toHaveLength(1);
  expect(shop.git('show', `${saved('engineer1')[0]}:half.txt`)).toBe('half');
  expect(shop.git('-C', place, 'status', '--porcelain')).toBe('?? half.txt');
  await shop.start();
  await shop.asked('task-blocked', 'engineer1');
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  expect(saved('engineer1')).toHaveLength(1);
  await shop.start();
  shop.write(`${place}/half.txt`, 'another half');
  expectRan(await shop.run('stop', '--all'), { code: 0 });
  expect(saved('engineer1').map((ref) => shop.git('show', `${ref}:half.txt`))).toEqual([
    'half',
    'another half',
  ]);
  await shop.start();
  shop.write(`${place}/half.txt`, 'a third half');
  expectRan(await shop.run('stop', '--all', '--now'), { code: 0 });
  expect(saved('engineer1')).toHaveLength(2);
});
