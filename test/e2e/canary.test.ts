import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { factsOf, journaled, panesOf } from '../support/recovery.ts';
import { aShop, type Shop } from '../support/czar-shop.ts';
import { expectRan } from '../support/czar-expect.ts';
import { until } from '../support/until.ts';

const program = fileURLToPath(new URL('../../dist/adapters/agents/fake/program.js', import.meta.url));

/** A fake claude of this version; `broken`: it ends as soon as it is started. */
function install(shop: Shop, version: string, how: 'well' | 'broken' = 'well'): void {
  const path = join(shop.base, 'agent');
  const fake = JSON.stringify({ as: 'claude', record: join(shop.base, 'deeds') });
  const run =
    how === 'well'
      ? `CZAR_FAKE='${fake}' exec ${process.execPath} ${program} "$@"`
      : 'echo; echo no such model; exit 3';
  writeFileSync(
    `${path}.new`,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo '${version} (fake)'; exit; fi\n${run}\n`,
  );
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
}

/** `w1` and `w2` had a text and ended their turn with version 1.0.0, which is then replaced. */
async function updated(how: 'well' | 'broken'): Promise<Shop> {
  const shop = aShop({ tasks: { w1: '# One', w2: '# Two' } });
  shop.configure({
    agent: 'claude',
    agents: { claude: { command: join(shop.base, 'agent') } },
    restart: { backoff: '100ms' },
  });
  install(shop, '1.0.0');
  await shop.start();
  await shop.sees('two sessions', () => generation(shop, 'w1') > 0 && generation(shop, 'w2') > 0);
  await fact(shop, 'program.proved', ({ version }) => version === '1.0.0');
  install(shop, '2.0.0', how);
  return shop;
}

type Tried = 'program.proved' | 'program.tried';

async function fact<T extends Tried>(
  shop: Shop,
  type: T,
  meets: (found: { version: string; ok?: boolean }) => boolean,
) {
  return until(async () => factsOf(await journaled(shop), type).find((found) => meets(found)) ?? null, {
    what: type,
  });
}

function kill(shop: Shop, worker: string): void {
  const pid = panesOf(shop).get(worker);
  if (pid === undefined) throw new Error(`${worker} has no session`);
  process.kill(pid, 'SIGKILL');
}

function generation(shop: Shop, worker: string): number {
  return shop.picture()?.workers.find((row) => row.worker === worker)?.generation ?? 0;
}

test('another version is tried in a session of its own before a dead worker is started with it', async () => {
  const shop = await updated('well');
  const other = generation(shop, 'w2');
  kill(shop, 'w1');
  const tried = await fact(shop, 'program.tried', ({ version }) => version === '2.0.0');
  expect(tried.ok).toBe(true);
  await shop.sees('a new session of w1', () => generation(shop, 'w1') > 1);
  // Whoever runs goes on.
  expect(generation(shop, 'w2')).toBe(other);
  expect([...panesOf(shop).keys()].toSorted()).toEqual(['w1', 'w2']);
});

test('one that does not pass is a question, and nothing is started before it is answered', async () => {
  const shop = await updated('broken');
  kill(shop, 'w1');
  const question = await shop.asked('program-changed', null);
  expect(question.text).toMatch(/1\.0\.0 to 2\.0\.0.*it ended by itself, with status 3/);
  expect(question.evidence.map(({ says }) => says).join('\n')).toContain('no such model');
  expect((await shop.run('why', 'w1')).out).toMatch(/did not pass its\s+trial/);
  expect(generation(shop, 'w1')).toBe(1);
  // It is put right meanwhile.
  install(shop, '2.0.1');
  expectRan(await shop.run('answer', String(question.number), 'wait'), { code: 0 });
  await shop.sees('a new session of w1', () => generation(shop, 'w1') > 1);
  expect(factsOf(await journaled(shop), 'program.tried').map(({ version, ok }) => [version, ok])).toEqual([
    ['2.0.0', false],
    ['2.0.0', false],
    ['2.0.1', true],
  ]);
});
