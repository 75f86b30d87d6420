import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode, isMissing } from '../../adapters/files/error-code.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Refusal } from '../refusal.ts';

/** Files that lie where a worktree, or a folder on the way to it, has to be. */
export async function filesInTheWay({ root, worktrees, workers }: Policy): Promise<readonly Refusal[]> {
  const above = [join(root, '.czar'), dirname(worktrees), worktrees];
  const paths = new Set([...above, ...[...workers.keys()].map((worker) => join(worktrees, worker))]);
  const refusals: Refusal[] = [];
  for (const path of paths) {
    if (!(await isNoFolder(path))) continue;
    const because = 'a file or link lies where Czar keeps a folder';
    const help = 'move it away, or set "worktrees" in czar.config.json';
    refusals.push({ what: 'make the worktrees', on: path, because, help });
  }
  return refusals;
}

async function isNoFolder(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isDirectory();
  } catch (error) {
    // Below a file there is nothing; the file itself is told.
    if (isMissing(error) || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
