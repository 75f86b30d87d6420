import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCzar, type Ran, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { until } from '../support/until.ts';

const limits = { minFreeMemory: '1MB', minFreeDisk: '1MB' };

function script(...steps: readonly string[]): string {
  return ['# A task', '```demo', ...steps, '```', ''].join('\n');
}

const project = {
  'work-queue.json': JSON.stringify({
    primary_tasks: {
      engineer1: { status: 'pending', priority: 1 },
      engineer2: { status: 'pending', priority: 1 },
    },
    bonus_tasks: { last: { status: 'pending', depends_on: ['engineer1', 'engineer2'] } },
  }),
  'czar.config.json': JSON.stringify({
    project: 'shop',
    agent: 'demo',
    restart: { backoff: '100ms' },
    limits,
  }),
  'tasks/engineer1.md': script('$ echo 1 > one.txt', 'commit --complete "One"'),
  'tasks/engineer2.md': script(
    '$ echo 2 > two.txt',
    'commit "Begin two"',
    '@question vanilla or chocolate?',
    '$ echo 2 > more.txt',
    'commit --complete "Two"',
  ),
  'tasks/last.md': script('$ echo 3 > three.txt', 'commit --complete "Three"'),
};

function dataOf({ code, out, err }: Ran): unknown {
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

async function startAndLook(czar: TestCzar): Promise<void> {
  const started = await czar.run('start');
  expect([0, 4]).toContain(started.code);
  expect(started.out).toMatch(/^engineer[12] /m);
  expectRan(await czar.run('start'), { code: 0, out: /^runs already: pid \d+/ });
  await czar.until('engineer1 is merged and engineer2 asks', ({ counts, questions }) => {
    return counts.merged === 1 && questions.length === 1;
  });
  expectRan(await czar.run('status', '--check'), { code: 4, out: 'NEEDS YOU' });
  const { out } = await czar.run('status');
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expectRan(await czar.run('needs'), { code: 0, out: 'vanilla or chocolate?' });
  expect(dataOf(await czar.run('needs', '--json'))).toMatchObject([{ topic: 'agent-asks', number: 1 }]);
  expect(dataOf(await czar.run('peek', 'engineer2', '--json'))).toMatchObject({ source: 'screen' });
}

async function askWhy(czar: TestCzar): Promise<void> {
  for (const [about, says] of [
    ['shop', 'omnibus: #'],
    ['engineer2', 'worker: healthy'],
    ['last', 'engineer2'],
    ['q-1', 'question 1'],
    ['#1', 'pull request #1 of task engineer1'],
    ['omnibus', 'omnibus: #'],
  ] as const)
    expectRan(await czar.run('why', about), { code: 0, out: says });
  expect(dataOf(await czar.run('why', '--json'))).toMatchObject({ about: 'shop' });
  expectRan(await czar.run('why', 'engineer9'), { code: 3, err: 'did you mean' });
  expectRan(await czar.run('why', '#99'), { code: 3, err: '#99' });
}

async function seeWork(czar: TestCzar): Promise<void> {
  expect(dataOf(await czar.run('diff', 'engineer1', '--json'))).toMatchObject({ files: ['one.txt'] });
  expectRan(await czar.run('pr', 'show', 'engineer1'), { code: 0, out: /^#1 / });
  expectRan(await czar.run('pr', 'omnibus', '--check'), { code: 4, out: 'missing' });
  expect(dataOf(await czar.run('pr', 'list', '--json'))).toHaveLength(2);
  const lines = (await czar.run('log', '--json', '-n', '500')).out.trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line)).length).toBeGreaterThan(10);
  expectRan(await czar.run('log', '-t', 'engineer1'), { code: 0, out: 'is merged as' });
}

async function giveOrders(czar: TestCzar): Promise<void> {
  expectRan(await czar.run('nudge', 'engineer1', 'hello'), { code: 0, out: 'repeated the whole text' });
  expectRan(await czar.run('pause', 'engineer1'), { code: 0, out: 'paused' });
  czar.write('extra.md', script('$ echo 4 > four.txt', 'commit --complete "Four"'));
  expectRan(await czar.run('add', 'extra', '--file', 'extra.md', '--worker', 'engineer1'), { code: 0 });
  expectRan(await czar.run('assign', 'extra', 'engineer2'), { code: 0, out: 'engineer2' });
  expectRan(await czar.run('assign', '--open', 'extra'), { code: 0 });
  expectRan(await czar.run('cancel', 'engineer1'), { code: 1, err: 'merged already' });
  expectRan(await czar.run('resume', 'engineer1'), { code: 0, out: 'resumed' });
  expectRan(await czar.run('answer', '1', 'vanilla'), { code: 0 });
  await czar.until('all is merged', ({ counts }) => counts.merged === 4);
  expectRan(await czar.run('answer', '1', 'vanilla'), { code: 3, err: 'not open' });
  czar.write('extra.md', script('$ echo 5 > five.txt', 'commit --complete "Five"'));
  expectRan(await czar.run('inject', 'engineer2', 'extra.md'), { code: 0, out: 'extra-2' });
  await czar.until('the injected task is merged', ({ counts }) => counts.merged === 5);
  expectRan(await czar.run('restart', 'engineer1'), { code: 0, out: 'restarted' });
}

async function stopAndClean(czar: TestCzar): Promise<void> {
  await czar.until('everything came to rest', ({ settled }) => settled);
  expectRan(await czar.run('pr', 'omnibus', '--check'), { code: 0, out: 'ready' });
  expectRan(await czar.run('clean', '--all', '--yes'), { code: 1, err: 'czar stop --all' });
  const began = Date.now();
  expectRan(await czar.run('stop'), { code: 0, out: 'czar stop --all ends them' });
  expect(Date.now() - began).toBeLessThan(60_000);
  expect(await czar.supervisor()).toBe(null);
  expectRan(await czar.run('status'), { code: 0, out: /^czar is not running/ });
  expectRan(await czar.run('status', '--check'), { code: 3 });
  expectRan(await czar.run('why', 'engineer1'), { code: 0, out: 'czar is not running' });
  expectRan(await czar.run('why'), { code: 0, out: /\d of \d merged/ });
  expectRan(await czar.run('restart', 'engineer1'), { code: 3, err: 'czar start' });
  expectRan(await czar.run('stop', '--all', '--now'), { code: 0, out: 'no sessions left' });
  expectRan(await czar.run('clean'), { code: 4, err: 'czar clean --yes' });
  expectRan(await czar.run('clean', '--all', '--yes'), { code: 0 });
  expect(czar.git('worktree', 'list').split('\n')).toHaveLength(1);
}

test('one project, and every verb that a day needs', async () => {
  const czar = aCzar({ files: project });
  await startAndLook(czar);
  await askWhy(czar);
  await seeWork(czar);
  await giveOrders(czar);
  await stopAndClean(czar);
  expect(JSON.parse(czar.read('work-queue.json'))).toHaveProperty('primary_tasks.engineer1');
});

test('start with names does those and what they need, and ends with them', async () => {
  const czar = aCzar({ files: project });
  const ran = await czar.run('start', 'engineer1', '--until-done');
  expectRan(ran, { code: 0, out: 'czar: done: 1/1 tasks merged' });
  const { tasks } = (await czar.snapshot()) ?? { tasks: [] };
  const merged = tasks.filter(({ status }) => status === 'merged').map(({ task }) => task);
  expect(merged).toEqual(['engineer1']);
});

test('in a folder of a repository an agent begins in that folder of its worktree', async () => {
  const czar = aCzar({
    files: Object.fromEntries(
      Object.entries({
        ...project,
        'tasks/engineer1.md': script('$ pwd > where.txt', 'commit --complete "W"'),
      }).map(([name, text]) => [`packages/cart/${name}`, text]),
    ),
  });
  const below = join(czar.root, 'packages/cart');
  expectRan(await czar.runIn(below, 'start', '--no-wait', 'engineer1'), { code: 0 });
  await until(
    async () => (await czar.runIn(below, 'diff', 'engineer1')).out.includes('+++ b/packages/cart/where.txt'),
    { what: 'the file that the agent wrote' },
  );
  expectRan(await czar.runIn(below, 'stop', '--all', '--now'), { code: 0 });
});
