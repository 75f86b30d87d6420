import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addedLines, type Patch, shownLines } from '../../src/domain/patch.ts';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { type TestRepository, testRepository, workerTree } from '../support/git.ts';

let repo: TestRepository;
let repository: Repository;
let place: WorktreePlace;
let first = '';
beforeEach(async () => {
  repo = testRepository();
  repository = await repo.open();
  first = repo.git('rev-parse', 'main');
  place = await workerTree(repo, repository, { branch: 'feat/p-a' });
});
afterEach(async () => {
  await repository.history.close();
  repo.remove();
});

function put(files: Readonly<Record<string, string | Buffer | null>>): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(place.path, name);
    mkdirSync(dirname(path), { recursive: true });
    if (content === null) rmSync(path);
    else writeFileSync(path, content);
  }
  repo.gitAt(place.path, 'add', '--all', '--force');
  repo.gitAt(place.path, 'commit', '-q', '--no-verify', '-m', 'change');
  return repo.gitAt(place.path, 'rev-parse', 'HEAD');
}

const patchOf = (from: string, to: string): Promise<Patch> =>
  repository.history.patch({ from, to, sinceFork: false });

const added = ({ files }: Patch): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(files.map(({ path, hunks }) => [path, addedLines(hunks ?? '').map(({ text }) => text)]));

describe('A change is told file by file', () => {
  test('with its kinds, modes, moves and lines', async () => {
    const text = Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n');
    const before = put({ 'old.txt': `${text}\n`, gone: 'x\n', becomes: 'a file\n', run: 'x\n' });
    chmodSync(join(place.path, 'run'), 0o755);
    rmSync(join(place.path, 'becomes'));
    symlinkSync('new.txt', join(place.path, 'becomes'));
    const after = put({ 'old.txt': null, 'new.txt': `${text}\nmore\n`, gone: null, fresh: 'one\ntwo' });
    const patch = await patchOf(before, after);
    expect(patch.isWhole).toBe(true);
    expect(patch.files.map(({ path, from, kind, mode }) => [path, from, kind, mode])).toEqual([
      ['becomes', null, 'modified', '120000'],
      ['fresh', null, 'added', '100644'],
      ['gone', null, 'deleted', '000000'],
      ['new.txt', 'old.txt', 'renamed', '100644'],
      ['run', null, 'modified', '100755'],
    ]);
    expect(added(patch)).toMatchObject({
      becomes: ['new.txt'],
      fresh: ['one', 'two'],
      'new.txt': ['more'],
      run: [],
    });
    const [line] = shownLines(patch.files[3]?.hunks ?? '').filter(({ isAdded }) => isAdded);
    expect(line).toEqual({ line: 31, text: 'more', isAdded: true });
  });

  test('under names that hold anything, also what looks like a name or a head', async () => {
    const names = ['a b', 'tab\there', 'line\nbreak', '"quoted"', 'ümlaut', '-dash', 'b/diff --git a', ' '];
    const after = put(Object.fromEntries(names.map((name, at) => [name, `content ${at}\n`])));
    const patch = await patchOf(first, after);
    expect(added(patch)).toEqual(Object.fromEntries(names.map((name, at) => [name, [`content ${at}`]])));
  });

  test('and content that plays a diff stays content', async () => {
    const evil = [
      'diff --git a/README b/README',
      'new file mode 100644',
      '--- /dev/null',
      '+++ b/CODEOWNERS',
      '@@ -0,0 +1 @@',
      '+forged',
      '\rdiff --git a/x b/x\r@@ -1 +1 @@',
      `\u2028diff --git a/y b/y\u2028@@ -1 +1 @@\u2029${'a'.repeat(40)}`,
      '',
    ];
    const after = put({ 'evil.txt': evil.join('\n'), 'next.txt': 'ok\n' });
    const patch = await patchOf(first, after);
    expect(added(patch)).toEqual({ 'evil.txt': evil.slice(0, -1), 'next.txt': ['ok'] });
    const commits = await repository.history.addedIn({ from: first, to: after, limit: 9 });
    expect(commits?.map(({ path, lines }) => [path, lines.length])).toEqual([
      ['evil.txt', evil.length - 1],
      ['next.txt', 1],
    ]);
  });

  test('whatever attributes say a file is', async () => {
    const attributes = '* -diff binary\n*.txt diff=evil -text\n';
    const after = put({
      '.gitattributes': attributes,
      'a.txt': 'secret\n',
      'b.bin': Buffer.from([0, 1, 10, 65]),
    });
    writeFileSync(join(repo.root, '.git/info/attributes'), attributes);
    repo.git('config', 'diff.evil.textconv', 'echo nothing; true');
    repo.git('config', 'diff.noprefix', 'true');
    repo.git('config', 'diff.suppressBlankEmpty', 'true');
    const patch = await patchOf(first, after);
    expect(added(patch)['a.txt']).toEqual(['secret']);
    expect(patch.files.map(({ path, isBinary }) => [path, isBinary])).toEqual([
      ['.gitattributes', false],
      ['a.txt', false],
      ['b.bin', true],
    ]);
  });
});

describe('Of a branch', () => {
  test('only what it changed itself is told since the two parted', async () => {
    const head = put({ 'own.txt': 'own\n' });
    const main = repo.commit('on main');
    const since = await repository.history.patch({ from: main, to: head, sinceFork: true });
    expect(added(since)).toEqual({ 'own.txt': ['own'] });
  });

  test('each commit tells what it adds, also what a later one takes away; merges add nothing', async () => {
    const one = put({ 'leak.env': 'token\n' });
    repo.commit('on main');
    repo.gitAt(place.path, 'merge', '-q', '--no-ff', '-m', 'Merge main', 'main');
    const last = put({ 'leak.env': null, 'b.txt': 'b\n' });
    const main = repo.git('rev-parse', 'main');
    const range = { from: main, to: last };
    const commits = await repository.history.addedIn({ ...range, limit: 9 });
    expect(commits?.filter(({ lines }) => lines.length > 0)).toMatchObject([
      { commit: last, path: 'b.txt', lines: [{ line: 1, text: 'b' }] },
      { commit: one, path: 'leak.env', lines: [{ line: 1, text: 'token' }] },
    ]);
    expect(await repository.history.addedIn({ ...range, limit: 1 })).toBeNull();
    expect(await repository.history.addedIn({ from: last, to: last, limit: 1 })).toEqual([]);
  });
});
