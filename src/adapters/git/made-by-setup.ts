import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import { isMissing } from '../files/error-code.ts';
import { anchored } from '../files/excludes.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { RepositoryContext, WorkContext } from './context.ts';
import { type Git, placeOf } from './git.ts';
import { readIfThere } from './ref-files.ts';

/**
 * Names of what the setup put into a worktree and git does not track, from the top of the checkout, no "/" at the end; a name
 * of a folder stands for all that is in it. Neither work to be saved nor dirt to be cleaned.
 */
export type Made = readonly string[];

/** In the worktree's own git dir, so that it goes with the worktree; separated by NUL. */
function listOf(gitDir: string): string {
  return join(gitDir, 'czar-setup');
}

/** Null: no setup was ever noted here. */
async function notedMade(gitDir: string): Promise<Made | null> {
  const text = await readIfThere(listOf(gitDir));
  return text === null ? null : text.split('\0').filter(isWithin);
}

/** A worker can write to the list; no name of it leads out of the worktree. */
function isWithin(name: string): boolean {
  return name !== '' && name !== '.' && !name.startsWith('/') && !name.split('/').includes('..');
}

export async function madeIn(gitDir: string): Promise<Made> {
  return (await notedMade(gitDir)) ?? [];
}

export async function noteMade(gitDir: string, made: Iterable<string>): Promise<void> {
  await replaceFile(listOf(gitDir), [...new Set(made)].filter(isWithin).join('\0'));
}

/** What was untracked when a setup began that never came to its end: whatever else is there by now, it made. Null: there is none. */
export async function notedBefore(gitDir: string): Promise<Made | null> {
  const text = await readIfThere(beforeOf(gitDir));
  return text === null ? null : text.split('\0').filter(isWithin);
}

export async function noteBefore(gitDir: string, before: Iterable<string>): Promise<void> {
  await replaceFile(beforeOf(gitDir), [...before].filter(isWithin).join('\0'));
}

export async function forgetBefore(gitDir: string): Promise<void> {
  await rm(beforeOf(gitDir), { force: true });
}

function beforeOf(gitDir: string): string {
  return join(gitDir, 'czar-setup-before');
}

/** Whether a setup was noted in the worktree, and all that it made is still there. */
export async function isMadeThere({ path, gitDir }: WorktreePlace): Promise<boolean> {
  const made = await notedMade(gitDir);
  return made !== null && (await existing(path, made)).length === made.length;
}

/** Those of the names that are there, links to nothing included. */
export async function existing(path: string, made: Made): Promise<Made> {
  const there: string[] = [];
  for (const name of made) if (await isThere(join(path, name))) there.push(name);
  return there;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The names that a path is, or lies below. */
export function heldNames(made: ReadonlySet<string>, path: string): readonly string[] {
  const names: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
    if (made.has(path.slice(0, end))) names.push(path.slice(0, end));
  return names;
}

/** Options of `git clean` that leave the names alone. */
export function keeping(made: Made): readonly string[] {
  return made.flatMap((name) => ['-e', anchored(name)]);
}

/** Those of the names that git does not track, neither them nor anything in them: what somebody added is work. */
export async function untrackedOf(git: Git, worktree: WorktreePlace, made: Made): Promise<Made> {
  if (made.length === 0) return made;
  const args = ['--literal-pathspecs', 'ls-files', '-z', '--', ...made] as const;
  const call = { at: placeOf(worktree), args, what: 'list tracked files', kind: 'look' } as const;
  return without(made, await git.read(call));
}

function without(made: Made, tracked: string): Made {
  const paths = tracked.split('\0').filter((path) => path !== '');
  const all = new Set(made);
  const held = new Set(paths.flatMap((path) => heldNames(all, path)));
  return made.filter((name) => !held.has(name));
}

/** Removes what the setup made where a commit has files of its own; the next setup makes again what it needs. */
export async function makeWayFor(
  context: WorkContext,
  worktree: WorktreePlace,
  commit: string,
): Promise<void> {
  const made = await madeIn(worktree.gitDir);
  if (made.length === 0) return;
  const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--name-only', '--full-tree'] as const;
  const call = { at: context.common, what: 'list what the setup made', kind: 'look' } as const;
  const tracked = await context.git.read({ ...call, args: [...args, commit, '--', ...made] });
  const free = new Set(without(made, tracked));
  await removeMade(
    context,
    worktree,
    made.filter((name) => !free.has(name)),
  );
}

/** Removes these where git does not track them. git itself, because it follows no link out of the worktree. */
export async function removeMade(context: WorkContext, worktree: WorktreePlace, made: Made): Promise<void> {
  if (made.length === 0) return;
  const args = ['--literal-pathspecs', 'clean', '-d', '-x', '--force', '--force', '--quiet', '--'] as const;
  const call = { at: placeOf(worktree), what: 'remove what the setup made', kind: 'work' } as const;
  await context.git.run({ ...call, args: [...args, ...made] });
}

/** Above this, the names of folders stand for the files in them. */
const maxFiles = 500;
/** What fits the arguments of one process many times over. */
const maxNames = 5_000;

/** What git neither tracks nor ignores in a worktree: single files, folders when those are very many, and empty folders. */
export async function untrackedIn(context: RepositoryContext, worktree: WorktreePlace): Promise<Made> {
  const list = async (...how: readonly string[]): Promise<Made> => {
    const args = ['ls-files', '-z', '--others', '--exclude-standard', ...how] as const;
    const call = { at: placeOf(worktree), args, what: 'see what is untracked', kind: 'look' } as const;
    const listed = (await context.git.read(call)).split('\0').filter((name) => name !== '');
    return listed.map((name) => name.replace(/\/$/, ''));
  };
  const folders = await list('--directory');
  if (folders.length > maxNames) throw tooMany(worktree, folders.length);
  const files = await list();
  if (files.length > maxFiles) return folders;
  const all = new Set(folders);
  const within = new Set(files.flatMap((file) => heldNames(all, file)));
  return [...files, ...folders.filter((folder) => !within.has(folder))];
}

function tooMany({ path }: WorktreePlace, count: number): Fault {
  const because = `it leaves ${count} files and folders that git does not ignore`;
  const help = 'name them in .gitignore';
  return new Fault({ code: 'bad-input', what: 'set up a worktree', on: path, because, help });
}
