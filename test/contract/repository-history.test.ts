import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { until } from '../support/until.ts';

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

async function subjects(after: string, tip: string, limit = 1000): Promise<readonly string[]> {
  const { commits } = await repository.history.enumerate({ after, start: first, tip, limit });
  return commits.map(({ subject }) => subject);
}

async function tip(ref: string): Promise<string | null> {
  const seen = await repository.history.tip(ref);
  return seen.known ? seen.value : `unknown: ${seen.reason}`;
}

describe('every commit is seen', () => {
  test('of a burst, in its order', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    for (const name of names) repo.gitAt(place.path, 'commit', '-q', '--allow-empty', '-m', name);
    expect(await subjects(first, repo.git('rev-parse', 'feat/p-a'))).toEqual(names);
  });

  test('while they are being made: none is missed and none is seen twice', async () => {
    const seen: string[] = [];
    let after = first;
    const look = async (): Promise<void> => {
      const now = (await tip('feat/p-a')) ?? first;
      seen.push(...(await subjects(after, now)));
      after = now;
    };
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const script = names.map((name) => `git commit -q --allow-empty -m ${name}`).join('\n');
    writeFileSync(join(repo.base, 'burst.sh'), script);
    const burst = spawn('sh', [join(repo.base, 'burst.sh')], {
      cwd: place.path,
      env: repo.env,
      stdio: 'ignore',
    });
    const over = new Promise((resolve) => burst.once('exit', resolve));
    for (let looks = 0; burst.exitCode === null && looks < 10_000; looks += 1) {
      await look();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await over;
    await look();
    expect(seen).toEqual(names);
  });

  test('up to the limit, the newest', async () => {
    for (const name of ['a', 'b', 'c', 'd']) repo.commit(name, place.path);
    expect(await subjects(first, repo.git('rev-parse', 'feat/p-a'), 2)).toEqual(['c', 'd']);
  });

  test('of the first-parent path only: what a merge brings is not the task’s', async () => {
    repo.commit('on main\n\nTASK_COMPLETE');
    repo.commit('own', place.path);
    repo.gitAt(place.path, 'merge', '-q', '--no-ff', '-m', 'Merge main', 'main');
    const now = repo.git('rev-parse', 'feat/p-a');
    const { commits } = await repository.history.enumerate({
      after: first,
      start: first,
      tip: now,
      limit: 10,
    });
    expect(commits.map(({ subject, marker }) => [subject, marker])).toEqual([
      ['own', null],
      ['Merge main', null],
    ]);
    const later = repo.commit('after it', place.path);
    expect(await subjects(now, later)).toEqual(['after it']);
  });

  test('after an amend: the new one, counted from the start', async () => {
    const old = repo.commit('feat: a', place.path);
    repo.gitAt(
      place.path,
      'commit',
      '-q',
      '--amend',
      '--allow-empty',
      '-m',
      'feat: amended\n\nTASK_COMPLETE',
    );
    const now = repo.git('rev-parse', 'feat/p-a');
    expect(
      await repository.history.enumerate({ after: old, start: first, tip: now, limit: 10 }),
    ).toMatchObject({
      rewound: true,
      start: first,
      commits: [{ subject: 'feat: amended', marker: { says: 'complete' } }],
    });
  });

  test('after a rewind behind the start: counted from where the histories part', async () => {
    const start = repo.commit('start', place.path);
    const old = repo.commit('old', place.path);
    repo.gitAt(place.path, 'reset', '-q', '--hard', first);
    const now = repo.commit('new', place.path);
    expect(await repository.history.enumerate({ after: old, start, tip: now, limit: 10 })).toMatchObject({
      rewound: true,
      start: first,
      commits: [{ subject: 'new' }],
    });
  });

  test('when the last one seen was collected as garbage', async () => {
    const now = repo.commit('new', place.path);
    const gone = '1'.repeat(40);
    const seen = await repository.history.enumerate({ after: gone, start: first, tip: now, limit: 10 });
    expect(seen).toMatchObject({ rewound: true, start: first, commits: [{ sha: now }] });
  });
});

describe('a hostile message', () => {
  test.each([
    ['with a forged record', `x\x00${'a'.repeat(40)}\x00\x001\x00feat\n\nTASK_COMPLETE`],
    ['with control characters', 'x \x1b[31m\x01\x7f\n\n\x00\nTASK_COMPLETE'],
  ])('%s cannot pass for another commit', async (_what, message) => {
    const tree = repo.git('rev-parse', 'main^{tree}');
    const text = `tree ${tree}\nparent ${first}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n${message}`;
    const args = ['hash-object', '-w', '-t', 'commit', '--literally', '--stdin'];
    const sha = execFileSync('git', args, {
      cwd: repo.root,
      env: repo.env,
      input: text,
      encoding: 'utf8',
    }).trim();
    const { commits } = await repository.history.enumerate({
      after: first,
      start: first,
      tip: sha,
      limit: 10,
    });
    expect(commits.map((commit) => commit.sha)).toEqual([sha]);
  });

  test('cannot pass for a merge of this project without being one', async () => {
    const trailers = (project: string): string =>
      `Merge\n\nCzar-Project: ${project}\nCzar-Task: a\nCzar-PR: 1\nCzar-Attempt: 1\nCzar-Head: ${first}\n`;
    repo.commit(trailers('another'), place.path);
    repo.commit(`${trailers(projectId)}\nand more text\n`, place.path);
    repo.commit(trailers(projectId).replace(first, 'HEAD'), place.path);
    const real = repo.commit(trailers(projectId), place.path);
    const found = await repository.history.merged({ base: first, tip: real });
    expect(found.map(({ sha }) => sha)).toEqual([real]);
  });
});

describe('where refs stand is read from files', () => {
  test('also when they are packed, and when they move on after it', async () => {
    const old = repo.commit('old', place.path);
    repo.git('pack-refs', '--all');
    expect(existsSync(join(repo.root, '.git/refs/heads/feat/p-a'))).toBe(false);
    expect(await tip('feat/p-a')).toBe(old);
    expect(await repository.history.head(place)).toMatchObject({ value: { branch: 'feat/p-a', sha: old } });
    const moved = repo.commit('new', place.path);
    expect(await tip('feat/p-a')).toBe(moved);
    repo.git('pack-refs', '--all');
    expect(await tip('feat/p-a')).toBe(moved);
  });

  test('with no answer for what is no branch: a folder of branches, a deleted one, a symbolic one to nothing', async () => {
    expect(await tip('feat')).toBeNull();
    repo.git('branch', 'gone');
    repo.git('branch', '-D', 'gone');
    expect(await tip('gone')).toBeNull();
    repo.git('symbolic-ref', 'refs/heads/sym', 'refs/heads/nothing');
    expect(await tip('sym')).toBeNull();
    repo.git('symbolic-ref', 'refs/heads/sym', 'refs/heads/main');
    expect(await tip('sym')).toBe(first);
  });

  test('and what is no ref is unknown, not absent', async () => {
    writeFileSync(join(repo.root, '.git/refs/heads/broken'), 'nonsense\n');
    expect(await repository.history.tip('broken')).toMatchObject({ known: false });
    writeFileSync(join(repo.root, '.git/refs/heads/loop'), 'ref: refs/heads/loop\n');
    expect(await repository.history.tip('loop')).toMatchObject({ known: false });
    writeFileSync(join(repo.root, '.git/refs/heads/out'), 'ref: refs/../../../README\n');
    expect(await repository.history.tip('out')).toMatchObject({ known: false });
  });

  test('of a branch without commits and of a detached HEAD', async () => {
    repo.gitAt(place.path, 'checkout', '-q', '--orphan', 'empty');
    expect(await repository.history.head(place)).toMatchObject({ value: { branch: 'empty', sha: null } });
    repo.gitAt(place.path, 'checkout', '-q', '--detach', 'main');
    expect(await repository.history.head(place)).toMatchObject({ value: { branch: null, sha: first } });
  });

  test('the base is that of the remote where there is one', async () => {
    repo.git('remote', 'add', 'origin', join(repo.base, 'origin.git'));
    const again = await repo.open();
    expect(await again.history.baseTip('main')).toMatchObject({ value: first });
    repo.git('update-ref', 'refs/remotes/origin/main', first);
    repo.commit('only here');
    expect(await again.history.baseTip('main')).toMatchObject({ value: first });
    await again.history.close();
  });
});

describe('a hint comes', () => {
  let hints = 0;
  beforeEach(() => {
    hints = 0;
    repository.history.onHint(() => {
      hints += 1;
    });
  });

  async function hinted(what: string, change: () => void): Promise<void> {
    hints = 0;
    change();
    await until(() => hints > 0, { what });
  }

  test('after a commit, a checkout and a reset, again and again', async () => {
    await repository.history.watch([place], []);
    for (let i = 0; i < 3; i += 1) {
      await hinted('a commit', () => void repo.commit(`c${i}`, place.path));
      await hinted('a checkout', () => void repo.gitAt(place.path, 'checkout', '-q', '--detach'));
      await hinted('a reset', () => void repo.gitAt(place.path, 'reset', '-q', '--hard', first));
      await hinted('a switch', () => void repo.gitAt(place.path, 'switch', '-q', 'feat/p-a'));
    }
    expect(hints).toBeGreaterThan(0);
  });

  test('after a ref moved, packed or not', async () => {
    repo.git('update-ref', 'refs/czar/x', first);
    await repository.history.watch([], ['main', 'refs/czar/x']);
    await hinted('a commit on main', () => void repo.commit('main'));
    await hinted('a ref without reflog', () => void repo.git('update-ref', 'refs/czar/x', 'main'));
    repo.git('pack-refs', '--all');
    await repository.history.watch([], ['main', 'refs/czar/x']);
    await hinted('a packed ref', () => void repo.git('update-ref', 'refs/czar/x', first));
    expect(hints).toBeGreaterThan(0);
  });

  test('where reflogs are off', async () => {
    repo.git('config', 'core.logAllRefUpdates', 'false');
    rmSync(join(place.gitDir, 'logs'), { recursive: true });
    rmSync(join(repo.root, '.git/logs'), { recursive: true });
    await repository.history.watch([place], []);
    await hinted('a commit', () => void repo.commit('c', place.path));
    await hinted('a checkout', () => void repo.gitAt(place.path, 'checkout', '-q', '--detach'));
    expect(hints).toBeGreaterThan(0);
  });

  test('after the watched file was replaced', async () => {
    await repository.history.watch([place], []);
    const reflog = join(place.gitDir, 'logs/HEAD');
    await hinted('the replacement', () => {
      cpSync(reflog, `${reflog}.new`);
      renameSync(`${reflog}.new`, reflog);
    });
    // Hints of the change itself may stand for the first commits; never for all of them.
    for (let i = 0; i < 5; i += 1) await hinted('a commit', () => void repo.commit('c', place.path));
    expect(hints).toBeGreaterThan(0);
  });

  test('after the git dir was removed and made anew', async () => {
    await repository.history.watch([place], []);
    const kept = join(repo.base, 'kept');
    await hinted('the removal', () => {
      cpSync(place.gitDir, kept, { recursive: true });
      rmSync(place.gitDir, { recursive: true });
    });
    cpSync(kept, place.gitDir, { recursive: true });
    // Hints of the change itself may stand for the first commits; never for all of them.
    for (let i = 0; i < 5; i += 1) await hinted('a commit', () => void repo.commit('c', place.path));
    expect(hints).toBeGreaterThan(0);
  });

  test('no more after it was closed or is no longer asked for', async () => {
    await repository.history.watch([place], ['main']);
    await repository.history.watch([], ['main']);
    repo.commit('unheard', place.path);
    await hinted('a commit on main', () => void repo.commit('heard'));
    await repository.history.close();
    hints = 0;
    mkdirSync(join(repo.base, 'x'));
    repo.commit('after closing');
    expect(hints).toBe(0);
  });
});
