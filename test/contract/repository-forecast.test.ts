import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Seen } from '../../src/domain/seen.ts';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

const LINES = Array.from({ length: 40 }, (_, at) => `line ${at}\n`);

let repo: TestRepository;
let repository: Repository;
let first = '';
beforeEach(async () => {
  repo = testRepository();
  repo.write('src/cart.ts', LINES.join(''));
  repo.write('src/old.ts', LINES.map((line) => `old ${line}`).join(''));
  repo.write('logo.png', '\u0000\u0001one\u0000');
  first = repo.commit('files');
  repository = await repo.open();
});
afterEach(() => repo.remove());

function edited(at: number, text: string): string {
  return LINES.with(at, `${text}\n`).join('');
}

function trees(): Promise<readonly [WorktreePlace, WorktreePlace]> {
  return Promise.all([
    workerTree(repo, repository, { worker: 'w1', branch: 'feat/p-a', at: first }),
    workerTree(repo, repository, { worker: 'w2', branch: 'feat/p-b', at: first }),
  ]);
}

/** The files in which the work of two worktrees conflicts as it lies there now. */
async function conflicts(one: WorktreePlace, other: WorktreePlace): Promise<readonly string[] | string> {
  return tried(await work(one), await work(other));
}

/** The commit of a worktree as it is now. */
async function work(place: WorktreePlace): Promise<string> {
  const { work: seen } = await repository.forecast.look(place);
  return seen.known ? seen.value : seen.reason;
}

async function tried(one: string, other: string): Promise<readonly string[] | string> {
  const [files] = await repository.forecast.tryMerges([[one, other]], first);
  return files?.known === true ? files.value : (files?.reason ?? 'nothing was said');
}

/** The files that conflict with the base, or why that is not known. */
async function cameTo(seen: Seen<string>): Promise<string> {
  const came = seen.known ? await tried(seen.value, first) : seen.reason;
  return typeof came === 'string' ? came : came.join();
}

/** All that a worker or a person could notice of a look. */
function traces(place: WorktreePlace): string {
  const index = readFileSync(join(place.gitDir, 'index')).toString('base64');
  const objects = readdirSync(join(repo.root, '.git/objects'), { recursive: true, encoding: 'utf8' });
  const status = repo.gitAt(place.path, '--no-optional-locks', 'status', '--porcelain');
  return [index, objects.toSorted().join('\n'), status, repo.git('for-each-ref')].join('\n');
}

describe('a forecast', () => {
  test('finds that uncommitted lines of two workers conflict, and leaves no trace', async () => {
    const [one, other] = await trees();
    repo.write('src/cart.ts', edited(20, 'mine'), one.path);
    repo.write('src/cart.ts', edited(20, 'theirs'), other.path);
    repo.write('notes.txt', 'untracked', one.path);
    repo.gitAt(other.path, 'add', '-A');
    const before = [traces(one), traces(other)];
    expect(await conflicts(one, other)).toEqual(['src/cart.ts']);
    expect([traces(one), traces(other)]).toEqual(before);
  });

  test('finds that other lines of the same file merge', async () => {
    const [one, other] = await trees();
    repo.write('src/cart.ts', edited(2, 'mine'), one.path);
    repo.write('src/cart.ts', edited(30, 'theirs'), other.path);
    expect(await conflicts(one, other)).toEqual([]);
  });

  test('compares what is committed with what is not', async () => {
    const [one, other] = await trees();
    repo.write('src/cart.ts', edited(20, 'mine'), one.path);
    const made = repo.commit('mine', one.path);
    repo.write('src/cart.ts', edited(20, 'theirs'), other.path);
    expect(await work(one)).toBe(made);
    expect(await conflicts(one, other)).toEqual(['src/cart.ts']);
    const back = repo.git('rev-parse', first);
    expect(await tried(made, back)).toEqual([]);
  });

  test('gives the same work the same name, and other work another', async () => {
    const [one] = await trees();
    repo.write('src/cart.ts', edited(20, 'mine'), one.path);
    const before = await work(one);
    expect(before).not.toBe(first);
    expect(await work(one)).toBe(before);
    repo.write('src/cart.ts', edited(20, 'mine, again'), one.path);
    expect(await work(one)).not.toBe(before);
  });

  test('sees files that both add, and leaves out what is ignored', async () => {
    const [one, other] = await trees();
    for (const [place, text] of [
      [one, 'mine\n'],
      [other, 'theirs\n'],
    ] as const) {
      repo.write('new file ü.txt', text, place.path);
      repo.write('secret.ignored', text, place.path);
      repo.write('node_modules/x.js', text, place.path);
    }
    expect(await conflicts(one, other)).toEqual(['new file ü.txt']);
  });

  test('leaves out what the setup made', async () => {
    const setup = { run: 'echo "$CZAR_WORKER" > made.txt', copy: [], link: [], timeoutMs: 30_000 };
    const [one, other] = await trees();
    for (const [worker, place] of [
      ['w1', one],
      ['w2', other],
    ] as const) {
      await repository.worktrees.prepare({
        worker,
        path: place.path,
        at: first,
        setup,
        setupHash: null,
        ...looseLeash,
      });
      repo.write('made.txt', worker, place.path);
    }
    expect(await conflicts(one, other)).toEqual([]);
  });

  test('follows renames, and sees what one deletes and the other changes', async () => {
    const [one, other] = await trees();
    renameSync(join(one.path, 'src/old.ts'), join(one.path, 'src/new.ts'));
    repo.write('src/old.ts', `${repo.read('src/old.ts', other.path)}more\n`, other.path);
    expect(await conflicts(one, other)).toEqual([]);
    rmSync(join(one.path, 'src/new.ts'));
    expect(await conflicts(one, other)).toEqual(['src/old.ts']);
  });

  test('sees a file in the way of a folder, binary files, and files of other modes', async () => {
    const [one, other] = await trees();
    repo.write('thing', 'a file', one.path);
    repo.write('thing/inside', 'a folder', other.path);
    repo.write('logo.png', '\u0000\u0001two\u0000', one.path);
    repo.write('logo.png', '\u0000\u0001three\u0000', other.path);
    chmodSync(join(one.path, 'src/cart.ts'), 0o755);
    expect(await conflicts(one, other)).toEqual(['logo.png', expect.stringMatching(/^thing/)]);
  });

  test('takes other line ends for what they are to git', async () => {
    repo.write('.gitattributes', '*.ts text\n');
    first = repo.commit('attributes');
    const [one, other] = await trees();
    repo.write('src/cart.ts', LINES.join('').replaceAll('\n', '\r\n'), one.path);
    repo.write('src/cart.ts', edited(20, 'theirs'), other.path);
    expect(await conflicts(one, other)).toEqual([]);
  });

  test('merges as the attributes of the integration branch say', async () => {
    repo.write('.gitattributes', 'CHANGES merge=union\n');
    repo.write('CHANGES', 'one\n');
    first = repo.commit('attributes');
    const [one, other] = await trees();
    repo.write('CHANGES', 'one\nmine\n', one.path);
    repo.write('CHANGES', 'one\ntheirs\n', other.path);
    expect(await conflicts(one, other)).toEqual([]);
  });

  test('leaves out a very large file that is not committed, and sees the others', async () => {
    const [one, other] = await trees();
    for (const [place, text] of [
      [one, 'mine'],
      [other, 'theirs'],
    ] as const) {
      writeFileSync(join(place.path, 'huge.bin'), Buffer.alloc(17 * 1024 * 1024, text));
      repo.write('src/cart.ts', edited(20, text), place.path);
    }
    expect(await conflicts(one, other)).toEqual(['src/cart.ts']);
  });

  test('leaves out a repository within a worktree, and sees a submodule that both move', async () => {
    const [one, other] = await trees();
    mkdirSync(join(one.path, 'inner'));
    repo.gitAt(join(one.path, 'inner'), 'init', '-q');
    expect(await conflicts(one, other)).toEqual([]);
    const [a, b] = [repo.git('rev-parse', 'HEAD'), repo.git('rev-parse', 'HEAD~1')];
    for (const [place, sha] of [
      [one, a],
      [other, b],
    ] as const) {
      repo.gitAt(place.path, 'update-index', '--add', '--cacheinfo', `160000,${sha},sub`);
      mkdirSync(join(place.path, 'sub'));
      repo.gitAt(place.path, 'commit', '-q', '-m', 'submodule');
    }
    expect(await tried(repo.git('rev-parse', 'feat/p-a'), repo.git('rev-parse', 'feat/p-b'))).toEqual([
      'sub',
    ]);
  });

  test('counts what a worker merges in at the moment as not its own', async () => {
    const [one, other] = await trees();
    repo.write('src/cart.ts', edited(20, 'merged before'), other.path);
    const tip = repo.commit('merged before', other.path);
    repo.write('src/cart.ts', edited(20, 'mine'), one.path);
    repo.commit('mine', one.path);
    expect(() => repo.gitAt(one.path, 'merge', '-q', tip)).toThrow(/CONFLICT|Command failed/);
    repo.write('src/cart.ts', edited(20, 'both'), one.path);
    expect(await tried(await work(one), tip)).toEqual([]);
  });

  test('says what is unknown, and goes on with the others', async () => {
    const [one, other] = await trees();
    repo.write('src/cart.ts', edited(20, 'mine'), one.path);
    const mine = repo.commit('mine', one.path);
    repo.write('src/cart.ts', edited(20, 'theirs'), other.path);
    const theirs = repo.commit('theirs', other.path);
    const orphan = repo.git('commit-tree', `${first}^{tree}`, '-m', 'of no other');
    const nothing = 'f'.repeat(40);
    const all = await repository.forecast.tryMerges(
      [
        [mine, nothing],
        [mine, theirs],
        [mine, orphan],
        [mine, first],
      ],
      first,
    );
    expect(all.map((files) => (files.known ? files.value : 'unknown'))).toEqual([
      'unknown',
      ['src/cart.ts'],
      'unknown',
      [],
    ]);
  });

  test('works with a git that can only try one merge at a time', async () => {
    const [one, other] = await trees();
    repo.write('src/cart.ts', edited(20, 'mine'), one.path);
    repo.write('src/cart.ts', edited(20, 'theirs'), other.path);
    const bin = join(repo.base, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(
      join(bin, 'git'),
      `#!/bin/sh\ncase "$*" in *--stdin*) exit 129;; esac\nexec ${real} "$@"\n`,
    );
    chmodSync(join(bin, 'git'), 0o755);
    repository = await repo.open({ outerEnv: { ...repo.env, PATH: `${bin}:${repo.env['PATH'] ?? ''}` } });
    expect(await conflicts(one, other)).toEqual(['src/cart.ts']);
    expect(await tried(first, first)).toEqual([]);
  });

  test('is unknown, or a look at one moment, while files are written', async () => {
    const [one] = await trees();
    const writer = setInterval(() => {
      repo.write(`churn/${Math.floor(performance.now()) % 50}.txt`, `${performance.now()}`, one.path);
      rmSync(join(one.path, `churn/${Math.floor(performance.now()) % 37}.txt`), { force: true });
    }, 1);
    const before = repo.git('for-each-ref');
    const cameOf: string[] = [];
    try {
      for (let count = 0; count < 10; count += 1) {
        const [look] = await Promise.allSettled([repository.forecast.look(one)]);
        cameOf.push(look.status === 'rejected' ? String(look.reason) : await cameTo(look.value.work));
      }
    } finally {
      clearInterval(writer);
    }
    expect(cameOf.filter((came) => came !== '' && !came.includes('could not look'))).toEqual([]);
    expect(repo.git('for-each-ref')).toBe(before);
    expect(existsSync(join(one.gitDir, 'index.lock'))).toBe(false);
  });

  test('runs nothing that the repository names', async () => {
    const [one, other] = await trees();
    const proof = join(repo.base, 'ran');
    const run = `touch '${proof}'; cat`;
    for (const [key, value] of [
      ['filter.evil.clean', run],
      ['filter.evil.process', run],
      ['merge.evil.driver', `touch '${proof}'`],
      ['merge.default', 'evil'],
      ['core.fsmonitor', `touch '${proof}'`],
      ['core.attributesFile', join(repo.base, 'attributes')],
      ['diff.external', `touch '${proof}'`],
    ] as const)
      repo.git('config', key, value);
    const attributes = '* filter=evil merge=evil diff=evil\n';
    writeFileSync(join(repo.base, 'attributes'), attributes);
    mkdirSync(join(repo.root, '.git/info'), { recursive: true });
    writeFileSync(join(repo.root, '.git/info/attributes'), attributes);
    for (const [place, text] of [
      [one, 'mine'],
      [other, 'theirs'],
    ] as const) {
      writeFileSync(join(place.path, '.gitattributes'), attributes);
      writeFileSync(join(place.path, 'src/cart.ts'), edited(20, text));
    }
    expect(await conflicts(one, other)).toEqual(['src/cart.ts']);
    expect(existsSync(proof)).toBe(false);
  });

  test('keeps only what the last look at each worktree needs, and nothing of an earlier supervisor', async () => {
    const [one, other] = await trees();
    const folder = join(repo.root, '.git/czar', projectId, 'forecast');
    for (const text of ['one', 'two', 'three']) {
      repo.write('src/cart.ts', edited(20, text), one.path);
      repo.write('src/cart.ts', edited(20, `not ${text}`), other.path);
      await conflicts(one, other);
    }
    expect(readdirSync(folder)).toHaveLength(2);
    repository = await repo.open();
    repo.commit('all', one.path);
    await repository.forecast.look(one);
    expect(existsSync(folder)).toBe(false);
  });
});
