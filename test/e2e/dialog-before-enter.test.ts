import { expect, test } from 'vitest';
import { aShop, workerOf } from '../support/czar-shop.ts';
import { expectRan } from '../support/czar-expect.ts';
import { until } from '../support/until.ts';
import { fakeAgent } from '../support/fake-agent.ts';

test('a dialog that opens between a paste and its Enter is asked about, and then the text goes out once', async () => {
  const shop = aShop({ tasks: { w1: 'Add totals.\n' } });
  const agent = fakeAgent(shop, { as: 'claude', dialogOnPaste: true });
  shop.configure({ agent: 'claude', agents: { claude: { command: agent.command } } });
  await shop.start();
  const question = await shop.asked('agent-asks', 'w1');
  expect(question.text).toContain('rm -rf build');
  expect(agent.deeds()).toEqual([]);
  expectRan(await shop.run('why', 'w1'), { code: 0, out: /a dialog opened before\s+Enter/ });

  expectRan(await shop.run('answer', String(question.number), 'no'), { code: 0 });
  await shop.sees('the receipt', (picture) => workerOf(picture, 'w1')?.receipt === 'confirmed');
  const deeds = agent.deeds();
  expect(deeds.map(({ did }) => did)).toEqual(['answered', 'submitted']);
  expect(deeds[0]?.text).toBe('permission: no');
  expect(deeds[1]?.text).toContain('----- task -----\nAdd totals.\n');
  await until(() => shop.injections('w1').length > 0, { what: 'a line of the log' });
  expect(shop.injections('w1')).toHaveLength(1);
});
