import { copyFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './status.ts';

/**
 * Copies the index of a worktree, if there is one: the copy knows which files are unchanged, so that only changed ones are read.
 *
 * A file that is changed in the very moment in which it was staged, and keeps its size, looks unchanged; git reads files again whose
 * time is not before that of the index. So the copy must not be later than what it is a copy of.
 */
export async function copyIndex(gitDir: string, target: string): Promise<void> {
  const source = join(gitDir, 'index');
  if (!(await exists(source))) return;
  const { atime, mtimeMs } = await stat(source);
  await copyFile(source, target);
  await utimes(target, atime, (Math.floor(mtimeMs) - roundingMs) / 1000);
}

/** Times are set with less precision than they have. */
const roundingMs = 1;
