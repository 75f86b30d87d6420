import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logFormat, parseLog } from '../../src/adapters/git/log.ts';
import { looseCommits } from '../../src/adapters/git/loose-commits.ts';
import { refFiles } from '../../src/adapters/git/ref-files.ts';
import { announcesMore } from '../../src/adapters/git/reflog.ts';
import { type TestRepository, testRepository } from '../support/git.ts';

let repo: TestRepository;
let commonDir = '';
let first = '';
beforeEach(() => {
  repo = testRepository();
  commonDir = join(repo.root, '.git');
  first = repo.git('rev-parse', 'main');
});
afterEach(() => repo.remove());

/** As git itself tells them. */
function logged(tip: string): unknown {
  return parseLog(repo.git('log', '--first-parent', '-z', logFormat, `${first}..${tip}`));
}

function looseTo(tip: string, limit = 100): unknown {
  return looseCommits(commonDir, { after: first, tip, limit });
}

function commitOf(message: string, head = ''): string {
  const tree = repo.git('rev-parse', 'main^{tree}');
  const file = join(repo.root, 'commit.txt');
  const people = 'author A <a@b> 1 +0000\ncommitter A > <a@b> 1700000000 +0200\n';
  writeFileSync(file, `tree ${tree}\nparent ${first}\n${people}${head}\n${message}`);
  return repo.git('hash-object', '-w', '-t', 'commit', '--literally', file);
}

describe('commits read from loose objects are those that git tells', () => {
  test.each([
    ['a subject', 'one\n'],
    ['a message of several paragraphs', 'one\n\ntwo\n\nTASK_COMPLETE\n\nCo-authored-by: A <a@b>\n'],
    ['blank lines before it', '\n\none\n'],
    ['no message', ''],
    ['no line end', 'one'],
    ['letters of other scripts', 'größer 日本\n'],
  ])('with %s', (_what, message) => {
    const sha = commitOf(message);
    expect(looseTo(sha)).toEqual(logged(sha));
  });

  test('with a signature', () => {
    const sha = commitOf('one\n', 'gpgsig -----BEGIN\n \n committer X <x@y> 5 +0000\n -----END\n');
    expect(looseTo(sha)).toEqual(logged(sha));
  });

  test('in a row, with a merge among them', () => {
    repo.commit('one');
    repo.git('checkout', '-q', '-b', 'side', first);
    repo.commit('beside');
    repo.git('checkout', '-q', 'main');
    repo.git('merge', '-q', '--no-ff', '-m', 'merged', 'side');
    const tip = repo.commit('two');
    expect(looseTo(tip)).toEqual(logged(tip));
  });
});

describe('git is asked instead', () => {
  test('when commits are packed', () => {
    const tip = repo.commit('one');
    repo.git('gc', '-q', '--prune=now');
    expect(looseTo(tip)).toBeNull();
  });

  test('when the message has another encoding', () => {
    expect(looseTo(commitOf('one\n', 'encoding ISO-8859-1\n'))).toBeNull();
  });

  test('when the line of history is another one, or longer than the limit', () => {
    repo.commit('one');
    const tip = repo.commit('two');
    expect(looseCommits(commonDir, { after: 'f'.repeat(40), tip, limit: 100 })).toBeNull();
    expect(looseTo(tip, 1)).toBeNull();
  });

  test('when a file under the name of a commit is something else', () => {
    const tip = repo.commit('one');
    const path = join(commonDir, 'objects', tip.slice(0, 2), tip.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, 'no object');
    expect(looseTo(tip)).toBeNull();
  });
});

test('a reflog that names a commit which its ref does not show yet announces more', async () => {
  const context = { commonDir, refs: refFiles(commonDir) };
  const tip = repo.commit('one');
  for (const reflog of [join(commonDir, 'logs/HEAD'), join(commonDir, 'logs/refs/heads/main')]) {
    expect(await announcesMore(context, reflog)).toBe(false);
    appendFileSync(reflog, `${tip} ${first} A <a@b> 1 +0000\treset\n`);
    expect(await announcesMore(context, reflog)).toBe(true);
  }
  expect(await announcesMore(context, join(commonDir, 'refs/heads/main'))).toBe(false);
  expect(await announcesMore(context, join(commonDir, 'logs/refs/heads/none'))).toBe(false);
});
