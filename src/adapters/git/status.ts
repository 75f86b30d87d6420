import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorktreePlace } from '../../ports/repository.ts';
import { hasCode } from '../files/error-code.ts';
import type { RepositoryContext } from './context.ts';
import { type Git, placeOf } from './git.ts';
import { type Made, heldNames, madeIn, untrackedOf } from './made-by-setup.ts';

/**
 * What `git status` shows: two letters and a path for each file that is changed or untracked; ignored ones are not shown, nor
 * what the setup made.
 */
export async function statusOf(
  { git }: Pick<RepositoryContext, 'git'>,
  worktree: WorktreePlace,
): Promise<readonly string[]> {
  return (await lookAt({ git }, worktree)).shown;
}

interface Look {
  /** As `statusOf` has it. */
  readonly shown: readonly string[];
  /** What git would show but the setup made. */
  readonly made: Made;
}

/** `statusOf`, and what it leaves out. */
export async function lookAt(
  { git }: Pick<RepositoryContext, 'git'>,
  worktree: WorktreePlace,
): Promise<Look> {
  const entries = await uncommittedIn(git, worktree);
  const noted = new Set(await madeIn(worktree.gitDir));
  const seen = new Set(entries.flatMap((entry) => namesOf(noted, entry)));
  const made = await untrackedOf(git, worktree, [...seen]);
  const hidden = new Set(made);
  return { shown: entries.filter((entry) => namesOf(hidden, entry).length === 0), made };
}

/** Names of the setup's that an entry falls under. Only what is untracked can be the setup's. */
function namesOf(made: ReadonlySet<string>, entry: string): readonly string[] {
  return entry.startsWith('?? ') ? heldNames(made, entry.slice(3).replace(/\/$/, '')) : [];
}

/** As git lists it, what the setup made included: two letters, a blank and a path. One git process. */
export async function uncommittedIn(git: Git, worktree: WorktreePlace): Promise<readonly string[]> {
  const shown = ['--porcelain=v1', '-z', '--untracked-files=all', '--ignored=no', '--no-renames'] as const;
  const output = await git.run({
    at: placeOf(worktree),
    args: ['status', ...shown, '--ignore-submodules=dirty', '--', '.'],
    what: 'see what is uncommitted',
    kind: 'read',
    timeoutMs: 2 * 60_000,
  });
  return output.stdout.split('\0').filter((entry) => entry !== '');
}

/** A merge, rebase or its like that was begun in a worktree and not ended. */
export type Interrupted = 'merge' | 'rebase' | 'am' | 'cherry-pick' | 'revert';

const traces: readonly (readonly [Interrupted, string])[] = [
  ['am', 'rebase-apply/applying'],
  ['rebase', 'rebase-apply'],
  ['rebase', 'rebase-merge'],
  ['merge', 'MERGE_HEAD'],
  ['cherry-pick', 'CHERRY_PICK_HEAD'],
  ['revert', 'REVERT_HEAD'],
  ['cherry-pick', 'sequencer'],
];

export async function interruptedIn(gitDir: string): Promise<Interrupted | null> {
  for (const [what, trace] of traces) if (await exists(join(gitDir, trace))) return what;
  return null;
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
