import { chmodSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let repo: TestRepository;
let repository: Repository;
let place: WorktreePlace;
const ref = `refs/czar/${projectId}/saved/a/1`;

beforeEach(async () => {
  repo = testRepository();
  for (const file of ['deleted', 'edited', 'both', 'mode', 'conflict']) repo.write(file, `${file}\n`);
  repo.commit('files');
  repository = await repo.open();
  place = await workerTree(repo, repository, { branch: 'feat/p-a' });
});
afterEach(() => repo.remove());

function git(...args: readonly string[]): string {
  return repo.gitAt(place.path, ...args);
}

function shown(at = place.path): string {
  return repo.gitAt(at, 'status', '--porcelain', '--untracked-files=all');
}

async function save(): Promise<string> {
  const saved = await repository.worktrees.save(place, ref, looseLeash);
  expect(shown()).toBe('');
  return saved?.sha ?? 'nothing was saved';
}

/** What lies in a commit, as mode and path. */
function filesOf(commit: string): readonly string[] {
  const rows = repo.git('ls-tree', '-r', '-z', commit).split('\0');
  return rows.filter((row) => row !== '').map((row) => row.replace(/ blob [0-9a-f]+\t/, ' '));
}

describe('leftovers of every kind', () => {
  const names = [
    'with space',
    'new\nline',
    'ünïcödé 日本',
    '-dash',
    '"quoted"',
    'deep/er/file',
    "it's",
    '*',
    ':(top)x',
  ];

  test('are saved exactly, and ignored files stay', async () => {
    for (const name of names) repo.write(name, `text of ${name}`, place.path);
    repo.write('edited', 'other\n', place.path);
    chmodSync(join(place.path, 'mode'), 0o755);
    rmSync(join(place.path, 'deleted'));
    symlinkSync('/etc/passwd', join(place.path, 'link'));
    writeFileSync(join(place.path, 'binary'), Buffer.from([0, 255, 10, 13, 10, 0]));
    repo.write('secret.ignored', 'ignored\n', place.path);
    repo.write('both', 'staged\n', place.path);
    git('add', 'both');
    repo.write('both', 'and edited\n', place.path);
    const count = shown().split('\n').length;
    const saved = await repository.worktrees.save(place, ref, looseLeash);
    expect(saved).toMatchObject({ ref: `${ref}/1`, files: count });
    const sha = saved?.sha ?? '';
    const files = filesOf(sha);
    expect(files).toEqual(expect.arrayContaining(names.map((name) => `100644 ${name}`)));
    expect(files).toEqual(expect.arrayContaining(['100755 mode', '120000 link']));
    expect(files.join('\n')).not.toMatch(/deleted|ignored/);
    for (const name of names) expect(repo.git('cat-file', 'blob', `${sha}:${name}`)).toBe(`text of ${name}`);
    expect(repo.git('cat-file', 'blob', `${sha}:both`)).toBe('and edited');
    expect(repo.git('cat-file', 'blob', `${sha}^2:both`)).toBe('staged');
    expect(repo.git('cat-file', '-s', `${sha}:binary`)).toBe('6');
    expect(shown()).toBe('');
    expect(repo.read('secret.ignored', place.path)).toBe('ignored\n');
    expect(repo.read('deleted', place.path)).toBe('deleted\n');
  });

  test('are copied exactly, and stay as they are, staged or not', async () => {
    repo.write('new', 'new\n', place.path);
    repo.write('both', 'staged\n', place.path);
    git('add', 'both');
    repo.write('both', 'and edited\n', place.path);
    const before = shown();
    const copied = await repository.worktrees.copy(place, ref, looseLeash);
    expect(copied).toMatchObject({ ref: `${ref}/1`, files: 2 });
    expect(shown()).toBe(before);
    expect(repo.read('both', place.path)).toBe('and edited\n');
    const sha = copied?.sha ?? '';
    expect(repo.git('cat-file', 'blob', `${sha}:new`)).toBe('new');
    expect(repo.git('cat-file', 'blob', `${sha}^2:both`)).toBe('staged');
  });

  test('hang on the commit that they were made on, and never on the branch', async () => {
    const tip = repo.git('rev-parse', 'feat/p-a');
    repo.write('new', 'new\n', place.path);
    const sha = await save();
    expect(repo.git('rev-parse', `${sha}^1`, 'feat/p-a')).toBe(`${tip}\n${tip}`);
    expect(repo.git('log', '-1', '--format=%an <%ae> %cn <%ce>', sha)).toBe(
      'Czar <czar@localhost> Czar <czar@localhost>',
    );
  });

  test('come back as they were', async () => {
    repo.write('new', 'new\n', place.path);
    repo.write('edited', 'other\n', place.path);
    chmodSync(join(place.path, 'mode'), 0o755);
    symlinkSync('edited', join(place.path, 'link'));
    const sha = await save();
    git('checkout', '-q', sha, '--', '.');
    expect(repo.read('new', place.path)).toBe('new\n');
    expect(repo.read('edited', place.path)).toBe('other\n');
    expect(lstatSync(join(place.path, 'mode')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(place.path, 'link'))).toBe('edited');
  });

  test('are written back by Czar as they were: new ones untracked, deleted ones gone, nothing staged, ignored ones kept', async () => {
    repo.write('new', 'new\n', place.path);
    repo.write('-dash', 'dash\n', place.path);
    repo.write('edited', 'other\n', place.path);
    chmodSync(join(place.path, 'mode'), 0o755);
    symlinkSync('edited', join(place.path, 'link'));
    rmSync(join(place.path, 'deleted'));
    repo.write('secret.ignored', 'mine\n', place.path);
    const before = shown();
    await save();
    await repository.worktrees.bringBack(place, `${ref}/1`, looseLeash);
    expect(shown()).toBe(before);
    expect(before).toContain(' D deleted');
    expect(before).toContain('?? new');
    expect(repo.read('edited', place.path)).toBe('other\n');
    expect(lstatSync(join(place.path, 'mode')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(place.path, 'link'))).toBe('edited');
    expect(repo.read('secret.ignored', place.path)).toBe('mine\n');
  });

  test('that are only staged, and gone from the files, are kept', async () => {
    repo.write('flash', 'seen once\n', place.path);
    git('add', 'flash');
    rmSync(join(place.path, 'flash'));
    const sha = await save();
    expect(repo.git('cat-file', 'blob', `${sha}^2:flash`)).toBe('seen once');
  });

  test('get a number each, and none is written over', async () => {
    repo.git('update-ref', `${ref}/7`, 'main');
    repo.write('new', '1\n', place.path);
    await save();
    repo.write('new', '2\n', place.path);
    await save();
    const refs = repo.git('for-each-ref', '--format=%(refname)', ref).split('\n');
    expect(refs).toEqual([`${ref}/7`, `${ref}/8`, `${ref}/9`]);
    expect(repo.git('cat-file', 'blob', `${ref}/8:new`)).toBe('1');
  });
});

describe('in the middle of', () => {
  function conflictingBranch(): void {
    git('switch', '-q', '-c', 'other', 'main');
    repo.write('conflict', 'theirs\n', place.path);
    repo.commit('theirs', place.path);
    git('switch', '-q', 'feat/p-a');
    repo.write('conflict', 'ours\n', place.path);
    repo.commit('ours', place.path);
  }

  test('a merge: the conflict is saved as it is, with both sides, and the merge is over', async () => {
    conflictingBranch();
    expect(() => git('merge', '-q', 'other')).toThrow('Command failed');
    repo.write('more', 'more\n', place.path);
    const sha = await save();
    expect(repo.git('cat-file', 'blob', `${sha}:conflict`)).toMatch(
      /<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> /,
    );
    expect(repo.git('cat-file', 'blob', `${sha}:more`)).toBe('more');
    expect(repo.git('rev-parse', `${sha}^1`, `${sha}^2`)).toBe(repo.git('rev-parse', 'feat/p-a', 'other'));
    expect(repo.has('MERGE_HEAD', place.gitDir)).toBe(false);
    expect(repo.read('conflict', place.path)).toBe('ours\n');
  });

  test('a rebase: what it had done so far is kept, and the branch is back where it was', async () => {
    conflictingBranch();
    repo.write('second', 'second\n', place.path);
    const tip = repo.commit('second', place.path);
    repo.write('edited', 'not committed\n', place.path);
    expect(() => git('rebase', '-q', '--autostash', 'other')).toThrow('could not apply');
    const sha = await save();
    expect(repo.git('cat-file', 'blob', `${sha}:conflict`)).toContain('<<<<<<<');
    expect(git('symbolic-ref', '--short', 'HEAD')).toBe('feat/p-a');
    expect(git('rev-parse', 'HEAD')).toBe(tip);
    const parents = repo.git('rev-list', '--parents', '-1', sha).split(' ').slice(1);
    const stashed = parents.map((parent) => repo.git('cat-file', 'blob', `${parent}:edited`));
    expect(stashed).toContain('not committed');
    expect(repo.git('stash', 'list')).toBe('');
  });

  test('a cherry-pick: it is over', async () => {
    conflictingBranch();
    expect(() => git('cherry-pick', 'other')).toThrow('could not apply');
    await save();
    expect(git('status')).toContain('nothing to commit, working tree clean');
    expect(git('status')).not.toContain('cherry-pick');
  });
});

describe('nothing changes', () => {
  test('when a repository within the worktree could not be saved', async () => {
    const inner = join(place.path, 'inner');
    mkdirSync(inner);
    repo.gitAt(inner, 'init', '-q');
    repo.write('inner/file', 'precious\n', place.path);
    repo.commit('inner', inner);
    repo.write('new', 'new\n', place.path);
    const saving = repository.worktrees.save(place, ref, looseLeash);
    await expect(saving).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    await expect(saving).rejects.toThrow('inner');
    expect(repo.read('inner/file', place.path)).toBe('precious\n');
    expect(repo.read('new', place.path)).toBe('new\n');
    expect(repo.git('for-each-ref', ref)).toBe('');
  });

  test('for the user: checkout, index and stash are as they were', async () => {
    repo.write('README', 'stashed\n');
    repo.git('stash', '-q');
    repo.write('README', 'staged\n');
    repo.git('add', 'README');
    repo.write('README', 'edited\n');
    repo.write('untracked', 'untracked\n');
    const look = (): readonly string[] => [
      shown(repo.root),
      repo.git('diff'),
      repo.git('diff', '--cached'),
      repo.git('stash', 'list'),
      repo.git('stash', 'show', '-p'),
      repo.git('rev-parse', 'HEAD', 'main'),
      repo.git('symbolic-ref', 'HEAD'),
    ];
    const before = look();
    repo.write('new', 'new\n', place.path);
    repo.write('edited', 'edited here\n', place.path);
    await save();
    await repository.worktrees.switchTo(
      place,
      { name: 'feat/p-b', from: repo.git('rev-parse', 'main') },
      looseLeash,
    );
    expect(look()).toEqual(before);
  });
});
