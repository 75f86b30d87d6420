import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let repo: TestRepository;
let repository: Repository;
let place: WorktreePlace;
let first = '';
beforeEach(async () => {
  repo = testRepository();
  for (const name of ['one', 'two', 'three']) repo.write(`src/${name}.ts`, `${name}\n`.repeat(20));
  first = repo.commit('files');
  repository = await repo.open();
  place = await workerTree(repo, repository, { worker: 'w1', branch: 'feat/p-a', at: first });
});
afterEach(() => repo.remove());

/** Both ways to count say the same, and leave the index as it is. */
async function counted(): Promise<number> {
  const index = readFileSync(join(place.gitDir, 'index'));
  const alone = await repository.worktrees.uncommitted(place);
  const { uncommitted } = await repository.forecast.look(place);
  expect(uncommitted).toBe(alone);
  expect(readFileSync(join(place.gitDir, 'index')).equals(index)).toBe(true);
  return alone;
}

function git(...args: readonly string[]): string {
  return repo.gitAt(place.path, ...args);
}

test('new, changed and deleted files count alike, staged or not, until they are committed', async () => {
  expect(await counted()).toBe(0);
  repo.write('src/one.ts', 'changed\n', place.path);
  repo.write('new.ts', 'new\n', place.path);
  rmSync(join(place.path, 'src/two.ts'));
  expect(await counted()).toBe(3);
  git('add', '-A');
  expect(await counted()).toBe(3);
  repo.write('src/one.ts', 'changed after it was staged\n', place.path);
  expect(await counted()).toBe(3);
  repo.commit('all', place.path);
  expect(await counted()).toBe(0);
});

test('a file that is moved is one that went and one that came, staged or not', async () => {
  renameSync(join(place.path, 'src/one.ts'), join(place.path, 'src/moved.ts'));
  expect(await counted()).toBe(2);
  git('add', '-A');
  expect(await counted()).toBe(2);
});

test('each file of an untracked folder counts, and no ignored one', async () => {
  repo.write('.gitignore', '*.log\nout/\n', place.path);
  repo.commit('ignore', place.path);
  for (const name of ['a', 'b', 'c/d']) repo.write(`made/${name}.ts`, name, place.path);
  repo.write('made/a.log', 'log', place.path);
  repo.write('out/program', 'built', place.path);
  mkdirSync(join(place.path, 'empty'));
  expect(await counted()).toBe(3);
});

test('what is put back as it was does not count, nor a file of the same content written anew', async () => {
  repo.write('src/one.ts', 'changed\n', place.path);
  expect(await counted()).toBe(1);
  repo.write('src/one.ts', 'one\n'.repeat(20), place.path);
  expect(await counted()).toBe(0);
});

test('nothing that Czar puts into a worktree counts: what its setup made, and long texts', async () => {
  await repository.worktrees.prepare({
    worker: 'w1',
    path: place.path,
    at: first,
    setup: { run: 'echo made > made.txt', copy: [], link: [], timeoutMs: 30_000 },
    setupHash: null,
    ...looseLeash,
  });
  await repository.worktrees.leaveText(place, { name: 'd1.md', content: 'a long text' });
  expect(await counted()).toBe(0);
  repo.write('own.txt', 'own', place.path);
  expect(await counted()).toBe(1);
});

test('a submodule counts once when it stands elsewhere, and a repository within counts as one', async () => {
  const [now = '', before = ''] = git('rev-list', 'HEAD').split('\n');
  git('update-index', '--add', '--cacheinfo', `160000,${now},sub`);
  mkdirSync(join(place.path, 'sub'));
  git('commit', '-q', '-m', 'submodule');
  expect(await counted()).toBe(0);
  git('update-index', '--cacheinfo', `160000,${before},sub`);
  expect(await counted()).toBe(1);
  git('update-index', '--cacheinfo', `160000,${now},sub`);
  mkdirSync(join(place.path, 'inner'));
  repo.gitAt(join(place.path, 'inner'), 'init', '-q');
  repo.write('inner/a.txt', 'a', place.path);
  repo.write('inner/b.txt', 'b', place.path);
  expect(await counted()).toBe(1);
});

test('a conflict that is not solved yet counts once for each file', async () => {
  git('checkout', '-q', '-b', 'side');
  repo.write('src/one.ts', 'theirs\n', place.path);
  repo.commit('theirs', place.path);
  git('checkout', '-q', 'feat/p-a');
  repo.write('src/one.ts', 'mine\n', place.path);
  repo.commit('mine', place.path);
  expect(() => git('merge', '-q', 'side')).toThrow(/CONFLICT|Command failed/);
  expect(await counted()).toBe(1);
});

test('10,000 untracked files are counted', async () => {
  for (let folder = 0; folder < 100; folder += 1)
    for (let file = 0; file < 100; file += 1)
      repo.write(
        `many/${folder}/a file with a rather long name ${file}.txt`,
        `${folder} ${file}`,
        place.path,
      );
  expect(await repository.worktrees.uncommitted(place)).toBe(10_000);
  expect((await repository.forecast.look(place)).uncommitted).toBe(10_000);
});

test('is counted all the same when the work cannot be compared', async () => {
  repo.write('src/one.ts', 'changed\n', place.path);
  rmSync(join(place.gitDir, 'index.lock'), { force: true });
  repo.write('.gitattributes', '* text eol=lf working-tree-encoding=UTF-99\n', place.path);
  const { work, uncommitted } = await repository.forecast.look(place);
  expect([work.known, uncommitted]).toEqual([false, 2]);
});
