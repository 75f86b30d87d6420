import { lstat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMissing } from '../../adapters/files/error-code.ts';
import { configuredHome } from '../../adapters/files/locate-home.ts';
import type { FoundRepository } from '../../adapters/git/find-repository.ts';
import { trackedPaths } from '../../adapters/git/tracked.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * Where the files of a new project go: into its root, or into `.czar/` when the root uses one of the names for something of its
 * own. A config that is there already decides.
 */
export async function chooseHome(
  root: string,
  repository: FoundRepository,
  env: Surroundings['env'],
): Promise<string> {
  const configured = await configuredHome(root);
  if (configured !== null) return join(root, configured);
  return (await isTaken(root, repository, env)) ? join(root, '.czar') : root;
}

async function isTaken(
  root: string,
  repository: FoundRepository,
  env: Surroundings['env'],
): Promise<boolean> {
  const folders = ['tasks', 'status'].map((name) => join(root, name));
  const named = folders.map((path) => relative(repository.topLevel, path));
  if ((await trackedPaths(repository, named, env)).length > 0) return true;
  for (const path of folders) if ((await kindOf(path)) === 'other') return true;
  return (await kindOf(join(root, 'dependencies.json'))) !== 'none';
}

async function kindOf(path: string): Promise<'none' | 'folder' | 'other'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (isMissing(error)) return 'none';
    throw error;
  }
}
