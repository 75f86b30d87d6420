import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectRepository, type RepositoryFacts } from '../../src/adapters/git/inspect.ts';
import { type TestRepository, testRepository } from '../support/git.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = testRepository();
});
afterEach(() => repo.remove());

function inspect(dir = repo.root): Promise<RepositoryFacts | null> {
  return inspectRepository(dir, repo.env);
}

describe('a look at', () => {
  test('an ordinary repository', async () => {
    expect(await inspect()).toEqual({
      topLevel: repo.root,
      commonDir: join(repo.root, '.git'),
      gitDir: join(repo.root, '.git'),
      bare: false,
      prefix: '',
      branch: 'main',
      head: repo.git('rev-parse', 'main'),
      shallow: false,
      remotes: [],
      originHead: null,
      submodules: [],
      lfs: false,
      signsCommits: false,
      blockingBranches: [],
      gitVersion: expect.stringMatching(/^\d+\.\d+/) as string,
    });
  });

  test('no repository', async () => {
    const empty = join(repo.base, 'empty');
    mkdirSync(empty);
    expect(await inspect(empty)).toBeNull();
  });

  test('a folder within a repository, also through a link', async () => {
    mkdirSync(join(repo.root, 'apps/shop'), { recursive: true });
    expect(await inspect(join(repo.root, 'apps/shop'))).toMatchObject({
      topLevel: repo.root,
      prefix: 'apps/shop',
    });
    symlinkSync(repo.root, join(repo.base, 'link'));
    expect(await inspect(join(repo.base, 'link'))).toMatchObject({ topLevel: repo.root, prefix: '' });
  });

  test('a linked worktree', async () => {
    const linked = join(repo.base, 'linked');
    repo.git('worktree', 'add', '-q', '-b', 'side', linked);
    expect(await inspect(linked)).toMatchObject({
      topLevel: linked,
      commonDir: join(repo.root, '.git'),
      branch: 'side',
    });
  });

  test('a bare repository, and one without commits', async () => {
    const bare = join(repo.base, 'bare.git');
    repo.git('clone', '-q', '--bare', repo.root, bare);
    expect(await inspect(bare)).toMatchObject({
      bare: true,
      topLevel: null,
      commonDir: bare,
      branch: 'main',
    });
    const fresh = join(repo.base, 'fresh');
    mkdirSync(fresh);
    repo.gitAt(fresh, 'init', '-q', '-b', 'trunk');
    expect(await inspect(fresh)).toMatchObject({ branch: 'trunk', head: null, lfs: false });
  });

  test('a shallow clone, its remote and the branch that the remote begins with', async () => {
    repo.commit('second');
    const shallow = join(repo.base, 'shallow');
    repo.git('clone', '-q', '--depth', '1', `file://${repo.root}`, shallow);
    expect(await inspect(shallow)).toMatchObject({
      shallow: true,
      originHead: 'main',
      remotes: [{ name: 'origin', url: `file://${repo.root}` }],
    });
  });

  test('a remote whose URL holds a token: the token is not told', async () => {
    repo.git('remote', 'add', 'origin', 'https://user:canary@example.com/x.git');
    expect((await inspect())?.remotes).toEqual([{ name: 'origin', url: 'https://example.com/x.git' }]);
  });

  test('a detached HEAD, signing, branches in the way', async () => {
    repo.git('branch', 'feat');
    repo.git('config', 'commit.gpgsign', 'true');
    repo.git('checkout', '-q', '--detach');
    expect(await inspect()).toMatchObject({ branch: null, signsCommits: true, blockingBranches: ['feat'] });
    repo.git('branch', 'omnibus');
    expect(await inspect()).toMatchObject({ blockingBranches: ['feat', 'omnibus'] });
  });

  test('submodules and LFS', async () => {
    writeFileSync(join(repo.root, '.gitmodules'), '[submodule "lib"]\n\tpath = vendor/lib\n\turl = ../lib\n');
    writeFileSync(
      join(repo.root, '.gitattributes'),
      '# filter=lfs\n*.psd filter=lfs diff=lfs merge=lfs -text\n',
    );
    repo.commit('modules');
    expect(await inspect()).toMatchObject({ submodules: ['vendor/lib'], lfs: true });
  });

  test('a broken repository is a fault', async () => {
    writeFileSync(join(repo.root, '.git/config'), '[core\n');
    await expect(inspect()).rejects.toMatchObject({ facts: { code: 'git-failed' } });
  });
});
