import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasCode, isMissing } from '../adapters/files/error-code.ts';
import { isInside } from '../adapters/files/read-inside.ts';
import { findRepository, type FoundRepository } from '../adapters/git/find-repository.ts';
import type { ProjectEntry } from '../adapters/identity/decode-registry.ts';
import { knownProjects } from '../adapters/identity/registry.ts';
import { Fault } from '../domain/fault.ts';

export interface Located extends FoundRepository {
  readonly root: string;
  /** What is written down of the project; null when it was never seen. */
  readonly entry: ProjectEntry | null;
}

/**
 * The project that `dir` lies in, without starting anything; null: in none. Errors: Fault `bad-input` when there is no such
 * folder, or a queue without a repository.
 */
export async function locateProject(dir: string): Promise<Located | null> {
  const from = await realFolder(dir);
  const repository = await findRepository(from);
  if (repository === null) return refuseWithoutGit(from);
  const projects = await knownProjects(repository.commonDir);
  const owner = ownerOf(repository, projects);
  if (owner !== null) return locatedAt(owner.root, repository, owner);
  for (let folder = from; isInside(repository.topLevel, folder); folder = dirname(folder)) {
    const entry = projects.find(({ root }) => root === folder) ?? null;
    if (await isProject(folder, entry)) return { ...repository, root: folder, entry };
    if (folder === dirname(folder)) break;
  }
  return null;
}

/**
 * The worktrees of workers and gates lie in a project's folder and hold a copy of its files: whoever is in one is in that
 * project, not in a second one.
 */
function ownerOf({ topLevel, gitDir, commonDir }: FoundRepository, projects: readonly ProjectEntry[]) {
  if (gitDir === commonDir) return null;
  return projects.find(({ root }) => root !== topLevel && isInside(root, topLevel)) ?? null;
}

async function locatedAt(root: string, inside: FoundRepository, entry: ProjectEntry): Promise<Located> {
  const repository = (await isFolder(root)) ? await findRepository(root) : null;
  return { ...(repository ?? inside), root, entry };
}

const marks = ['czar.config.json', 'czar.config.jsonc', 'work-queue.json', join('.czar', 'work-queue.json')];

/** A project that ran before stays one while its files are away (another branch is checked out). */
async function isProject(folder: string, entry: ProjectEntry | null): Promise<boolean> {
  if (entry !== null && entry.project !== null) return true;
  for (const mark of marks) if (await isThere(join(folder, mark))) return true;
  return false;
}

async function refuseWithoutGit(dir: string): Promise<null> {
  if (!(await isProject(dir, null))) return null;
  throw new Fault({
    code: 'bad-input',
    what: 'open the project',
    on: dir,
    because: 'it lies in no checkout of a git repository',
    help: 'git init && git add -A && git commit -m "first"',
  });
}

/** Errors: Fault `bad-input`. */
export async function realFolder(dir: string): Promise<string> {
  try {
    const real = await realpath(resolve(dir));
    if (await isFolder(real)) return real;
  } catch (error) {
    if (!isAway(error)) throw error;
  }
  throw new Fault({ code: 'bad-input', what: 'go to the directory', on: dir, because: 'there is none' });
}

async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() === true;
}

async function isThere(path: string): Promise<boolean> {
  return (await statOf(path)) !== null;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (isAway(error)) return null;
    throw error;
  }
}

function isAway(error: unknown): boolean {
  return isMissing(error) || hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP');
}
