import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';

/** How many files of a worktree are changed or untracked; null: git cannot tell. */
export async function uncommittedIn(
  { worktrees }: Repository,
  { path }: Pick<WorktreePlace, 'path'>,
): Promise<number | null> {
  const all = await worktrees.list();
  const listed = all.find((worktree) => worktree.path === path);
  if (listed === undefined) throw new Error(`${path} is not among ${all.map((one) => one.path).join(', ')}`);
  return listed.uncommitted;
}
