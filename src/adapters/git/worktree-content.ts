import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorktreePlace } from '../../ports/repository.ts';
import { hasCode } from '../files/error-code.ts';
import type { RepositoryContext } from './context.ts';
import { uncommittedIn } from './status.ts';

/** What is longer, and what comes after so many files, is told by its size and time. */
const longestBytes = 1_000_000;
const mostRead = 200;
const mostFiles = 5_000;

/** A text that is equal for equal content of a worktree: its commit, and whatever is changed or new in it. */
export async function contentOf(
  { git, refs }: Pick<RepositoryContext, 'git' | 'refs'>,
  worktree: WorktreePlace,
): Promise<string> {
  const { sha } = await refs.head(worktree.gitDir);
  const entries = await uncommittedIn(git, worktree);
  const hash = createHash('sha256').update(`${sha ?? ''} ${entries.length}\n`);
  for (const [place, entry] of entries.slice(0, mostFiles).entries()) {
    const path = join(worktree.path, entry.slice(3));
    hash.update(`${entry}\0`).update(await wordsOf(path, place < mostRead));
  }
  return hash.digest('hex');
}

async function wordsOf(path: string, mayRead: boolean): Promise<Buffer | string> {
  try {
    const found = await lstat(path);
    if (mayRead && found.isFile() && found.size <= longestBytes) return await readFile(path);
    return `${found.mode} ${found.size} ${found.mtimeMs}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EISDIR')) return 'gone';
    throw error;
  }
}
