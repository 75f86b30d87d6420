import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, workerOf } from '../support/czar-shop.ts';

function file(name: string): readonly string[] {
  return [`$ echo ${name} > ${name}.txt`, `commit --complete "Add ${name}"`];
}

test('a limit holds all workers of its account until it is over, and the work goes on by itself', async () => {
  const shop = aShop({
    tasks: {
      // Begins last: a turn of the same account that began in the very moment of the limit would end it early, and rightly.
      first: `---\nafter: [second, other]\n---\n${demoTask('commit "Begin first"', '@limit 20s', ...file('first'))}`,
      second: demoTask(...file('second')),
      other: demoTask(...file('other')),
    },
    config: {
      workers: { first: { agent: 'one' }, second: { agent: 'two' }, other: {} },
      agents: { one: { kind: 'demo', account: 'team' }, two: { kind: 'demo', account: 'team' } },
    },
  });
  await shop.start();
  const limited = await shop.sees('the limit', (one) => workerOf(one, 'first')?.activity === 'limited');
  expect(workerOf(limited, 'first')?.doing).toMatch(/^limit >\d\d:\d\d$/);
  for (const worker of ['second', 'other'])
    expectRan(
      await shop.run(
        'add',
        `${worker}-next`,
        '--worker',
        worker,
        '--text',
        demoTask(...file(`${worker}-next`)),
      ),
      { code: 0 },
    );
  const why = await shop.run('why', 'first');
  await shop.merged('first', 'second', 'other', 'second-next', 'other-next');

  const shared = join(shop.base, 'home/.local/state/czar/limits/team.json');
  const news: unknown = JSON.parse(readFileSync(shared, 'utf8'));
  expect(news).toMatchObject({ account: 'team' });
  const until = timeOf(news, 'until');
  expect(timeOf(news, 'freedAt')).toBeGreaterThanOrEqual(until);
  expect(why.out).toMatch(/account "team",\s+met by first|its turn comes|tries first/);
  const given = [...shop.injections('first', 'go-on'), ...shop.injections('second', 'opening').slice(1)];
  expect(given).toHaveLength(2);
  for (const line of given) expect(Date.parse(line.split(' ')[0] ?? '')).toBeGreaterThanOrEqual(until);
  expect(shop.decisions()).toContain('the account \\"team\\" is limited until');
  expect(shop.decisions()).toContain('the limit of the account \\"team\\" is over');
});

function timeOf(news: unknown, field: string): number {
  const value: unknown = typeof news === 'object' && news !== null ? Reflect.get(news, field) : null;
  return typeof value === 'number' ? value : Number.NaN;
}
