import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { looksOf } from '../../../../src/compose/tui/last-look.ts';
import type { Look } from '../../../../src/views/tui/looks.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const at = (leftAt: number): Look => ({ since: 1, leftAt });

describe('the last look at a project', () => {
  test('is what was kept last, for each project of its own', async () => {
    const home = temporaryFolder();
    const [shop, other] = [looksOf('/a/shop', { HOME: home }), looksOf('/a/other', { HOME: home })];
    expect(await shop.read()).toBeNull();
    await shop.keep(at(1_000));
    await shop.keep(at(2_000));
    expect(await shop.read()).toEqual(at(2_000));
    expect(await other.read()).toBeNull();
  });

  test('does not go back in time when several have it open', async () => {
    const looks = looksOf('/a/shop', { HOME: temporaryFolder() });
    await looks.keep(at(2_000));
    await looks.keep(at(1_000));
    expect(await looks.read()).toEqual(at(2_000));
  });

  test('leaves nothing else behind, and is whole whenever it is read', async () => {
    const state = temporaryFolder();
    const looks = looksOf('/a/shop', { XDG_STATE_HOME: state });
    const keeping = (async () => {
      for (let left = 1; left <= 50; left += 1) await looks.keep(at(left));
    })();
    for (let count = 0; count < 50; count += 1) expect((await looks.read())?.leftAt ?? 1).toBeGreaterThan(0);
    await keeping;
    expect(readdirSync(join(state, 'czar', 'looks'))).toHaveLength(1);
  });

  test('is not known where it cannot be kept, which fails nothing', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, '.local'), 'a file');
    const looks = looksOf('/a/shop', { HOME: home });
    await looks.keep(at(1_000));
    expect(await looks.read()).toBeNull();
  });

  test('is not known when the file says no time', async () => {
    const state = temporaryFolder();
    const looks = looksOf('/a/shop', { XDG_STATE_HOME: state });
    await looks.keep(at(1_000));
    const folder = join(state, 'czar', 'looks');
    mkdirSync(folder, { recursive: true });
    for (const text of ['soon', '2000 3000', '-1 1', '']) {
      for (const name of readdirSync(folder)) writeFileSync(join(folder, name), text);
      expect(await looks.read()).toBeNull();
    }
  });

  test('is read as an older release wrote it: the account begins when they left', async () => {
    const state = temporaryFolder();
    const looks = looksOf('/a/shop', { XDG_STATE_HOME: state });
    await looks.keep(at(1_000));
    const folder = join(state, 'czar', 'looks');
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '2000\n');
    expect(await looks.read()).toEqual({ since: 2_000, leftAt: 2_000 });
  });
});
