import { realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMissing } from '../adapters/files/error-code.ts';
import { isInside } from '../adapters/files/read-inside.ts';
import type { Terminal } from '../ports/terminal.ts';
import type { Place } from './place.ts';

/**
 * Agents of a project that lies in a folder of its repository begin in that folder of their worktree, or at the worktree's top
 * where their branch has no such folder or a link out of it.
 */
export function inProjectFolder(terminal: Terminal, place: Place): Terminal {
  return {
    ...terminal,
    start: async (request) => terminal.start({ ...request, cwd: await projectFolderIn(request.cwd, place) }),
  };
}

/** The project's folder in a worktree of its repository. */
export async function projectFolderIn(worktree: string, { root, topLevel }: Place): Promise<string> {
  const below = relative(topLevel, root);
  return below === '' ? worktree : folderIn(worktree, below);
}

async function folderIn(worktree: string, below: string): Promise<string> {
  try {
    const folder = await realpath(join(worktree, below));
    const isThere = (await stat(folder)).isDirectory() && isInside(await realpath(worktree), folder);
    return isThere ? folder : worktree;
  } catch (error) {
    if (isMissing(error)) return worktree;
    throw error;
  }
}
