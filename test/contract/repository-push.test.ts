import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Pushed } from '../../src/ports/remote.ts';
import type { Merges } from '../../src/ports/repository.ts';
import { openBare } from '../github/bare.ts';
import { type TestRepository, testRepository } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let repository: TestRepository;
let merges: Merges;
let remote: string;

beforeEach(async () => {
  repository = testRepository();
  repository.commit('first');
  remote = join(repository.base, 'acme', 'shop.git');
  execFileSync('git', ['clone', '-q', '--bare', repository.root, remote], { env: repository.env });
  repository.git('remote', 'add', 'origin', remote);
  ({ merges } = await repository.open());
});
afterEach(() => repository.remove());

const branch = 'feat/shop-cart';

/** A commit on top of `parent` that is on no branch. */
function commit(parent: string, message: string): string {
  return repository.git('commit-tree', `${parent}^{tree}`, '-p', parent, '-m', message);
}

function atRemote(ref = branch): string {
  return repository.gitAt(remote, 'rev-parse', `refs/heads/${ref}`);
}

function push(to: string, ours: readonly string[] = [], keeps = false): Promise<Pushed> {
  return merges.push({ branch, to, ours, keeps }, looseLeash);
}

function whyNot(pushed: Pushed): string | null {
  return pushed.pushed ? null : pushed.because;
}

/** Somebody else's commit, which this repository does not have. */
function foreignCommit(parent: string): string {
  const sha = repository.gitAt(remote, 'commit-tree', `${parent}^{tree}`, '-p', parent, '-m', 'foreign');
  repository.gitAt(remote, 'update-ref', `refs/heads/${branch}`, sha);
  return sha;
}

describe('A pushed branch', () => {
  test('is made, and is as well pushed when it is there already', async () => {
    const one = commit('main', 'one');
    expect(await push(one)).toEqual({ pushed: true });
    expect(atRemote()).toBe(one);
    expect(await push(one)).toEqual({ pushed: true });
  });

  test.each([`refs/heads/${branch}.lock`, 'packed-refs.lock'])(
    'is tried again where another git holds %s, and asked about where another branch is in its way',
    async (lock) => {
      const [one, other] = [commit('main', 'one'), commit('main', 'other')];
      await push(one);
      repository.gitAt(remote, 'pack-refs', '--all');
      mkdirSync(dirname(join(remote, lock)), { recursive: true });
      writeFileSync(join(remote, lock), '');
      const moved = lock.startsWith('packed')
        ? merges.dropRemote({ branch, ours: [one], into: one }, looseLeash)
        : push(other, [one]);
      await expect(moved).rejects.toMatchObject({ facts: { code: 'git-failed', transient: true } });
      rmSync(join(remote, lock));
      expect(await push(other, [one])).toEqual({ pushed: true });
      const inTheWay = await merges.push(
        { branch: `${branch}/more`, to: one, ours: [], keeps: false },
        looseLeash,
      );
      expect(whyNot(inTheWay)).toContain('refused it');
    },
  );

  test('is written over where Czar itself put what is there', async () => {
    const [one, other] = [commit('main', 'one'), commit('main', 'other')];
    await push(one);
    expect(await push(other, [one])).toEqual({ pushed: true });
    expect(atRemote()).toBe(other);
  });

  test('is left alone with what somebody else put there, even when that is an ancestor', async () => {
    const foreign = foreignCommit('main');
    const one = commit('main', 'one');
    expect(whyNot(await push(one, [one]))).toContain('which Czar did not put there');
    expect(atRemote()).toBe(foreign);
    repository.gitAt(remote, 'update-ref', `refs/heads/${branch}`, 'main');
    expect(await push(one)).toMatchObject({ pushed: false });
    expect(atRemote()).toBe(atRemote('main'));
  });

  test('that a rule of the forge protects is told from one with the commits of somebody else', async () => {
    const one = commit('main', 'one');
    openBare(remote).protect(branch);
    expect(await push(one)).toMatchObject({ pushed: false, by: 'protection' });
    foreignCommit('main');
    expect(await push(one)).toMatchObject({ pushed: false, by: 'others' });
  });

  test('that has to be kept is moved on, whoever put it there, and never back or aside', async () => {
    const [one, other] = [commit('main', 'one'), commit('main', 'other')];
    const two = commit(one, 'two');
    repository.gitAt(remote, 'update-ref', `refs/heads/${branch}`, 'main');
    expect(await push(one, [], true)).toEqual({ pushed: true });
    expect(await push(two, [], true)).toEqual({ pushed: true });
    expect(await push(other, [two], true)).toMatchObject({ pushed: false });
    expect(await push(one, [two], true)).toMatchObject({ pushed: false });
    expect(atRemote()).toBe(two);
    const foreign = foreignCommit(two);
    expect(await push(two, [two], true)).toMatchObject({ pushed: false });
    expect(atRemote()).toBe(foreign);
  });

  test('that the remote does not want says so', async () => {
    repository.gitAt(remote, 'config', 'receive.denyCurrentBranch', 'refuse');
    repository.write('hooks/pre-receive', '#!/bin/sh\necho no such thing here >&2\nexit 1\n', remote);
    execFileSync('chmod', ['+x', join(remote, 'hooks/pre-receive')]);
    expect(whyNot(await push(commit('main', 'one')))).toContain('pre-receive hook declined');
  });

  test('of a remote that is not there is a fault', async () => {
    execFileSync('mv', [remote, `${remote}.away`]);
    await expect(push(commit('main', 'one'))).rejects.toMatchObject({ facts: { code: 'git-failed' } });
  });
});

test('Where the remote has branches is seen of those that it has, without changing anything', async () => {
  const one = commit('main', 'one');
  await push(one);
  const before = repository.git('for-each-ref');
  expect(await merges.remoteTips([branch, 'main', 'feat/none'])).toEqual(
    new Map([
      [branch, one],
      ['main', atRemote('main')],
    ]),
  );
  expect(await merges.remoteTips([])).toEqual(new Map());
  expect(repository.git('for-each-ref')).toBe(before);
});

test('Without a remote there is nowhere to push', async () => {
  repository.git('remote', 'remove', 'origin');
  ({ merges } = await repository.open());
  expect(await push(commit('main', 'one'))).toMatchObject({ pushed: false, because: 'there is no remote' });
});
