import { expect, test } from 'vitest';
import { aShop, taskOf } from '../support/czar-shop.ts';
import { expectRan } from '../support/czar-expect.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { factsOf, journaled } from '../support/recovery.ts';
import { until } from '../support/until.ts';

/** Ten tokens for a dollar. */
const price = { input: 100_000, output: 0 };

test('what an agent writes down of its usage meets limits.costPerTask: told once, asked once, and an amount lets it go on', async () => {
  const shop = aShop({ tasks: { w1: 'Add totals.\n' } });
  const agent = fakeAgent(shop, { as: 'claude', inputTokens: 40 });
  shop.configure({
    agent: 'claude',
    agents: { claude: { command: agent.command } },
    limits: { minFreeMemory: '1MB', minFreeDisk: '1MB', costPerTask: 2.5 },
    prices: { fake: price },
  });
  await shop.start();
  const question = await shop.asked('limit-reached', 'w1');
  expect(question.text).toMatch(/\$8\.00 of \$2\.50 \(limits\.costPerTask\)/);
  const told = () => agent.deeds().map(({ text }) => text.split('\n')[1] ?? '');
  expect(told()).toHaveLength(2);
  expect(told()[1]).toBe(
    'Begin nothing new. Commit what you have as it is, also when it is not finished, say in the body of the commit what is missing, and end your turn. The person in charge decides how it goes on.',
  );
  const spent = shop.picture()?.spent;
  expect([spent?.inputTokens, spent?.knownUsd, spent?.unpricedTokens]).toEqual([80, 8, 0]);

  expectRan(await shop.run('answer', String(question.number), '20'), { code: 0 });
  await until(() => agent.deeds().length > 2, { what: 'a word to go on' });
  const worktree = `${shop.root}/.czar/worktrees/w1`;
  shop.git('-C', worktree, 'commit', '-q', '--allow-empty', '-m', 'Work', '-m', 'TASK_COMPLETE');
  const seen = await shop.merged('w1');
  expect(taskOf(seen, 'w1')?.spent?.inputTokens).toBeGreaterThanOrEqual(120);
  const asked = factsOf(await journaled(shop), 'question.asked').map(({ question: { topic } }) => topic);
  expect(asked.filter((topic) => topic === 'limit-reached')).toHaveLength(1);
});
