import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConfigEntry } from '../../../../src/adapters/git/config.ts';
import { remembering } from '../../../../src/adapters/git/known-config.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { until } from '../../../support/until.ts';

/** A repository with a worktree, and a home; `asks` counts how often git would be asked. */
function aBench(entries: readonly ConfigEntry[] = []) {
  const base = temporaryFolder();
  const common = join(base, 'repo', '.git');
  const gitDir = join(common, 'worktrees', 'w1');
  const home = join(base, 'home');
  for (const folder of [gitDir, join(home, '.config', 'git')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(common, 'config'), '[core]\n');
  writeFileSync(join(gitDir, 'commondir'), '../..\n');
  let asks = 0;
  const config = remembering({ HOME: home }, () => {
    asks += 1;
    return Promise.resolve(entries);
  });
  const ask = async (): Promise<number> => {
    const before = asks;
    expect(await config({ gitDir })).toEqual(entries);
    return asks - before;
  };
  return {
    common,
    gitDir,
    home,
    ask,
    isKnown: () => until(async () => (await ask()) === 0, { what: 'it to be known' }),
  };
}

type Bench = ReturnType<typeof aBench>;

const changes: readonly (readonly [string, (bench: Bench) => void])[] = [
  [
    'the config of the repository, as long as before',
    ({ common }) => writeFileSync(join(common, 'config'), '[user]\n'),
  ],
  ['the config of the worktree', ({ gitDir }) => writeFileSync(join(gitDir, 'config.worktree'), '')],
  ['the config of the user', ({ home }) => writeFileSync(join(home, '.gitconfig'), '')],
  ['the other config of the user', ({ home }) => writeFileSync(join(home, '.config', 'git', 'config'), '')],
];

describe('git is asked for its config', () => {
  test('once, as long as nobody touches a file that it may be in', async () => {
    const bench = aBench([{ owner: 'user', key: 'user.name', value: 'Ada' }]);
    await bench.isKnown();
    expect(await bench.ask()).toBe(0);
  });

  test.for(changes)('again after a change of %s', async ([, change]) => {
    const bench = aBench();
    await bench.isKnown();
    change(bench);
    expect(await bench.ask()).toBe(1);
    await bench.isKnown();
  });

  test('again when the worktree is another repository’s', async () => {
    const bench = aBench();
    await bench.isKnown();
    writeFileSync(join(bench.gitDir, 'commondir'), '../elsewhere\n');
    expect(await bench.ask()).toBe(1);
  });

  test('each time where it includes other files', async () => {
    const bench = aBench([{ owner: 'repository', key: 'include.path', value: '../more' }]);
    const other = aBench();
    await other.isKnown();
    expect(await bench.ask()).toBe(1);
    expect(await bench.ask()).toBe(1);
  });

  test('each time where a pipe says whose worktree it is, and nobody waits for that', async () => {
    const bench = aBench();
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(bench.gitDir, 'pipe')]);
    execFileSync('mv', ['-f', join(bench.gitDir, 'pipe'), join(bench.gitDir, 'commondir')]);
    const other = aBench();
    await other.isKnown();
    expect(await bench.ask()).toBe(1);
    expect(await bench.ask()).toBe(1);
  });
});
