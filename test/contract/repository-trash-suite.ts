import { expect, test } from 'vitest';
import { trashRef } from '../../src/domain/names.ts';
import { looseLeash } from '../support/loose-leash.ts';
import type { RepositoryWorld } from './repository-suite.ts';

const branch = 'feat/p-a';

/** What every repository keeps to when branches are removed, so that each can be put back. */
export function trashTests(world: () => RepositoryWorld): void {
  const ref = (): string => trashRef(world().projectId, 'a', 1);

  /** A branch with one commit, that no worktree stands on, and the branch `into` that holds it. */
  async function aMergedBranch(): Promise<string> {
    const { repository, first } = world();
    const place = await world().worktree('w1');
    await repository.worktrees.switchTo(place, { name: branch, from: first }, looseLeash);
    const tip = world().commit(place, 'feat: a', { 'a.txt': 'a\n' });
    await repository.worktrees.leaveBranch(place, looseLeash);
    await repository.merges.advance('into', { from: null, to: tip }, looseLeash);
    return tip;
  }

  const tipOf = async (name: string): Promise<unknown> => {
    const seen = await world().repository.history.tip(name);
    return seen.known ? seen.value : seen.reason;
  };

  test('tells why nothing is lost, and nothing where something would be', async () => {
    const { repository, first } = world();
    const tip = await aMergedBranch();
    expect(await repository.trash.proofIn(tip, tip)).toContain('all of it is in');
    expect(await repository.trash.proofIn(first, tip)).toContain('all of it is in');
    expect(await repository.trash.proofIn(tip, first)).toBeNull();
  });

  test('removes a branch, keeps its tip, and puts it back once', async () => {
    const { trash } = world().repository;
    const tip = await aMergedBranch();
    const request = { branch, tip, ref: ref(), proof: 'all of it is merged' };
    expect(await trash.discard(request, looseLeash)).toBe('discarded');
    expect(await tipOf(branch)).toBeNull();
    expect(await tipOf(ref())).not.toBeNull();
    expect(await trash.discard(request, looseLeash)).toBe('discarded');
    expect(await trash.restore(ref(), looseLeash)).toEqual({ branch, tip });
    expect([await tipOf(branch), await tipOf(ref())]).toEqual([tip, null]);
    expect(await trash.restore(ref(), looseLeash)).toBeNull();
  });

  test('removes none that is checked out, or that moved', async () => {
    const { repository, first } = world();
    const tip = await aMergedBranch();
    const request = { branch, tip, ref: ref(), proof: 'p' };
    expect(await repository.trash.discard({ ...request, tip: first }, looseLeash)).toBe('moved');
    const place = await world().worktree('w2');
    await repository.worktrees.switchTo(place, { name: branch, from: null }, looseLeash);
    expect(await repository.trash.discard(request, looseLeash)).toBe('checked-out');
    expect(await tipOf(branch)).toBe(tip);
  });

  test('puts nothing in the place of another branch of that name', async () => {
    const { repository, first } = world();
    const tip = await aMergedBranch();
    await repository.trash.discard({ branch, tip, ref: ref(), proof: 'p' }, looseLeash);
    await repository.merges.advance(branch, { from: null, to: first }, looseLeash);
    await expect(repository.trash.restore(ref(), looseLeash)).rejects.toMatchObject({
      facts: { code: 'git-refused' },
    });
    expect([await tipOf(branch), typeof (await tipOf(ref()))]).toEqual([first, 'string']);
  });

  test('is emptied for good', async () => {
    const { trash } = world().repository;
    const tip = await aMergedBranch();
    await trash.discard({ branch, tip, ref: ref(), proof: 'p' }, looseLeash);
    await trash.empty(ref(), looseLeash);
    await trash.empty(ref(), looseLeash);
    expect(await tipOf(ref())).toBeNull();
    expect(await trash.restore(ref(), looseLeash)).toBeNull();
  });

  test('writes saved work into a clean worktree on its commit, as it was, and into no other', async () => {
    const { repository, projectId } = world();
    const { worktrees } = repository;
    const place = await world().worktree('w1');
    world().write(place, 'new.txt', 'new\n');
    world().write(place, 'README', 'edited\n');
    const saved = await worktrees.save(place, `refs/czar/${projectId}/saved/a/1`, looseLeash);
    const kept = saved?.ref ?? '';
    world().write(place, 'other.txt', 'in the way\n');
    const refused = { facts: { code: 'git-refused' } };
    await expect(worktrees.bringBack(place, kept, looseLeash)).rejects.toMatchObject(refused);
    expect([world().read(place, 'new.txt'), world().read(place, 'other.txt')]).toEqual([
      null,
      'in the way\n',
    ]);
    await worktrees.save(place, `refs/czar/${projectId}/saved/b/1`, looseLeash);
    await worktrees.bringBack(place, kept, looseLeash);
    expect([world().read(place, 'new.txt'), world().read(place, 'README')]).toEqual(['new\n', 'edited\n']);
    expect((await worktrees.list()).map(({ uncommitted }) => uncommitted)).toEqual([2]);
    const moved = await world().worktree('w2');
    world().commit(moved, 'elsewhere', { 'a.txt': 'a\n' });
    await expect(worktrees.bringBack(moved, kept, looseLeash)).rejects.toMatchObject(refused);
  });

  test('keeps commits that were made on no branch before a worktree goes elsewhere', async () => {
    const { repository, projectId } = world();
    const place = await world().worktree('w1');
    const saved = `refs/czar/${projectId}/saved/a/1`;
    expect(await repository.worktrees.save(place, saved, looseLeash)).toBeNull();
    const sha = world().commit(place, 'beside every branch', { 'b.txt': 'b\n' });
    expect(await repository.worktrees.save(place, saved, looseLeash)).toMatchObject({ sha, files: 0 });
    expect(await repository.worktrees.save(place, saved, looseLeash)).toBeNull();
  });
}
