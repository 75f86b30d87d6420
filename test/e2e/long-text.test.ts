import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalText } from '../../src/domain/delivery.ts';
import { aShop, workerOf } from '../support/czar-shop.ts';
import { expectRan } from '../support/czar-expect.ts';
import { fakeAgent } from '../support/fake-agent.ts';
import { until } from '../support/until.ts';
import { commandText, longText } from '../../src/compose/selftest/payloads.ts';

const BYTES = 60_000;

test('a text that is longer than its agent takes in one paste goes by a file, and everything says so', async () => {
  const text = `${longText(BYTES)}${commandText}`;
  const shop = aShop({ tasks: { w1: text } });
  const agent = fakeAgent(shop, { as: 'claude', pasteBytes: 8_000 });
  shop.configure({
    agent: 'claude',
    agents: { claude: { command: agent.command, pasteLimit: '8KB' } },
  });
  await shop.start();
  const seen = await shop.sees('the receipt', (picture) => workerOf(picture, 'w1')?.receipt === 'confirmed');

  const [typed, read, ...more] = agent.deeds();
  expect([typed?.did, read?.did, more]).toEqual(['submitted', 'read', []]);
  const file = workerOf(seen, 'w1')?.textFile;
  const worktree = join(shop.root, '.czar/worktrees/w1');
  expect(file?.path).toMatch(new RegExp(`^${worktree}/\\.czar-text/d-[\\w-]+\\.txt$`));
  expect(typed?.text).toContain(`\n${file?.path}\n`);
  expect(typed?.text).toContain(file?.sha256);
  expect(
    createHash('sha256')
      .update(read?.text ?? '')
      .digest('hex'),
  ).toBe(file?.sha256);
  expect(read?.text).toContain(`----- task -----\n${canonicalText(text)}\n----- how to finish -----`);

  expect(shop.git('-C', worktree, 'status', '--porcelain')).toBe('');
  expectRan(await shop.run('status'), {
    code: 0,
    out: /too long to be typed, read from a file: w1 \(\d+KB\)/,
  });
  expect(shop.injections('w1', 'opening')[0]).toContain(` file=${file?.path} fileBytes=${file?.bytes}`);

  shop.git('-C', worktree, 'commit', '-q', '--allow-empty', '-m', 'Work', '-m', 'TASK_COMPLETE');
  await shop.merged('w1');
  await until(() => !existsSync(file?.path ?? ''), { what: 'the file to go' });
  expect(readFileSync(join(shop.root, '.git/info/exclude'), 'utf8')).toContain('\n/.czar-text\n');
});
