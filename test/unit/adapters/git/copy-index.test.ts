import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyIndex } from '../../../../src/adapters/git/copy-index.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const moment = 1_700_000_000.004;

function git(at: string, args: readonly string[], index?: string): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: at,
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
  };
  return execFileSync('git', ['-C', at, ...args], { encoding: 'utf8', env });
}

/** A file that was changed in the moment in which it was staged, and kept its size. */
function changedAtOnce(): string {
  const root = temporaryFolder();
  const file = join(root, 'file');
  const index = join(root, '.git/index');
  git(root, ['init', '-q']);
  git(root, ['config', 'core.trustctime', 'false']);
  git(root, ['config', 'core.checkStat', 'minimal']);
  writeFileSync(file, 'one\n');
  utimesSync(file, moment, moment);
  git(root, ['add', 'file']);
  writeFileSync(file, 'two\n');
  utimesSync(file, moment, moment);
  utimesSync(index, moment, moment);
  return root;
}

test('a change in the moment of staging is seen through the copy, as it is through the index', async () => {
  const root = changedAtOnce();
  const plain = join(root, '.git/plain');
  const copy = join(root, '.git/copy');
  copyFileSync(join(root, '.git/index'), plain);
  await copyIndex(join(root, '.git'), copy);
  const seen = (index?: string): string =>
    git(root, ['--no-optional-locks', 'diff-files', '--name-only'], index);
  expect([seen(), seen(copy)]).toEqual(['file\n', 'file\n']);
  // What it is there for.
  expect(seen(plain)).toBe('');
});

test('the copy is never later than the index', async () => {
  const root = changedAtOnce();
  const index = join(root, '.git/index');
  for (const at of [moment, moment + 0.000_9, moment + 0.999_999]) {
    utimesSync(index, at, at);
    await copyIndex(join(root, '.git'), join(root, '.git/copy'));
    expect(statSync(join(root, '.git/copy')).mtimeMs).toBeLessThan(statSync(index).mtimeMs);
  }
});

test('where there is no index there is no copy', async () => {
  const root = temporaryFolder();
  await copyIndex(root, join(root, 'copy'));
  expect(existsSync(join(root, 'copy'))).toBe(false);
});
