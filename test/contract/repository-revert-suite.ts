import { expect, test } from 'vitest';
import { dropMessage, mergeMessage } from '../../src/domain/merge-message.ts';
import type { MergeResult, WorktreePlace } from '../../src/ports/repository.ts';
import { looseLeash } from '../support/loose-leash.ts';
import type { RepositoryWorld } from './repository-suite.ts';

/** What every repository keeps to when a merge is taken out again. */
export function revertTests(world: () => RepositoryWorld): void {
  /** A branch at `from` in a worktree of its own. */
  async function begun(task: string, from: string): Promise<WorktreePlace> {
    const place = await world().worktree(task);
    await world().repository.worktrees.switchTo(place, { name: `feat/p-${task}`, from }, looseLeash);
    return place;
  }

  async function merged(tip: string, head: string, task: string): Promise<string> {
    const { repository, projectId } = world();
    const message = mergeMessage({ projectId, task, title: task, attempt: 1, head, number: 1 });
    return commitOf(await repository.merges.compute({ tip, head, message, keepAs: task }, looseLeash));
  }

  function commitOf(result: MergeResult): string {
    if (result.result !== 'merge') throw new Error(`unexpected: ${result.result}`);
    return result.commit;
  }

  function revert(tip: string, merge: string): Promise<MergeResult> {
    const { repository, projectId } = world();
    const message = dropMessage({ projectId, task: 'a', title: 'a', merge });
    return repository.merges.revert({ tip, merge, message, keepAs: 'drop-a' }, looseLeash);
  }

  test('take out the changes of that merge and of no other, as one commit on the tip', async () => {
    const { repository, first } = world();
    const [one, two] = [await begun('a', first), await begun('b', first)];
    const a = world().commit(one, 'feat: a', { 'a.txt': 'a\n' });
    const b = world().commit(two, 'feat: b', { 'b.txt': 'b\n' });
    const mergeA = await merged(first, a, 'a');
    const tip = await merged(mergeA, b, 'b');
    const out = commitOf(await revert(tip, mergeA));
    expect((await repository.history.changes(tip, out)).files).toEqual(['a.txt']);
    expect((await repository.history.changes(first, out)).files).toEqual(['b.txt']);
    expect(await repository.history.isAncestor(tip, out)).toBe(true);
    const names = async (to: string) =>
      (await repository.history.merged({ base: first, tip: to })).map(({ task }) => task);
    expect([await names(tip), await names(out)]).toEqual([['a', 'b'], ['b']]);
    expect(await revert(out, mergeA)).toEqual({ result: 'no-change' });
  });

  test('conflict where later work changed the same lines', async () => {
    const { first } = world();
    const a = world().commit(await begun('a', first), 'feat: a', { 'a.txt': 'a\n' });
    const mergeA = await merged(first, a, 'a');
    const b = world().commit(await begun('b', mergeA), 'feat: b', { 'a.txt': 'b\n' });
    const tip = await merged(mergeA, b, 'b');
    expect(await revert(tip, mergeA)).toEqual({ result: 'conflict', files: ['a.txt'] });
  });
}
