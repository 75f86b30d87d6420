import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepBase, keptBase } from '../../../src/compose/base-branch.ts';
import type { Place } from '../../../src/compose/place.ts';
import { projectRef } from '../../../src/domain/names.ts';
import { projectId, type TestRepository, testRepository } from '../../support/git.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = testRepository();
});
afterEach(() => repo.remove());

function place(): Place {
  const commonDir = join(repo.root, '.git');
  const journalDir = join(commonDir, 'czar', projectId);
  mkdirSync(journalDir, { recursive: true });
  return {
    topLevel: repo.root,
    gitDir: commonDir,
    commonDir,
    root: repo.root,
    home: repo.root,
    projectId,
    journalDir,
    around: {
      env: repo.env,
      version: '0.0.0',
      signal: new AbortController().signal,
      progress: () => undefined,
    },
  };
}

const keptFile = (): string => join(place().journalDir, 'base');
const keptRef = (): string => repo.git('rev-parse', projectRef(projectId));

test('a project that was never started has none', async () => {
  expect(await keptBase(place())).toBe(null);
});

test.each(['', '\n', ' \n'])('a file that says %j says nothing', async (text) => {
  const at = place();
  writeFileSync(keptFile(), text);
  expect(await keptBase(at)).toBe(null);
});

test('the base is kept, wherever the user stands later', async () => {
  await keepBase(place(), 'main');
  repo.git('switch', '-q', '-c', 'elsewhere');
  expect(await keptBase(place())).toBe('main');
  expect(readFileSync(keptFile(), 'utf8')).toBe('main\n');
});

test('a base that the config changed replaces the one before', async () => {
  repo.git('branch', 'release/1.x');
  await keepBase(place(), 'main');
  await keepBase(place(), 'release/1.x');
  expect(await keptBase(place())).toBe('release/1.x');
});

test('the same base is not written again', async () => {
  await keepBase(place(), 'main');
  const { ino, mtimeMs } = statSync(keptFile());
  await keepBase(place(), 'main');
  expect(statSync(keptFile())).toMatchObject({ ino, mtimeMs });
});

test('the project is known again by a ref at the base it began with, which stays there', async () => {
  const first = repo.git('rev-parse', 'main');
  await keepBase(place(), 'main');
  expect(keptRef()).toBe(first);
  repo.write('later', 'later\n');
  repo.commit('later');
  await keepBase(place(), 'main');
  expect(keptRef()).toBe(first);
});

test('the ref is at the remote’s base where there is no local branch of that name', async () => {
  const first = repo.git('rev-parse', 'main');
  repo.git('update-ref', 'refs/remotes/origin/develop', first);
  await keepBase(place(), 'develop');
  expect(keptRef()).toBe(first);
});

test('a base that is nowhere leaves no ref, and is kept by its name', async () => {
  await keepBase(place(), 'nowhere');
  expect(repo.git('for-each-ref', 'refs/czar')).toBe('');
  expect(await keptBase(place())).toBe('nowhere');
});

test('keeping it moves no branch and touches no file of the checkout', async () => {
  const refs = repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads');
  await keepBase(place(), 'main');
  expect(repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads')).toBe(refs);
  expect(repo.git('status', '--porcelain')).toBe('');
  expect(existsSync(join(repo.root, 'base'))).toBe(false);
});
