import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SetupPolicy } from '../../src/domain/policy.ts';
import type { PreparedWorktree, Repository } from '../../src/ports/repository.ts';
import { projectId, type TestRepository, testRepository } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let repo: TestRepository;
let repository: Repository;
let path = '';
const setup: SetupPolicy = {
  run: 'mkdir -p gen empty && echo made > gen/a && echo ran >> ../../../ran',
  copy: ['.env'],
  link: ['node_modules'],
  timeoutMs: 30_000,
};
const ref = `refs/czar/${projectId}/saved/a/1`;

beforeEach(async () => {
  repo = testRepository();
  repo.write('.gitignore', 'node_modules/\n/.czar/\n');
  repo.commit('ignores folders only');
  repo.write('.env', 'SECRET=1\n');
  repo.write('node_modules/x/index.js', 'x\n');
  repository = await repo.open();
  path = join(repo.root, '.czar/worktrees/engineer1');
});
afterEach(() => repo.remove());

function prepare(hash: string | null = null, changes: Partial<SetupPolicy> = {}): Promise<PreparedWorktree> {
  const at = repo.git('rev-parse', 'main');
  const policy = { ...setup, ...changes };
  return repository.worktrees.prepare({
    worker: 'engineer1',
    path,
    at,
    setup: policy,
    setupHash: hash,
    ...looseLeash,
  });
}

function expectSetUp(at = path): void {
  expect(repo.read('.env', at)).toBe('SECRET=1\n');
  expect(repo.read('gen/a', at)).toBe('made\n');
  expect(lstatSync(join(at, 'node_modules')).isSymbolicLink()).toBe(true);
  expect(repo.has('empty', at)).toBe(true);
}

function runs(): number {
  return repo.has('ran') ? repo.read('ran').trim().split('\n').length : 0;
}

function filesIn(commit: string): readonly string[] {
  return repo.git('ls-tree', '-r', '--name-only', commit).split('\n');
}

describe('what the setup made', () => {
  test('is no leftover: it stays where it is when there is nothing else, and a task can begin', async () => {
    const place = await prepare();
    expect(await repository.worktrees.save(place, ref, looseLeash)).toBeNull();
    const from = repo.git('rev-parse', 'main');
    await repository.worktrees.switchTo(place, { name: 'feat/p-a', from }, looseLeash);
    expectSetUp();
    expect(repo.git('for-each-ref', `refs/czar/${projectId}/saved`)).toBe('');
  });

  test('is not saved and not cleaned together with what an agent left', async () => {
    const place = await prepare();
    repo.write('gen/work', 'work\n', path);
    repo.write('new', 'new\n', path);
    const saved = await repository.worktrees.save(place, ref, looseLeash);
    expect(saved?.files).toBe(2);
    const files = filesIn(saved?.sha ?? '');
    expect(files).toEqual(expect.arrayContaining(['gen/work', 'new']));
    expect(files.filter((file) => /env|node_modules|gen\/a/.test(file))).toEqual([]);
    expect(repo.has('gen/work', path)).toBe(false);
    expectSetUp();
  });

  test('goes into no commit of an agent that adds everything, as far as it is copied or linked', async () => {
    await prepare();
    repo.write('new', 'new\n', path);
    const files = filesIn(repo.commit('everything', path));
    expect(files).toContain('new');
    expect(files.filter((file) => /env|node_modules/.test(file))).toEqual([]);
  });

  test('is saved like all work once an agent staged it, and made again', async () => {
    const place = await prepare();
    repo.gitAt(path, 'add', 'gen/a');
    const saved = await repository.worktrees.save(place, ref, looseLeash);
    expect(filesIn(saved?.sha ?? '')).toContain('gen/a');
    await prepare(place.setupHash);
    expectSetUp();
  });

  test('makes way for a branch that has files of those names, and comes back after it', async () => {
    const place = await prepare();
    const from = repo.git('rev-parse', 'main');
    const other = commitBeside(from);
    await repository.worktrees.switchTo(place, { name: 'feat/p-b', from: other }, looseLeash);
    expect(repo.read('gen/a', path)).toBe('theirs\n');
    expect(repo.gitAt(path, 'status', '--porcelain')).toBe('');
    await repository.worktrees.switchTo(place, { name: 'feat/p-c', from }, looseLeash);
    expect(repo.has('gen/a', path)).toBe(false);
    await prepare(place.setupHash);
    expectSetUp();
  });

  test('is kept from git by lines that name nothing which is tracked', async () => {
    repo.write('config/tracked', 'tracked\n');
    repo.git('add', 'config');
    repo.git('commit', '-q', '-m', 'config');
    repo.write('we[i]rd #name', 'secret\n');
    await prepare(null, { copy: ['.env', 'we[i]rd #name'], link: ['config'] });
    const lines = repo.read('.git/info/exclude').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['/.env', '/we\\[i\\]rd\\ \\#name']));
    expect(lines).not.toContain('/config');
    expect(repo.gitAt(path, 'status', '--porcelain')).not.toContain('we[i]rd');
    await prepare(null, { copy: ['.env', 'we[i]rd #name'] });
    expect(
      repo
        .read('.git/info/exclude')
        .split('\n')
        .filter((line) => line === '/.env'),
    ).toHaveLength(1);
  });

  test('does not keep a worktree from being removed', async () => {
    await prepare();
    expect(await repository.worktrees.remove(path, looseLeash)).toMatchObject({ removed: true });
    expect(repo.has('.', path)).toBe(false);
    expect(repo.read('node_modules/x/index.js')).toBe('x\n');
  });

  test('by a command that failed is not work either', async () => {
    await expect(prepare(null, { run: 'echo half > half; exit 1' })).rejects.toThrow('status 1');
    const { gitDir } = await prepare();
    expect(await repository.worktrees.save({ path, gitDir }, ref, looseLeash)).toBeNull();
  });
});

/** A commit that has a file where the setup puts one. */
function commitBeside(from: string): string {
  const at = join(repo.base, 'other');
  repo.git('worktree', 'add', '-q', '--detach', at, from);
  repo.write('gen/a', 'theirs\n', at);
  return repo.commit('theirs', at);
}

describe('the setup of a worktree that is there', () => {
  test('runs again when a lock file of its branch, the config or a copied file changed, and only then', async () => {
    const first = await prepare();
    expect((await prepare(first.setupHash)).setupHash).toBe(first.setupHash);
    expect(runs()).toBe(1);
    repo.write('package-lock.json', '{}\n', path);
    const lock = repo.commit('lock', path);
    const second = await prepare(first.setupHash);
    expect(second.setupHash).not.toBe(first.setupHash);
    expect(runs()).toBe(2);
    repo.write('.env', 'SECRET=2\n');
    const third = await prepare(second.setupHash);
    expect(repo.read('.env', path)).toBe('SECRET=2\n');
    const fourth = await prepare(third.setupHash, { run: `${setup.run ?? ''} && echo more > gen/more` });
    // The commit that was made on no branch is saved, and no file beside it.
    const saved = await repository.worktrees.save(fourth, ref, looseLeash);
    expect(saved).toMatchObject({ sha: lock, files: 0 });
    expect(repo.read('gen/more', path)).toBe('more\n');
  });

  test('takes no work for its own when it runs again', async () => {
    const first = await prepare();
    repo.write('work', 'work\n', path);
    const again = await prepare(first.setupHash, { run: `${setup.run ?? ''} && true` });
    expect(await repository.worktrees.save(again, ref, looseLeash)).toMatchObject({ files: 1 });
  });
});

describe('a warm gate', () => {
  async function verdictOf(
    run: string,
    commit: string,
    changes: Partial<SetupPolicy> = {},
  ): Promise<unknown> {
    const { signal } = new AbortController();
    const checks = [{ name: 'test', run, timeoutMs: 30_000 }];
    const policy = { ...setup, ...changes };
    const [result] = await repository.merges.test({
      commit,
      checks,
      setup: policy,
      ...looseLeash,
      signal,
    });
    return result;
  }
  const all = 'test -f .env && test -f gen/a && test -d empty && test -f node_modules/x/index.js';

  test('has its setup each time, and nothing that a check left', async () => {
    const first = repo.git('rev-parse', 'main');
    repo.git('commit', '-q', '--allow-empty', '-m', 'second');
    const second = repo.git('rev-parse', 'main');
    expect(await verdictOf(`${all} && touch gen/left left`, first)).toMatchObject({ verdict: 'passed' });
    const clean = `${all} && test ! -e left && test ! -e gen/left`;
    expect(await verdictOf(clean, second)).toMatchObject({ verdict: 'passed' });
    expect(runs()).toBe(1);
    expect(await verdictOf('rm gen/a', second)).toMatchObject({ verdict: 'passed' });
    expect(await verdictOf(clean, first)).toMatchObject({ verdict: 'passed' });
    expect(runs()).toBe(2);
  });

  test('keeps nothing that an older setup made', async () => {
    const at = repo.git('rev-parse', 'main');
    expect(await verdictOf(all, at)).toMatchObject({ verdict: 'passed' });
    const changed = { run: 'echo other > other' };
    expect(await verdictOf('test -f other && test ! -e gen', at, changed)).toMatchObject({
      verdict: 'passed',
    });
    expect(await verdictOf(`${all} && test ! -e other`, at)).toMatchObject({ verdict: 'passed' });
  });
});
