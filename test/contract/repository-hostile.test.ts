import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectRepository } from '../../src/adapters/git/inspect.ts';
import { noSetup, projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { uncommittedIn } from '../support/uncommitted.ts';

let repo: TestRepository;
let canaries = '';
beforeEach(() => {
  repo = testRepository();
  canaries = join(repo.base, 'canaries');
  mkdirSync(canaries);
});
afterEach(() => repo.remove());

/** A program that leaves a file with this name behind when anybody runs it. */
function canary(name: string, goesOn = 'cat'): string {
  const file = join(repo.base, `${name}.sh`);
  writeFileSync(file, `#!/bin/sh\ntouch '${join(canaries, name)}'\n${goesOn}\n`);
  chmodSync(file, 0o755);
  return file;
}

function sung(): readonly string[] {
  return readdirSync(canaries);
}

/** Every key by which a repository's config makes git run something, each with a canary of its own. */
function plant(): void {
  const set = (key: string, value: string): void => void repo.git('config', '--add', key, value);
  const hooks = join(repo.base, 'hooks');
  mkdirSync(hooks);
  const names =
    'pre-commit post-commit post-checkout post-merge pre-push reference-transaction post-index-change pre-rebase commit-msg prepare-commit-msg post-rewrite pre-merge-commit';
  for (const name of names.split(' ')) {
    for (const folder of [hooks, join(repo.root, '.git/hooks')]) {
      writeFileSync(join(folder, name), `#!/bin/sh\ntouch '${join(canaries, `hook-${name}`)}'\n`, {
        mode: 0o755,
      });
    }
  }
  set('core.hooksPath', hooks);
  set('core.fsmonitor', canary('fsmonitor', 'echo /'));
  set('core.pager', canary('pager'));
  set('core.editor', canary('editor', 'true'));
  set('core.askPass', canary('askpass', 'echo x'));
  set('core.sshCommand', canary('ssh', 'false'));
  set('core.gitProxy', canary('gitproxy', 'false'));
  set('core.alternateRefsCommand', canary('alternates', 'true'));
  set('credential.helper', canary('credential', 'echo'));
  set('diff.external', canary('external-diff', 'true'));
  set('diff.evil.command', canary('diff-command', 'true'));
  set('diff.evil.textconv', canary('textconv', 'cat "$1"'));
  set('merge.evil.driver', `${canary('merge-driver', 'true')} %A`);
  set('merge.default', 'evil');
  set('hook.evil.command', canary('config-hook', 'true'));
  set('hook.evil.event', 'post-checkout');
  set('gpg.program', canary('gpg', 'false'));
  set('commit.gpgSign', 'true');
  set('log.showSignature', 'true');
  set('push.gpgSign', 'if-asked');
  set('uploadpack.packObjectsHook', canary('pack-objects', '"$@"'));
  set('remote.origin.uploadpack', canary('uploadpack', 'false'));
  set('remote.origin.receivepack', canary('receivepack', 'false'));
  set('remote.origin.vcs', 'evil');
  set('protocol.ext.allow', 'always');
  set('alias.status', `!${canary('alias', 'true')}`);
  set('sequence.editor', canary('sequence-editor', 'true'));
  set('interactive.diffFilter', canary('diff-filter'));
  plantFilters('evil');
  plantFilters('sly=x');
  writeFileSync(
    join(repo.root, '.git/info/attributes'),
    '* filter=evil diff=evil merge=evil\n*.sly filter=sly=x\n',
  );
  writeFileSync(
    join(repo.base, 'included'),
    `[filter "more"]\n\tclean = ${canary('included-clean')}\n\tsmudge = ${canary('included-smudge')}\n`,
  );
  set('include.path', join(repo.base, 'included'));
}

function plantFilters(name: string): void {
  const file = name.replace('=', '-');
  repo.git('config', `filter.${name}.clean`, canary(`${file}-clean`));
  repo.git('config', `filter.${name}.smudge`, canary(`${file}-smudge`));
  repo.git('config', `filter.${name}.process`, canary(`${file}-process`, 'exit 1'));
  repo.git('config', `filter.${name}.required`, 'true');
}

/** All that Czar does to a repository in the life of a task. */
async function wholeTask(): Promise<void> {
  const repository = await repo.open();
  const { history, worktrees, merges } = repository;
  const first = repo.git('rev-parse', 'main');
  const place = await workerTree(repo, repository, { branch: 'feat/p-a' });
  repo.write('a.txt', 'a\n', place.path);
  repo.write('README', 'changed\n', place.path);
  const plain = [
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'commit.gpgSign=false',
  ];
  const safe = (...args: readonly string[]): string =>
    repo.gitAt(
      place.path,
      ...plain,
      '-c',
      'filter.evil.process=',
      '-c',
      'filter.evil.required=false',
      ...args,
    );
  await worktrees.save(place, `refs/czar/${projectId}/saved/a/1`, looseLeash);
  const tree = safe('rev-parse', 'refs/heads/main^{tree}');
  const work = safe('commit-tree', tree, '-p', first, '-m', 'work');
  const other = safe('commit-tree', `${saved(1)}^{tree}`, '-p', first, '-m', 'other');
  await worktrees.fastForward(place, { branch: 'feat/p-a', from: first, to: other }, looseLeash);
  await worktrees.switchTo(place, { name: 'feat/p-b', from: first }, looseLeash);
  await history.enumerate({ after: first, start: first, tip: other, limit: 10 });
  await history.merged({ base: first, tip: other });
  await history.changes(first, other);
  await history.diff(first, other);
  await history.branches('feat/');
  const merged = await merges.compute({ tip: work, head: other, message: 'm', keepAs: 'a' }, looseLeash);
  if (merged.result !== 'merge') throw new Error(`unexpected: ${merged.result}`);
  await merges.test({
    commit: merged.commit,
    checks: [{ name: 'true', run: 'true', timeoutMs: 20_000 }],
    setup: noSetup,
    ...looseLeash,
  });
  await merges.seal({ base: first, tip: merged.commit, message: 's' }, looseLeash);
  await worktrees.list();
  await inspectRepository(repo.root, repo.env);
  await worktrees.remove(place.path, looseLeash);
}

function saved(n: number): string {
  return `refs/czar/${projectId}/saved/a/1/${n}`;
}

describe('a hostile config', () => {
  test('would sing if git were called plainly', () => {
    plant();
    repo.write('README', 'changed\n');
    expect(() => repo.git('diff', '--stat')).toThrow('Command failed');
    expect(sung()).toEqual(expect.arrayContaining(['evil-process', 'fsmonitor']));
  });

  test('runs nothing in the whole life of a task', async () => {
    repo.write('.gitattributes', '*.txt filter=more\n');
    repo.commit('attributes');
    plant();
    await wholeTask();
    expect(sung()).toEqual([]);
  });

  test('that is planted in the middle of a run does not run either', async () => {
    const repository = await repo.open();
    const place = await workerTree(repo, repository, { branch: 'feat/p-a' });
    plant();
    repo.write('README', 'changed\n', place.path);
    repo.write('new.sly', 'new\n', place.path);
    expect(await uncommittedIn(repository, place)).toBe(2);
    await repository.worktrees.save(place, `refs/czar/${projectId}/saved/a/1`, looseLeash);
    await repository.worktrees.switchTo(
      place,
      { name: 'feat/p-b', from: repo.git('rev-parse', 'main') },
      looseLeash,
    );
    expect(sung()).toEqual([]);
  });

  test('does not run by a config of the worktree alone', async () => {
    const repository = await repo.open();
    const place = await workerTree(repo, repository, { branch: 'feat/p-a' });
    repo.git('config', 'extensions.worktreeConfig', 'true');
    repo.gitAt(place.path, 'config', '--worktree', 'core.fsmonitor', canary('fsmonitor', 'echo /'));
    repo.gitAt(place.path, 'config', '--worktree', 'filter.w.clean', canary('clean'));
    writeFileSync(join(repo.root, '.git/info/attributes'), '* filter=w\n');
    repo.write('README', 'changed\n', place.path);
    expect(await uncommittedIn(repository, place)).toBe(1);
    expect(sung()).toEqual([]);
  });

  test('of another repository is not reached through a .git file that an agent wrote', async () => {
    const repository = await repo.open();
    const place = await workerTree(repo, repository, { branch: 'feat/p-a' });
    const evil = join(repo.base, 'evil');
    mkdirSync(evil);
    repo.gitAt(evil, 'init', '-q');
    repo.gitAt(evil, 'config', 'core.fsmonitor', canary('fsmonitor', 'echo /'));
    writeFileSync(join(place.path, '.git'), `gitdir: ${join(evil, '.git')}\n`);
    await uncommittedIn(repository, place);
    const again = workerTree(repo, repository);
    await expect(again).rejects.toMatchObject({ facts: { code: 'worktree-broken' } });
    expect(sung()).toEqual([]);
  });
});

describe("the user's own config", () => {
  test('keeps its content filters, also where the repository names others of the same name', async () => {
    writeFileSync(
      join(repo.home, '.gitconfig'),
      '[filter "lfs"]\n\tclean = sed s/shown/kept/\n\tsmudge = sed s/kept/shown/\n\trequired = true\n',
    );
    repo.write('.gitattributes', '*.big filter=lfs\n');
    repo.write('a.big', 'shown\n');
    repo.commit('big');
    repo.git('config', 'filter.lfs.smudge', canary('smudge'));
    repo.git('config', 'filter.lfs.clean', canary('clean'));
    const repository = await repo.open();
    const place = await workerTree(repo, repository);
    expect(repo.read('a.big', place.path)).toBe('shown\n');
    expect(repo.git('cat-file', 'blob', 'main:a.big')).toBe('kept');
    expect(await uncommittedIn(repository, place)).toBe(0);
    expect(sung()).toEqual([]);
  });

  test('is not mixed with what the environment of Czar says about git', async () => {
    const outer = {
      ...repo.env,
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere/index',
      GIT_EXTERNAL_DIFF: canary('diff'),
    };
    const repository = await repo.open({ outerEnv: outer });
    const place = await workerTree(repo, repository);
    expect(await uncommittedIn(repository, place)).toBe(0);
  });
});

describe('a merge', () => {
  test('uses a driver that git brings along, and an ordinary merge in the place of one that the repository brings', async () => {
    repo.write('.gitattributes', 'LOG merge=union\nlist merge=evil\n');
    repo.write('LOG', 'start\n');
    repo.write('list', '1\n2\n3\n4\n5\n');
    const base = repo.commit('start');
    repo.git('config', 'merge.evil.driver', `${canary('driver', 'true')} %A`);
    const repository = await repo.open();
    const one = await workerTree(repo, repository, { worker: 'w1', at: base, branch: 'feat/p-a' });
    const two = await workerTree(repo, repository, { worker: 'w2', at: base, branch: 'feat/p-b' });
    const edit = (at: string, log: string, list: string): string => {
      repo.write('LOG', `start\n${log}\n`, at);
      repo.write('list', list, at);
      return repo.commit(log, at);
    };
    const a = edit(one.path, 'a', 'one\n2\n3\n4\n5\n');
    const b = edit(two.path, 'b', '1\n2\n3\n4\nfive\n');
    const merged = await repository.merges.compute(
      { tip: a, head: b, message: 'm', keepAs: 'b' },
      looseLeash,
    );
    if (merged.result !== 'merge') throw new Error(`unexpected: ${merged.result}`);
    expect(repo.git('cat-file', 'blob', `${merged.commit}:list`)).toBe('one\n2\n3\n4\nfive');
    expect(repo.git('cat-file', 'blob', `${merged.commit}:LOG`).split('\n').sort()).toEqual([
      'a',
      'b',
      'start',
    ]);
    expect(sung()).toEqual([]);
  });
});

describe('names that would be arguments', () => {
  test.each([
    '--upload-pack=touch x',
    '-oProxyCommand=x',
    'a b',
    'a$(id)',
    'a`id`',
    'a;b',
    'a\u200bb',
    'a..b',
    'a@{1}',
    'a.lock',
    '/a',
    'a//b',
    'a\nb',
    '',
  ])('%j is refused before git runs', async (name) => {
    const repository = await repo.open();
    const place = await workerTree(repo, repository);
    const first = repo.git('rev-parse', 'main');
    const refused = { facts: { code: 'bad-input' } };
    await expect(
      repository.worktrees.switchTo(place, { name, from: first }, looseLeash),
    ).rejects.toMatchObject(refused);
    await expect(
      repository.merges.advance(name, { from: null, to: first }, looseLeash),
    ).rejects.toMatchObject(refused);
    await expect(
      repository.merges.publish({ base: name, from: first, to: first }, looseLeash),
    ).rejects.toMatchObject(refused);
    const notCommit = repository.history.changes(first, name);
    await expect(notCommit).rejects.toMatchObject(refused);
    expect(existsSync(join(repo.root, 'x'))).toBe(false);
  });
});
