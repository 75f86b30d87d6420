import { expect, test } from 'vitest';
import { aShop, demoTask } from '../support/czar-shop.ts';
import { expectRan } from '../support/czar-expect.ts';
import { factsOf, journaled } from '../support/recovery.ts';

test('an agent whose tool hangs gets slow, then stuck, is reminded, helped and restarted, and ends its task', async () => {
  const hangs = '$ test -e "$HOME/hung" || { touch "$HOME/hung"; sleep 600; }';
  const shop = aShop({
    tasks: { w1: demoTask(hangs, 'write a.txt <<END\na\nEND', 'commit --complete "Add a"') },
    config: { workers: { w1: {} }, health: { slow: '3s', stuck: '12s', silence: '1h', coolDown: '6s' } },
  });
  await shop.start();
  await shop.sees('that it is slow', ({ workers }) => workers[0]?.health === 'slow');
  const why = await shop.run('why', 'w1');
  expectRan(why, { code: 0 });
  expect(why.out).toContain('in which nothing moved');
  expect(why.out).toMatch(/evidence: event \| \d\d:\d\d, \d+s ago \| its word that it is at work/);
  expect(why.out).toContain('evidence: process | not seen to move | its processes');
  await shop.merged('w1');
  const entries = await journaled(shop);
  const verdicts = factsOf(entries, 'health.changed').map(({ health }) => health);
  expect(verdicts.slice(0, 2)).toEqual(['slow', 'stuck']);
  const restarts = factsOf(entries, 'worker.restarting').filter(({ because }) => because === 'stuck');
  expect(restarts).toHaveLength(1);
  expect(shop.injections('w1', 'remind')).not.toEqual([]);
  expect(shop.injections('w1', 'help')).not.toEqual([]);
  const decided = entries.filter((entry) => entry.type === 'decided');
  const stuck = decided.find(({ rule, why: because }) => rule === 'verdicts' && because.includes('is stuck'));
  expect(stuck?.evidence.map(({ source }) => source)).toContain('event');
});
