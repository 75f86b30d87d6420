import { Fault } from '../../domain/fault.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { WorkContext } from './context.ts';
import { placeOf } from './git.ts';
import { requireRef } from './refs.ts';
import { statusOf } from './status.ts';

/** Writes saved work into a worktree, as uncommitted as it was (port `Worktrees.bringBack`). */
export async function bringBack(context: WorkContext, worktree: WorktreePlace, ref: string): Promise<void> {
  const saved = await context.refs.tip(requireRef(ref));
  if (saved === null) throw refused(worktree.path, `${ref} is gone`);
  const { sha } = await context.refs.head(worktree.gitDir);
  if (sha !== (await parentOf(context, saved))) throw refused(worktree.path, 'it stands on another commit');
  const shown = await statusOf(context, worktree);
  if (shown.length > 0) throw refused(worktree.path, `${shown.length} files in it are uncommitted`);
  // The index stays at HEAD: what was new is untracked again, what was deleted is gone again.
  const args = ['restore', `--source=${saved}`, '--worktree', '--no-overlay', '--', ':/'] as const;
  await context.git.run({ at: placeOf(worktree), args, what: 'bring back what was saved', kind: 'work' });
}

async function parentOf({ git, common }: WorkContext, commit: string): Promise<string> {
  const args = ['rev-parse', '--verify', `${commit}^1`] as const;
  return git.read({ at: common, args, what: 'read what was saved', kind: 'look' });
}

function refused(on: string, because: string): Fault {
  return new Fault({ code: 'git-refused', what: 'bring back what was saved', on, because });
}
