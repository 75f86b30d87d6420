import { lstat, readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { isMissing } from '../files/error-code.ts';
import type { RepositoryContext } from './context.ts';
import { type Checkout, linkedCheckouts, realPathOf } from './heads.ts';
import { readIfThere } from './ref-files.ts';
import { exists } from './status.ts';

/** Written into git's lock file while Czar makes a worktree, so that one that was never finished is known as such. */
export const beingMade = 'czar: being made';

/** What lies at a worktree's path. A kill can leave any of these behind. */
export type WorktreeState =
  | { readonly state: 'nothing' }
  | { readonly state: 'good'; readonly gitDir: string }
  /** Made by git, and not filled. */
  | { readonly state: 'unfinished'; readonly gitDir: string }
  /** git knows it, and its folder is gone or empty. */
  | { readonly state: 'vanished'; readonly gitDir: string }
  /** Files are there, and the file `.git` that ties them to git is not. */
  | { readonly state: 'unlinked'; readonly gitDir: string }
  /** The folder was moved here. */
  | { readonly state: 'moved'; readonly gitDir: string }
  /** A file `.git` that leads to nothing, or to something git cannot use. `gitDir`: what is left of that, if anything. */
  | { readonly state: 'orphan'; readonly gitDir: string | null };

/** Looks, and changes nothing. Errors: Fault `worktree-broken` for what is not Czar's to repair. */
export async function worktreeState(context: RepositoryContext, path: string): Promise<WorktreeState> {
  const known = await knownAt(context, path);
  const kind = await kindOf(path);
  if (kind === 'other') throw foreign(path, 'a file or link of that name is in the way');
  if (kind === 'nothing')
    return known === null ? { state: 'nothing' } : { state: 'vanished', gitDir: known.gitDir };
  const link = await linkIn(path);
  if (link === null) return unlinked(path, known);
  if (link === '') return halfLinked(path, known);
  return linkedState(context, path, link);
}

async function knownAt(context: RepositoryContext, path: string): Promise<Checkout | null> {
  const real = await realPathOf(path);
  for (const checkout of await linkedCheckouts(context)) {
    if ((await realPathOf(checkout.path)) === real) return checkout;
  }
  return null;
}

async function kindOf(path: string): Promise<'nothing' | 'folder' | 'other'> {
  if (!(await exists(path))) return (await isLink(path)) ? 'other' : 'nothing';
  return (await lstat(path)).isDirectory() ? 'folder' : 'other';
}

/** A link to nothing does not exist for `stat`. */
async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The git dir that the file `.git` names; null: there is no such file; '': it is empty. */
async function linkIn(path: string): Promise<string | null> {
  const dotGit = join(path, '.git');
  if (!(await exists(dotGit))) return null;
  if ((await lstat(dotGit)).isDirectory()) throw foreign(path, 'it is a git repository of its own');
  const text = await readIfThere(dotGit);
  if (text === '') return '';
  const [, target] = /^gitdir: ([^\0\n]+)\n?$/.exec(text ?? '') ?? [];
  if (target === undefined) throw foreign(path, 'its file .git says nothing that git understands');
  return resolve(path, target);
}

async function unlinked(path: string, known: Checkout | null): Promise<WorktreeState> {
  const isEmpty = (await readdir(path)).length === 0;
  if (known !== null) return { state: isEmpty ? 'vanished' : 'unlinked', gitDir: known.gitDir };
  if (isEmpty) return { state: 'nothing' };
  throw foreign(path, 'a folder with other files is in the way');
}

/** A kill can leave the file `.git` behind before anything is written into it. */
async function halfLinked(path: string, known: Checkout | null): Promise<WorktreeState> {
  const isBare = (await readdir(path)).length === 1;
  if (known === null && !isBare) throw foreign(path, 'its file .git is empty, and git does not know it');
  if (known === null || !(await isUsable(known.gitDir)))
    return { state: 'orphan', gitDir: known?.gitDir ?? null };
  return { state: isBare ? 'vanished' : 'unlinked', gitDir: known.gitDir };
}

async function linkedState(
  { commonDir }: RepositoryContext,
  path: string,
  link: string,
): Promise<WorktreeState> {
  const gitDir = await realPathOf(link);
  if (!gitDir.startsWith(join(commonDir, 'worktrees') + sep)) {
    throw foreign(path, 'it is a worktree of another repository');
  }
  if (!(await exists(gitDir))) return { state: 'orphan', gitDir: null };
  if (!(await isUsable(gitDir))) return { state: 'orphan', gitDir };
  const back = dirname(resolve(gitDir, ((await readIfThere(join(gitDir, 'gitdir'))) ?? '').trim()));
  if ((await realPathOf(back)) !== (await realPathOf(path))) {
    if (await exists(join(back, '.git'))) throw foreign(path, `it is a copy of the worktree ${back}`);
    return { state: 'moved', gitDir };
  }
  const locked = await readIfThere(join(gitDir, 'locked'));
  const isUnfinished = locked !== null && (locked.startsWith(beingMade) || locked.startsWith('initializing'));
  return { state: isUnfinished ? 'unfinished' : 'good', gitDir };
}

/** git writes a HEAD of zeros first, and the rest after it. */
async function isUsable(gitDir: string): Promise<boolean> {
  const head = (await readIfThere(join(gitDir, 'HEAD')))?.trim() ?? '';
  const hasRest = (await exists(join(gitDir, 'commondir'))) && (await exists(join(gitDir, 'gitdir')));
  return hasRest && head !== '' && !/^0+$/.test(head);
}

function foreign(path: string, because: string): Fault {
  const help = `move it away, or choose another folder with "worktrees" in czar.config.json: mv '${path}' '${path}.old'`;
  return new Fault({ code: 'worktree-broken', what: 'use a worktree', on: path, because, help });
}
