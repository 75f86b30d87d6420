import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureExcludes } from '../../../../src/adapters/files/excludes.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function repository(folder = '.') {
  const topLevel = temporaryFolder();
  const env = { PATH: process.env['PATH'], HOME: topLevel, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: topLevel, env, encoding: 'utf8' });
  git('init', '-q');
  const root = join(topLevel, folder);
  mkdirSync(root, { recursive: true });
  const commonDir = join(topLevel, '.git');
  const exclude = join(commonDir, 'info/exclude');
  const put = (path: string) => {
    mkdirSync(join(topLevel, path, '..'), { recursive: true });
    writeFileSync(join(topLevel, path), 'x');
  };
  return { places: { commonDir, topLevel, root, home: root, tracked: [] }, git, exclude, put, root };
}

const made = [
  '.czar/worktrees/w/a',
  'status/worker-status.json',
  'status/logs/w.1.log',
  'status/decisions.jsonl.1',
];

test.each(['.', 'packages/my shop [1]'])(
  'what Czar makes in %j is hidden from git, and nothing else',
  async (folder) => {
    const { places, git, put } = repository(folder);
    for (const path of made) put(join(folder, path));
    put(join(folder, 'status/README.md'));
    put('elsewhere/status/worker-status.json');
    put('elsewhere/.czar/x');
    await ensureExcludes(places);
    expect(
      git('-c', 'core.quotePath=off', 'status', '--porcelain', '-uall', '-z')
        .split('\0')
        .filter(Boolean)
        .sort(),
    ).toEqual(
      ['elsewhere/.czar/x', 'elsewhere/status/worker-status.json', join(folder, 'status/README.md')]
        .map((path) => `?? ${path}`)
        .sort(),
    );
  },
);

test('a second call changes nothing, and lines of a human stay', async () => {
  const { places, exclude } = repository();
  writeFileSync(exclude, '# mine\n*.log');
  const added = await ensureExcludes(places);
  const text = readFileSync(exclude, 'utf8');
  expect(text).toBe(`# mine\n*.log\n${added.join('\n')}\n`);
  expect(added[0]).toBe('/.czar/');
  expect(await ensureExcludes(places)).toEqual([]);
  expect(readFileSync(exclude, 'utf8')).toBe(text);
});

test('a folder with tracked files is not covered', async () => {
  const { places } = repository();
  const tracked = ['status/logs/kept.log', '.czar/config', 'status/report.md'];
  const added = await ensureExcludes({ ...places, tracked });
  expect(added).toContain('/status/worker-status.json');
  expect(added.filter((line) => /logs|\.czar|report/.test(line))).toEqual([]);
});

test('a home in .czar needs one line', async () => {
  const { places, root } = repository();
  const home = join(root, '.czar');
  mkdirSync(home);
  expect(await ensureExcludes({ ...places, home })).toEqual(['/.czar/']);
});

test('an exclude file that is a link is left alone', async () => {
  const { places, exclude } = repository();
  const target = join(temporaryFolder(), 'mine');
  writeFileSync(target, 'canary\n');
  rmSync(exclude, { force: true });
  symlinkSync(target, exclude);
  await expect(ensureExcludes(places)).rejects.toMatchObject({ facts: { code: 'file-unwritable' } });
  expect(readFileSync(target, 'utf8')).toBe('canary\n');
});
