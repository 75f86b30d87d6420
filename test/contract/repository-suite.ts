import { addedLines } from '../../src/domain/patch.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { uncommittedIn } from '../support/uncommitted.ts';
import { until } from '../support/until.ts';
import { leashTests } from './repository-leash-suite.ts';
import { revertTests } from './repository-revert-suite.ts';
import { trashTests } from './repository-trash-suite.ts';

/** What a suite needs of the world around a repository: agents and people that commit. */
export interface RepositoryWorld {
  readonly repository: Repository;
  readonly projectId: string;
  /** First commit of the base branch `main`. */
  readonly first: string;
  /** A worker's worktree at `first`, detached. */
  worktree(worker: string): Promise<WorktreePlace>;
  /** An agent commits `files` (null deletes one) in a worktree; gives the commit. */
  commit(place: WorktreePlace, message: string, files?: Readonly<Record<string, string | null>>): string;
  /** An agent writes a file and does not commit it. */
  write(place: WorktreePlace, file: string, text: string): void;
  read(place: WorktreePlace, file: string): string | null;
  /** An agent moves its branch back to a commit. */
  rewind(place: WorktreePlace, to: string): void;
}

/** What every repository keeps to. `make` gives a new one with one commit, the file `README` in it. */
export function describeRepository(name: string, make: () => Promise<RepositoryWorld>): void {
  describe(`${name}, as a repository,`, () => {
    let world: RepositoryWorld;
    beforeEach(async () => {
      world = await make();
    });
    describe('its history', () => {
      historyTests(() => world);
    });
    describe('its worktrees', () => {
      worktreeTests(() => world);
    });
    describe('its merges', () => {
      mergeTests(() => world);
    });
    describe('its reverts', () => {
      revertTests(() => world);
    });
    describe('its forecast', () => {
      forecastTests(() => world);
    });
    describe('its trash', () => {
      trashTests(() => world);
    });
    describe('its leash', () => {
      leashTests(() => world);
    });
  });
}

async function onBranch(world: RepositoryWorld, worker: string, branch: string): Promise<WorktreePlace> {
  const place = await world.worktree(worker);
  await world.repository.worktrees.switchTo(place, { name: branch, from: world.first }, looseLeash);
  return place;
}

function historyTests(world: () => RepositoryWorld): void {
  test('tells where worktrees and branches stand', async () => {
    const { repository, first } = world();
    const place = await world().worktree('w1');
    expect(await repository.history.head(place)).toMatchObject({
      known: true,
      value: { branch: null, sha: first },
    });
    expect(await repository.history.tip('main')).toMatchObject({ known: true, value: first });
    expect(await repository.history.tip('feat/none')).toMatchObject({ known: true, value: null });
    expect(await repository.history.baseTip('main')).toMatchObject({ known: true, value: first });
    await repository.worktrees.switchTo(place, { name: 'feat/p-a', from: first }, looseLeash);
    const made = world().commit(place, 'feat: a');
    expect(await repository.history.head(place)).toMatchObject({ value: { branch: 'feat/p-a', sha: made } });
    expect([...(await repository.history.branches('feat/p-'))]).toEqual([['feat/p-a', made]]);
  });

  test('cannot see what is not there, and says why', async () => {
    const place = await world().worktree('w1');
    const gone = { path: `${place.path}-gone`, gitDir: `${place.gitDir}-gone` };
    expect(await world().repository.history.head(gone)).toMatchObject({ known: false });
  });

  test('enumerates what is new, oldest first, with what each message says', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const one = world().commit(place, 'feat: one');
    const two = world().commit(place, 'feat: two\n\nTASK_COMPLETE');
    const all = await repository.history.enumerate({ after: first, start: first, tip: two, limit: 100 });
    expect(all).toMatchObject({
      rewound: false,
      start: first,
      commits: [
        { sha: one, subject: 'feat: one', marker: null },
        { sha: two, subject: 'feat: two', marker: { says: 'complete', task: null } },
      ],
    });
    const newer = await repository.history.enumerate({ after: one, start: first, tip: two, limit: 100 });
    expect(newer.commits.map(({ sha }) => sha)).toEqual([two]);
    const none = await repository.history.enumerate({ after: two, start: first, tip: two, limit: 100 });
    expect(none).toEqual({ commits: [], rewound: false, start: first });
  });

  test('counts again from where the histories part after a rewind', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const old = world().commit(place, 'feat: old');
    world().rewind(place, first);
    const fresh = world().commit(place, 'feat: other');
    const seen = await repository.history.enumerate({ after: old, start: first, tip: fresh, limit: 100 });
    expect(seen).toMatchObject({ rewound: true, start: first, commits: [{ sha: fresh }] });
    const back = await repository.history.enumerate({ after: fresh, start: first, tip: first, limit: 100 });
    expect(back).toEqual({ rewound: true, start: first, commits: [] });
  });

  test('knows who descends from whom, and what changed between them', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const next = world().commit(place, 'feat: files', { 'a.txt': '1\n2\n', README: null });
    expect(await repository.history.isAncestor(first, next)).toBe(true);
    expect(await repository.history.isAncestor(next, first)).toBe(false);
    expect(await repository.history.changes(first, next)).toEqual({
      files: ['README', 'a.txt'],
      added: 2,
      removed: 1,
    });
    expect(await repository.history.diff(first, next)).toContain('+2');
    const patch = await repository.history.patch({ from: first, to: next, sinceFork: false });
    expect(patch.files.map(({ path, kind }) => [path, kind])).toEqual([
      ['README', 'deleted'],
      ['a.txt', 'added'],
    ]);
    expect(addedLines(patch.files[1]?.hunks ?? '')).toMatchObject([
      { line: 1, text: '1' },
      { line: 2, text: '2' },
    ]);
    const commits = await repository.history.addedIn({ from: first, to: next, limit: 9 });
    expect(commits?.filter(({ lines }) => lines.length > 0)).toMatchObject([{ commit: next, path: 'a.txt' }]);
  });

  test('tells whole messages of a range, oldest first, the newest of many, and no merges', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    world().commit(place, 'one\n\nwhy', { 'a.txt': '1\n' });
    const two = world().commit(place, 'two', { 'a.txt': '2\n' });
    const { history } = repository;
    expect(await history.messages({ from: first, to: two, limit: 9 })).toEqual(['one\n\nwhy', 'two']);
    expect(await history.messages({ from: first, to: two, limit: 1 })).toEqual(['two']);
    expect(await history.messages({ from: two, to: two, limit: 9 })).toEqual([]);
  });

  test('hints at commits in watched worktrees', async () => {
    const { repository } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    let hints = 0;
    repository.history.onHint(() => {
      hints += 1;
    });
    await repository.history.watch([place], ['main']);
    world().commit(place, 'feat: one');
    await until(() => hints > 0, { what: 'a hint' });
    await repository.history.close();
    expect(hints).toBeGreaterThan(0);
  });
}

function worktreeTests(world: () => RepositoryWorld): void {
  test('are found again', async () => {
    const place = await world().worktree('w1');
    expect(await world().worktree('w1')).toMatchObject({ path: place.path, gitDir: place.gitDir });
    expect(await world().repository.worktrees.list()).toHaveLength(1);
  });

  test('switch to a branch that is made for them, and back to one that is there', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const made = world().commit(place, 'feat: a', { 'a.txt': 'a\n' });
    expect(await repository.worktrees.switchTo(place, { name: 'feat/p-b', from: first }, looseLeash)).toEqual(
      {
        tip: first,
      },
    );
    expect(world().read(place, 'a.txt')).toBeNull();
    expect(await repository.worktrees.switchTo(place, { name: 'feat/p-a', from: first }, looseLeash)).toEqual(
      {
        tip: made,
      },
    );
    expect(world().read(place, 'a.txt')).toBe('a\n');
  });

  test('hold texts that are too long to be typed, which are no work', async () => {
    const { worktrees } = world().repository;
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const before = await worktrees.state(place);
    const path = await worktrees.leaveText(place, { name: 'd-1.txt', content: 'long\n' });
    expect(path).toBe(`${place.path}/.czar-text/d-1.txt`);
    await worktrees.leaveText(place, { name: 'd-2.txt', content: 'longer\n' });
    expect(await worktrees.state(place)).toBe(before);
    expect(await worktrees.save(place, 'refs/czar/p/saved/a/1', looseLeash)).toBeNull();
    await worktrees.keepTexts(place, ['d-1.txt', 'd-none.txt']);
    await worktrees.keepTexts(place, []);
    await worktrees.keepTexts(place, []);
    expect(await worktrees.state(place)).toBe(before);
  });

  test('leave a branch to another worktree, and keep standing on its commit', async () => {
    const { repository } = world();
    const one = await onBranch(world(), 'w1', 'feat/p-a');
    const made = world().commit(one, 'feat: a', { 'a.txt': 'a\n' });
    const two = await world().worktree('w2');
    world().write(one, 'new.txt', 'new\n');
    await expect(repository.worktrees.leaveBranch(one, looseLeash)).rejects.toMatchObject({
      facts: { code: 'git-refused' },
    });
    await repository.worktrees.save(one, `refs/czar/${world().projectId}/saved/a/1`, looseLeash);
    await repository.worktrees.leaveBranch(one, looseLeash);
    await repository.worktrees.leaveBranch(one, looseLeash);
    expect(await repository.history.head(one)).toMatchObject({ value: { branch: null, sha: made } });
    expect(await repository.worktrees.switchTo(two, { name: 'feat/p-a', from: null }, looseLeash)).toEqual({
      tip: made,
    });
  });

  test('refuse to switch while work is uncommitted, and to a branch that is checked out elsewhere', async () => {
    const { repository, first } = world();
    const one = await onBranch(world(), 'w1', 'feat/p-a');
    const two = await onBranch(world(), 'w2', 'feat/p-b');
    const refused = { facts: { code: 'git-refused' } };
    const taken = repository.worktrees.switchTo(two, { name: 'feat/p-a', from: null }, looseLeash);
    await expect(taken).rejects.toMatchObject(refused);
    world().write(one, 'new.txt', 'new\n');
    const dirty = repository.worktrees.switchTo(one, { name: 'feat/p-c', from: first }, looseLeash);
    await expect(dirty).rejects.toMatchObject(refused);
    expect(await repository.history.head(one)).toMatchObject({ value: { branch: 'feat/p-a' } });
    expect(world().read(one, 'new.txt')).toBe('new\n');
    const unknown = repository.worktrees.switchTo(two, { name: 'feat/p-none', from: null }, looseLeash);
    await expect(unknown).rejects.toMatchObject({ facts: { code: 'not-found' } });
  });

  test('tell how many of their files are uncommitted', async () => {
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    expect(await uncommittedIn(world().repository, place)).toBe(0);
    world().write(place, 'README', 'changed\n');
    world().write(place, 'new.txt', 'new\n');
    expect(await uncommittedIn(world().repository, place)).toBe(2);
  });

  test('save what is uncommitted under the next number, and are clean after it', async () => {
    const { repository, projectId } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const ref = `refs/czar/${projectId}/saved/a/1`;
    expect(await repository.worktrees.save(place, ref, looseLeash)).toBeNull();
    world().write(place, 'new.txt', 'new\n');
    const saved = await repository.worktrees.save(place, ref, looseLeash);
    expect(saved).toMatchObject({ ref: `${ref}/1`, files: 1 });
    expect(world().read(place, 'new.txt')).toBeNull();
    expect(await repository.history.tip(`${ref}/1`)).toMatchObject({ value: saved?.sha });
    world().write(place, 'README', 'changed\n');
    expect(await repository.worktrees.save(place, ref, looseLeash)).toMatchObject({ ref: `${ref}/2` });
    expect(await uncommittedIn(repository, place)).toBe(0);
  });

  test('copy and save what is uncommitted under the next number, unless it is there already', async () => {
    const { repository, projectId } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const ref = `refs/czar/${projectId}/saved/a/1`;
    expect(await repository.worktrees.copy(place, ref, looseLeash)).toBeNull();
    world().write(place, 'new.txt', 'new\n');
    const copied = await repository.worktrees.copy(place, ref, looseLeash);
    expect(copied).toMatchObject({ ref: `${ref}/1`, files: 1 });
    expect(await repository.worktrees.copy(place, ref, looseLeash)).toEqual(copied);
    expect(await uncommittedIn(repository, place)).toBe(1);
    world().write(place, 'new.txt', 'newer\n');
    expect(await repository.worktrees.copy(place, ref, looseLeash)).toMatchObject({ ref: `${ref}/2` });
    expect(await repository.worktrees.save(place, ref, looseLeash)).toMatchObject({ ref: `${ref}/2` });
    expect(world().read(place, 'new.txt')).toBeNull();
    expect(await uncommittedIn(repository, place)).toBe(0);
  });

  test('move a branch forward, checked out or not, and never sideways', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const beside = await world().worktree('w2');
    const made = world().commit(beside, 'feat: detached', { 'd.txt': 'd\n' });
    await repository.worktrees.fastForward(place, { branch: 'feat/p-a', from: first, to: made }, looseLeash);
    expect(await repository.history.head(place)).toMatchObject({ value: { branch: 'feat/p-a', sha: made } });
    expect(world().read(place, 'd.txt')).toBe('d\n');
    await repository.worktrees.switchTo(place, { name: 'feat/p-b', from: first }, looseLeash);
    const next = world().commit(beside, 'feat: more');
    await repository.worktrees.fastForward(place, { branch: 'feat/p-a', from: made, to: next }, looseLeash);
    expect(await repository.history.tip('feat/p-a')).toMatchObject({ value: next });
    const stale = repository.worktrees.fastForward(
      place,
      { branch: 'feat/p-a', from: made, to: first },
      looseLeash,
    );
    await expect(stale).rejects.toMatchObject({ facts: { code: 'git-refused' } });
  });

  test('are removed only when nothing in them is lost by it', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    world().write(place, 'new.txt', 'new\n');
    expect(await repository.worktrees.remove(place.path, looseLeash)).toMatchObject({ removed: false });
    expect(world().read(place, 'new.txt')).toBe('new\n');
    world().commit(place, 'feat: new', { 'new.txt': 'new\n' });
    expect(await repository.worktrees.remove(place.path, looseLeash)).toMatchObject({ removed: true });
    const detached = await world().worktree('w2');
    const lonely = world().commit(detached, 'feat: on no branch');
    const kept = await repository.worktrees.remove(detached.path, looseLeash);
    expect(kept.removed).toBe(false);
    expect(kept.because).toContain(lonely);
    expect(await repository.merges.advance('feat/kept', { from: null, to: lonely }, looseLeash)).toBe(
      'advanced',
    );
    expect(await repository.worktrees.remove(detached.path, looseLeash)).toMatchObject({ removed: true });
    expect(await repository.history.tip('main')).toMatchObject({ value: first });
  });
}

function mergeTests(world: () => RepositoryWorld): void {
  const message = (projectId: string, head: string): string =>
    `Merge a\n\nCzar-Project: ${projectId}\nCzar-Task: a\nCzar-PR: 4\nCzar-Attempt: 2\nCzar-Head: ${head}\n`;

  test('are computed without a checkout, and found again by their trailers', async () => {
    const { repository, first, projectId } = world();
    const one = await onBranch(world(), 'w1', 'feat/p-a');
    const two = await onBranch(world(), 'w2', 'feat/p-b');
    const a = world().commit(one, 'feat: a', { 'a.txt': 'a\n' });
    const b = world().commit(two, 'feat: b', { 'b.txt': 'b\n' });
    const merged = await repository.merges.compute(
      {
        tip: a,
        head: b,
        message: message(projectId, b),
        keepAs: 'b',
      },
      looseLeash,
    );
    if (merged.result !== 'merge') throw new Error(`unexpected: ${merged.result}`);
    expect((await repository.history.changes(first, merged.commit)).files).toEqual(['a.txt', 'b.txt']);
    expect(await repository.history.merged({ base: a, tip: merged.commit })).toMatchObject([
      { sha: merged.commit, task: 'a', attempt: 2, head: b, pullRequest: 4 },
    ]);
    expect(await repository.history.tip('feat/p-a')).toMatchObject({ value: a });
  });

  test('that change nothing say so', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const empty = world().commit(place, 'feat: nothing');
    const request = { tip: first, head: empty, message: 'm', keepAs: 'a' };
    expect(await repository.merges.compute(request, looseLeash)).toEqual({ result: 'no-change' });
    expect(await repository.merges.compute({ ...request, tip: empty, head: first }, looseLeash)).toEqual({
      result: 'no-change',
    });
    const joined = await repository.merges.compute({ ...request, evenIfSame: true }, looseLeash);
    if (joined.result !== 'merge') throw new Error(`unexpected: ${joined.result}`);
    expect(await repository.history.isAncestor(empty, joined.commit)).toBe(true);
    expect((await repository.history.changes(first, joined.commit)).files).toEqual([]);
  });

  test('that conflict name the files', async () => {
    const { repository } = world();
    const one = await onBranch(world(), 'w1', 'feat/p-a');
    const two = await onBranch(world(), 'w2', 'feat/p-b');
    const a = world().commit(one, 'feat: a', { README: 'a\n', 'same.txt': 'a\n', 'a.txt': 'a\n' });
    const b = world().commit(two, 'feat: b', { README: 'b\n', 'same.txt': 'b\n', 'b.txt': 'b\n' });
    const merged = await repository.merges.compute(
      { tip: a, head: b, message: 'm', keepAs: 'b' },
      looseLeash,
    );
    expect(merged).toEqual({ result: 'conflict', files: ['README', 'same.txt'] });
  });

  test('move a branch only from where it was expected', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const a = world().commit(place, 'feat: a');
    const { merges, history } = repository;
    expect(await merges.advance('omnibus/p', { from: null, to: first }, looseLeash)).toBe('advanced');
    expect(await merges.advance('omnibus/p', { from: null, to: first }, looseLeash)).toBe('already');
    expect(await merges.advance('omnibus/p', { from: null, to: a }, looseLeash)).toBe('moved-elsewhere');
    expect(await merges.advance('omnibus/p', { from: first, to: a }, looseLeash)).toBe('advanced');
    expect(await merges.advance('omnibus/p', { from: first, to: a }, looseLeash)).toBe('already');
    expect(await merges.advance('omnibus/p', { from: first, to: first }, looseLeash)).toBe('moved-elsewhere');
    expect(await history.tip('omnibus/p')).toMatchObject({ value: a });
  });

  test('are sealed with the files of the tip and both parents', async () => {
    const { repository, first } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const a = world().commit(place, 'feat: a', { 'a.txt': 'a\n' });
    const sealed = await repository.merges.seal({ base: first, tip: a, message: 'Omnibus' }, looseLeash);
    expect(await repository.history.isAncestor(a, sealed)).toBe(true);
    expect(await repository.history.isAncestor(first, sealed)).toBe(true);
    expect((await repository.history.changes(a, sealed)).files).toEqual([]);
  });
}

function forecastTests(world: () => RepositoryWorld): void {
  test('tells which files of work under way conflict, committed or not, and changes nothing', async () => {
    const { repository, first } = world();
    const [one, other] = [
      await onBranch(world(), 'w1', 'feat/p-a'),
      await onBranch(world(), 'w2', 'feat/p-b'),
    ];
    const work = async (place: WorktreePlace): Promise<string> => {
      const { work: seen } = await repository.forecast.look(place);
      return seen.known ? seen.value : seen.reason;
    };
    world().write(one, 'a.txt', 'one\n');
    const before = await work(one);
    expect(before).not.toBe(first);
    expect(await work(one)).toEqual(before);
    const made = world().commit(other, 'feat: other', { 'a.txt': 'other\n', 'b.txt': 'b\n' });
    const after = await work(other);
    expect(after).toBe(made);
    const pairs = [[before, after] as const, [after, first] as const];
    const [both, alone] = await repository.forecast.tryMerges(pairs, first);
    expect(both).toMatchObject({ known: true, value: ['a.txt'] });
    expect(alone).toMatchObject({ known: true, value: [] });
    expect(await uncommittedIn(repository, one)).toBe(1);
  });

  test('counts the files that are not committed, by a look and alone', async () => {
    const { repository } = world();
    const place = await onBranch(world(), 'w1', 'feat/p-a');
    const counts = async (): Promise<readonly number[]> => [
      (await repository.forecast.look(place)).uncommitted,
      await repository.worktrees.uncommitted(place),
    ];
    expect(await counts()).toEqual([0, 0]);
    world().write(place, 'a.txt', 'a\n');
    world().write(place, 'b.txt', 'b\n');
    expect(await counts()).toEqual([2, 2]);
    world().commit(place, 'feat: a', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    expect(await counts()).toEqual([0, 0]);
    world().write(place, 'a.txt', 'changed\n');
    expect(await counts()).toEqual([1, 1]);
  });

  test('is a fault for a worktree that is not there', async () => {
    const place = await world().worktree('w1');
    const gone = { path: `${place.path}-gone`, gitDir: `${place.gitDir}-gone` };
    await expect(world().repository.forecast.look(gone)).rejects.toThrow(/gone/);
    await expect(world().repository.worktrees.uncommitted(gone)).rejects.toThrow(/gone|git/);
  });
}
