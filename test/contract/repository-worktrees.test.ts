import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { groupLives } from '../../src/adapters/process/group.ts';
import type { SetupPolicy } from '../../src/domain/policy.ts';
import type { PreparedWorktree, Repository } from '../../src/ports/repository.ts';
import { noSetup, projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { until } from '../support/until.ts';

let repo: TestRepository;
let repository: Repository;
let path = '';
beforeEach(async () => {
  repo = testRepository();
  repository = await repo.open();
  path = join(repo.root, '.czar/worktrees/engineer1');
});
afterEach(() => repo.remove());

function prepare(setup: SetupPolicy = noSetup, hash: string | null = null): Promise<PreparedWorktree> {
  const at = repo.git('rev-parse', 'main');
  return repository.worktrees.prepare({
    worker: 'engineer1',
    path,
    at,
    setup,
    setupHash: hash,
    ...looseLeash,
  });
}

/** It can be worked in: all files are there, it is clean, and git can commit. */
function expectWhole(): void {
  expect(repo.gitAt(path, 'status', '--porcelain')).toBe('');
  expect(repo.read('README', path)).toBe(repo.read('README'));
  expect(existsSync(join(repo.gitAt(path, 'rev-parse', '--absolute-git-dir'), 'locked'))).toBe(false);
  repo.commit('works', path);
  expect(repo.git('worktree', 'list', '--porcelain')).not.toContain('prunable');
}

describe('a worktree', () => {
  test('is created whole, detached at the commit', async () => {
    expect(await prepare()).toMatchObject({ path, branch: null, did: 'created' });
    expectWhole();
  });

  test('has a name for what lies in it, equal for equal content', async () => {
    const place = await prepare();
    const name = (): Promise<string> => repository.worktrees.state(place);
    const clean = await name();
    writeFileSync(join(path, 'README'), 'changed\n');
    const changed = await name();
    writeFileSync(join(path, 'new file'), 'new\n');
    const more = await name();
    expect(new Set([clean, changed, more]).size).toBe(3);
    rmSync(join(path, 'new file'));
    expect(await name()).toBe(changed);
    repo.gitAt(path, 'checkout', '--', 'README');
    expect(await name()).toBe(clean);
    repo.commit('works', path);
    expect(await name()).not.toBe(clean);
  });

  test('is found as it is, work and all', async () => {
    const { gitDir } = await prepare();
    repo.write('README', 'edited\n', path);
    expect(await prepare()).toMatchObject({ gitDir, did: 'found' });
    expect(repo.read('README', path)).toBe('edited\n');
  });

  test('is made next to others at the same time', async () => {
    const workers = Array.from({ length: 8 }, (_, index) => `w${index}`);
    const made = await Promise.all(
      workers.map((worker) => workerTree(repo, repository, { worker, branch: `feat/p-${worker}` })),
    );
    for (const place of made) expect(repo.gitAt(place.path, 'status', '--porcelain')).toBe('');
    expect(new Set(made.map(({ gitDir }) => gitDir)).size).toBe(8);
  });
});

describe('a broken worktree is repaired:', () => {
  test('its folder is gone', async () => {
    await workerTree(repo, repository, { branch: 'feat/p-a' });
    rmSync(path, { recursive: true });
    expect(await prepare()).toMatchObject({ branch: 'feat/p-a' });
    expectWhole();
  });

  test('its folder is gone, and what was staged is saved', async () => {
    await prepare();
    repo.write('flash', 'seen once\n', path);
    repo.gitAt(path, 'add', 'flash');
    rmSync(path, { recursive: true });
    await prepare();
    expectWhole();
    const saved = repo.git('for-each-ref', '--format=%(refname)', `refs/czar/${projectId}/saved`);
    expect(repo.git('cat-file', 'blob', `${saved}^2:flash`)).toBe('seen once');
  });

  test('its .git file is gone, and its files are as they were', async () => {
    const { gitDir } = await prepare();
    repo.write('README', 'edited\n', path);
    rmSync(join(path, '.git'));
    expect(await prepare()).toMatchObject({ gitDir });
    expect(repo.gitAt(path, 'status', '--porcelain')).toBe(' M README');
  });

  test('its .git file is empty, as a kill can leave it: with its files, alone, and before git knew the rest', async () => {
    const { gitDir } = await prepare();
    repo.write('README', 'edited\n', path);
    writeFileSync(join(path, '.git'), '');
    expect(await prepare()).toMatchObject({ gitDir });
    expect(repo.gitAt(path, 'status', '--porcelain')).toBe(' M README');
    rmSync(path, { recursive: true });
    repo.write('.git', '', path);
    expect(await prepare()).toMatchObject({ gitDir });
    expect(repo.read('README', path)).toBe(repo.read('README'));
    rmSync(path, { recursive: true });
    repo.write('.git', '', path);
    for (const name of ['HEAD', 'commondir', 'index']) rmSync(join(gitDir, name));
    expect((await prepare()).did).toContain('half-made');
    expectWhole();
  });

  test('git has lost it, and what was there is moved aside', async () => {
    const { gitDir } = await prepare();
    repo.write('new', 'precious\n', path);
    rmSync(gitDir, { recursive: true });
    const { did } = await prepare();
    expectWhole();
    const aside = readdirSync(join(path, '..')).find((name) => name.startsWith('engineer1.aside-')) ?? 'none';
    expect(did).toContain(aside);
    expect(repo.read(join('..', aside, 'new'), path)).toBe('precious\n');
  });

  test('its folder was moved together with the project', async () => {
    await prepare();
    const moved = join(repo.root, '.czar/worktrees/engineer2');
    renameSync(path, moved);
    path = moved;
    expect(await prepare()).toMatchObject({ path: moved });
    expectWhole();
  });

  test('its index is gone, and no change is lost', async () => {
    const { gitDir } = await prepare();
    repo.write('README', 'edited\n', path);
    rmSync(join(gitDir, 'index'));
    await prepare();
    expect(repo.gitAt(path, 'status', '--porcelain')).toBe(' M README');
  });

  test('a dead git left its lock', async () => {
    const { gitDir } = await prepare();
    writeFileSync(join(gitDir, 'index.lock'), '');
    expect((await prepare()).did).toContain('lock');
    expectWhole();
  });

  test('a lock that a living git holds is left alone', async () => {
    const { gitDir } = await prepare();
    const waiting = spawn('git', ['hash-object', '--stdin'], {
      cwd: path,
      env: repo.env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const over = new Promise((resolve) => waiting.once('exit', resolve));
    try {
      writeFileSync(join(gitDir, 'index.lock'), '');
      await until(() => waiting.pid, { what: 'git' });
      await expect(prepare()).rejects.toMatchObject({ facts: { code: 'git-refused', transient: true } });
      expect(existsSync(join(gitDir, 'index.lock'))).toBe(true);
    } finally {
      waiting.kill('SIGKILL');
      await over;
    }
  });
});

describe('kill -9 in the middle of making a worktree', () => {
  const instants = Array.from({ length: 12 }, (_, index) => index);

  test.each(instants)('loses nothing and leaves nothing, at instant %i', async (instant) => {
    for (let i = 0; i < 300; i += 1) repo.write(`many/file${i}`, `${i}\n`.repeat(200));
    const at = repo.commit('many');
    const add = spawn(
      'git',
      ['worktree', 'add', '--detach', '--lock', '--reason', 'czar: being made', path, at],
      {
        cwd: repo.root,
        env: repo.env,
        detached: true,
        stdio: 'ignore',
      },
    );
    const over = new Promise((resolve) => add.once('exit', resolve));
    const admin = join(repo.root, '.git/worktrees/engineer1');
    const steps: readonly (() => boolean)[] = [
      () => existsSync(admin),
      () => existsSync(join(path, '.git')),
      () => existsSync(join(admin, 'HEAD')),
      () => existsSync(join(admin, 'index.lock')),
      () => existsSync(join(path, 'many')) && readdirSync(join(path, 'many')).length > 20 * (instant - 3),
    ];
    const reached = steps[Math.min(instant, 4)];
    await Promise.race([until(() => reached?.() === true, { what: 'the instant' }), over]);
    if (add.pid !== undefined && add.exitCode === null) process.kill(-add.pid, 'SIGKILL');
    await over;
    // The checkout is a child of its own, and ends a moment after its parent.
    const group = add.pid ?? 0;
    await until(() => !groupLives(group), { what: 'the end of git' });
    await prepare();
    expectWhole();
    expect(readdirSync(join(path, 'many'))).toHaveLength(300);
    expect(repo.read('many/file299', path)).toBe('299\n'.repeat(200));
  });
});

describe('what is not a worktree of Czar is refused with help, and left alone:', () => {
  const refused = { facts: { code: 'worktree-broken', help: expect.stringContaining('mv ') as string } };

  test('a file', async () => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'mine');
    await expect(prepare()).rejects.toMatchObject(refused);
    expect(repo.read('engineer1', join(path, '..'))).toBe('mine');
  });

  test('a folder with files', async () => {
    repo.write('mine', 'mine', path);
    await expect(prepare()).rejects.toMatchObject(refused);
    expect(repo.read('mine', path)).toBe('mine');
  });

  test('a repository', async () => {
    mkdirSync(path, { recursive: true });
    repo.gitAt(path, 'init', '-q');
    await expect(prepare()).rejects.toMatchObject(refused);
  });

  test('a link, also to nothing', async () => {
    mkdirSync(join(path, '..'), { recursive: true });
    symlinkSync(join(repo.base, 'nowhere'), path);
    await expect(prepare()).rejects.toMatchObject(refused);
  });

  test('but an empty folder will do', async () => {
    mkdirSync(path, { recursive: true });
    expect(await prepare()).toMatchObject({ did: 'created' });
  });
});

describe('a text that is too long to be typed', () => {
  const text = { name: 'd-1.txt', content: 'all of it\n' };
  const folder = (): string => join(path, '.czar-text');

  test('lies in the worktree for its owner alone, and git does not see it', async () => {
    const place = await prepare();
    const file = await repository.worktrees.leaveText(place, text);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([text.content, 0o600]);
    expect(repo.gitAt(path, 'status', '--porcelain')).toBe('');
    repo.gitAt(path, 'add', '--all');
    expect(repo.gitAt(path, 'diff', '--cached', '--name-only')).toBe('');
    await repository.worktrees.leaveText(place, { ...text, name: 'd-2.txt' });
    await repository.worktrees.keepTexts(place, ['d-2.txt']);
    expect(readdirSync(folder())).toEqual(['d-2.txt']);
    await repository.worktrees.keepTexts(place, []);
    expect(existsSync(folder())).toBe(false);
  });

  test('does not keep its worktree from being removed', async () => {
    await repository.worktrees.leaveText(await prepare(), text);
    expect(await repository.worktrees.remove(path, looseLeash)).toMatchObject({ removed: true });
    expect(existsSync(path)).toBe(false);
  });

  test('is not written through a link that an agent put there, nor over another file', async () => {
    const place = await prepare();
    const outside = join(repo.root, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, folder());
    await expect(repository.worktrees.leaveText(place, text)).rejects.toMatchObject({
      facts: { code: 'file-unwritable' },
    });
    await repository.worktrees.keepTexts(place, []);
    expect([readdirSync(outside), existsSync(folder())]).toEqual([[], true]);
    rmSync(folder());
    mkdirSync(folder());
    symlinkSync(join(outside, 'there'), join(folder(), text.name));
    await expect(repository.worktrees.leaveText(place, text)).rejects.toMatchObject({
      facts: { code: 'file-unwritable' },
    });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('the setup', () => {
  const setup: SetupPolicy = {
    run: 'echo ran >> ran.ignored',
    copy: ['.env', 'sub/.env.local'],
    link: ['node_modules'],
    timeoutMs: 30_000,
  };

  test('copies, links and runs once, and again when anything of it changes', async () => {
    repo.write('.env', 'A=1\n');
    repo.write('node_modules/x/index.js', 'x\n');
    const { setupHash } = await prepare(setup);
    expect(repo.read('.env', path)).toBe('A=1\n');
    expect(repo.read('node_modules/x/index.js', path)).toBe('x\n');
    expect(repo.read('ran.ignored', path)).toBe('ran\n');
    expect((await prepare(setup, setupHash)).setupHash).toBe(setupHash);
    expect(repo.read('ran.ignored', path)).toBe('ran\n');
    repo.write('.env', 'A=2\n');
    const changed = await prepare(setup, setupHash);
    expect(changed.setupHash).not.toBe(setupHash);
    expect(repo.read('.env', path)).toBe('A=2\n');
    expect(repo.read('ran.ignored', path)).toBe('ran\nran\n');
  });

  test('is known to be the one that is wanted, until anything of it changes, or the commit does, or what it made goes', async () => {
    repo.write('.env', 'A=1\n');
    const place = await prepare(setup);
    const isSetUp = (ran: SetupPolicy = setup): Promise<boolean> =>
      repository.worktrees.isSetUp(place, { setup: ran, setupHash: place.setupHash });
    expect(await isSetUp()).toBe(true);
    expect(await isSetUp({ ...setup, run: 'echo else' })).toBe(false);
    expect(await isSetUp({ ...setup, run: null, copy: [], link: [] })).toBe(true);
    repo.write('.env', 'A=2\n');
    expect(await isSetUp()).toBe(false);
    repo.write('.env', 'A=1\n');
    expect(await isSetUp()).toBe(true);
    rmSync(join(path, '.env'));
    expect(await isSetUp()).toBe(false);
    repo.write('.env', 'A=1\n', path);
    repo.write('package-lock.json', '{}\n', path);
    repo.commit('locks', path);
    expect(await isSetUp()).toBe(false);
    expect(repo.read('ran.ignored', path)).toBe('ran\n');
  });

  test('that fails says what it printed', async () => {
    const failing = prepare({ ...setup, run: 'echo so sorry; exit 3' });
    await expect(failing).rejects.toMatchObject({ facts: { code: 'command-failed' } });
    await expect(failing).rejects.toThrow(/status 3\nso sorry/);
  });

  test('that hangs is ended', async () => {
    const hanging = prepare({ ...setup, run: 'sleep 600', timeoutMs: 300 });
    await expect(hanging).rejects.toThrow('no end after');
  });

  test.each(['../outside', '/etc/passwd', 'out', 'sub/../../outside'])(
    'copies nothing from outside the project: %s',
    async (file) => {
      writeFileSync(join(repo.base, 'outside'), 'secret\n');
      symlinkSync(join(repo.base, 'outside'), join(repo.root, 'out'));
      await expect(prepare({ ...noSetup, copy: [file] })).rejects.toMatchObject({
        facts: { code: 'bad-input' },
      });
    },
  );

  test('copies nothing out of the worktree through a link that a commit put there', async () => {
    const outside = join(repo.base, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(repo.root, 'config'));
    symlinkSync(join(outside, 'target'), join(repo.root, '.env'));
    repo.commit('links');
    rmSync(join(repo.root, 'config'));
    rmSync(join(repo.root, '.env'));
    repo.write('config/secret', 'secret\n');
    repo.write('.env', 'A=1\n');
    await expect(prepare({ ...noSetup, copy: ['config/secret'] })).rejects.toMatchObject({
      facts: { code: 'bad-input' },
    });
    await prepare({ ...noSetup, copy: ['.env'] });
    expect(readdirSync(outside)).toEqual([]);
    expect(repo.read('.env', path)).toBe('A=1\n');
  });
});
