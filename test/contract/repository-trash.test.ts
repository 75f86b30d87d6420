import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Pushed } from '../../src/ports/remote.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let repo: TestRepository;
let repository: Repository;
let remote: string;

beforeEach(async () => {
  repo = testRepository();
  repo.write('a.txt', 'a\n');
  repo.commit('first');
  remote = join(repo.base, 'acme', 'shop.git');
  execFileSync('git', ['clone', '-q', '--bare', repo.root, remote], { env: repo.env });
  repo.git('remote', 'add', 'origin', remote);
  repository = await repo.open();
});
afterEach(() => repo.remove());

function head(): string {
  return repo.git('rev-parse', 'HEAD');
}

test('a commit whose changes were taken over by another commit is proved by its patch id, a merge of its own is not', async () => {
  repo.git('switch', '-q', '-c', 'feat/a');
  repo.write('b.txt', 'b\n');
  const tip = repo.commit('feat: b');
  repo.git('switch', '-q', 'main');
  repo.write('c.txt', 'c\n');
  repo.commit('meanwhile');
  const before = head();
  repo.git('cherry-pick', tip);
  expect(await repository.trash.proofIn(tip, before)).toBeNull();
  expect(await repository.trash.proofIn(tip, head())).toContain('its changes are in');
  const merge = repo.git('commit-tree', `${tip}^{tree}`, '-p', tip, '-p', 'main', '-m', 'merged');
  expect(await repository.trash.proofIn(merge, head())).toBeNull();
});

/** A branch of two commits (with a merge of main between them), and a commit with both their changes on top of another. */
function squashed(): { readonly tip: string; readonly before: string; readonly squash: string } {
  repo.write('lines.txt', `${Array.from({ length: 40 }, (_line, n) => n).join('\n')}\n`);
  repo.commit('lines');
  repo.git('switch', '-q', '-c', 'feat/a');
  repo.write('b.txt', '  b\n');
  repo.commit('feat: b');
  repo.git('switch', '-q', 'main');
  repo.write('c.txt', 'c\n');
  repo.commit('meanwhile');
  repo.git('switch', '-q', 'feat/a');
  repo.git('merge', '-q', '--no-edit', 'main');
  repo.write('b.txt', '  b\n  b\n');
  repo.write('d.bin', 'd\0d\n');
  repo.write('lines.txt', repo.git('show', 'HEAD:lines.txt').replace('30', 'thirty').concat('\n'));
  const tip = repo.commit('feat: more of b');
  repo.git('switch', '-q', 'main');
  repo.write('lines.txt', `first\n${repo.git('show', 'HEAD:lines.txt')}\n`);
  const before = repo.commit('meanwhile, above');
  repo.git('merge', '-q', '--squash', 'feat/a');
  return { tip, before, squash: repo.commit('b (#4)') };
}

test('several commits that were squashed into one are proved by what that changes, also below later work', async () => {
  const { tip, before, squash } = squashed();
  expect(await repository.trash.proofIn(tip, before)).toBeNull();
  expect(await repository.trash.proofIn(tip, squash)).toContain(`as one commit ${squash.slice(0, 7)}`);
  repo.write('b.txt', 'rewritten\n');
  const later = repo.commit('later, the same lines');
  expect(await repository.trash.proofIn(tip, later)).toContain(`as one commit ${squash.slice(0, 7)}`);
});

test.each([
  ['a blank less', 'b.txt', '  b\n b\n'],
  ['a file more', 'e.txt', 'e\n'],
  ['another binary', 'd.bin', 'd\0e\n'],
])('a squash with %s than the branch proves nothing', async (_what, file, content) => {
  const { tip } = squashed();
  repo.write(file, content);
  repo.git('add', '-A');
  repo.git('commit', '-q', '--amend', '--no-edit');
  expect(await repository.trash.proofIn(tip, head())).toBeNull();
  expect(await repository.trash.proofIn(tip, repo.git('rev-parse', 'main~1'))).toBeNull();
});

test('a branch whose commits change nothing together, and one of another history, are proved by nothing', async () => {
  repo.git('switch', '-q', '-c', 'feat/a');
  repo.write('b.txt', 'b\n');
  const first = repo.commit('feat: b');
  repo.git('revert', '--no-edit', first);
  const tip = head();
  repo.git('switch', '-q', 'main');
  repo.write('c.txt', 'c\n');
  repo.commit('meanwhile');
  expect(await repository.trash.proofIn(tip, head())).toBeNull();
  const alien = repo.git('commit-tree', `${tip}^{tree}`, '-m', 'from elsewhere');
  expect(await repository.trash.proofIn(alien, head())).toBeNull();
});

test('a pushed branch that was squashed is removed at the remote too', async () => {
  const { tip, before, squash } = squashed();
  await repository.merges.push({ branch: 'feat/a', to: tip, ours: [], keeps: false }, looseLeash);
  const drop = (into: string) =>
    repository.merges.dropRemote({ branch: 'feat/a', ours: [tip], into }, looseLeash);
  expect(whyNot(await drop(before))).toContain('is not merged');
  expect(await drop(squash)).toEqual({ pushed: true });
  expect(atRemote()).toBe('');
});

function whyNot(dropped: Pushed): string | null {
  return dropped.pushed ? null : dropped.because;
}

function atRemote(): string {
  return repo.gitAt(remote, 'for-each-ref', '--format=%(objectname)', 'refs/heads/feat/a');
}

async function pushed(): Promise<string> {
  const tip = repo.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'work');
  await repository.merges.push({ branch: 'feat/a', to: tip, ours: [], keeps: false }, looseLeash);
  return tip;
}

test('a pushed branch is removed at the remote once it is merged, and as well done when it is gone', async () => {
  const tip = await pushed();
  const drop = (into: string) =>
    repository.merges.dropRemote({ branch: 'feat/a', ours: [tip], into }, looseLeash);
  expect(whyNot(await drop(head()))).toContain('is not merged');
  expect(atRemote()).toBe(tip);
  expect(await drop(tip)).toEqual({ pushed: true });
  expect(atRemote()).toBe('');
  expect(await drop(tip)).toEqual({ pushed: true });
});

test('what a fetch left here of a branch goes with it, and nothing else', async () => {
  const tip = await pushed();
  const tracked = (): string => repo.git('for-each-ref', '--format=%(refname)', 'refs/remotes/origin/feat');
  expect(await repository.merges.fetchBase('feat/a', looseLeash)).toEqual({ fetched: true, tip });
  repo.git('update-ref', 'refs/remotes/origin/feat/b', tip);
  expect(tracked()).toContain('feat/a');
  await repository.merges.dropRemote({ branch: 'feat/a', ours: [tip], into: tip }, looseLeash);
  expect(tracked()).toBe('refs/remotes/origin/feat/b');
});

test("somebody else's commits on it at the remote stay", async () => {
  const tip = await pushed();
  const foreign = repo.gitAt(remote, 'commit-tree', `${tip}^{tree}`, '-p', tip, '-m', 'foreign');
  repo.gitAt(remote, 'update-ref', 'refs/heads/feat/a', foreign);
  const dropped = await repository.merges.dropRemote(
    { branch: 'feat/a', ours: [tip], into: tip },
    looseLeash,
  );
  expect(whyNot(dropped)).toContain('Czar did not put there');
  expect(atRemote()).toBe(foreign);
});

test('a removal of a worktree that was cut off is gone on with, but not over work that came into it', async () => {
  repo.write('z.txt', 'z\n');
  repo.commit('more');
  for (const [worker, comes] of [
    ['w1', false],
    ['w2', true],
  ] as const) {
    const place = await workerTree(repo, repository, { worker });
    writeFileSync(join(place.gitDir, 'czar-removing'), `${repo.gitAt(place.path, 'rev-parse', 'HEAD')}\n`);
    rmSync(join(place.path, 'a.txt'));
    if (comes) repo.write('new.txt', 'new\n', place.path);
    expect((await repository.worktrees.remove(place.path, looseLeash)).removed).toBe(!comes);
    expect(existsSync(place.path)).toBe(comes);
  }
  const used = await workerTree(repo, repository, { worker: 'w3' });
  rmSync(join(used.path, 'a.txt'));
  expect((await repository.worktrees.remove(used.path, looseLeash)).removed).toBe(false);
});
