import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasCode, isMissing } from '../files/error-code.ts';
import { readIfThere } from './ref-files.ts';

/** A checkout and the folders of its repository: absolute, without symbolic links. */
export interface FoundRepository {
  readonly topLevel: string;
  readonly gitDir: string;
  /** What all checkouts of the repository share. */
  readonly commonDir: string;
}

/**
 * The checkout that `dir` lies in, told by its files without starting git; null: in none. Good enough to look: whoever acts asks
 * git itself (`inspectRepository`), which also refuses repositories of other users.
 */
export async function findRepository(dir: string): Promise<FoundRepository | null> {
  for (
    let folder = await realpath(dir), last = '';
    folder !== last;
    last = folder, folder = dirname(folder)
  ) {
    const gitDir = await gitDirOf(folder);
    if (gitDir === null) continue;
    const shared = await readIfThere(join(gitDir, 'commondir'));
    const commonDir = shared === null ? gitDir : await realpath(resolve(gitDir, shared.trim()));
    return { topLevel: folder, gitDir, commonDir };
  }
  return null;
}

async function gitDirOf(folder: string): Promise<string | null> {
  const path = join(folder, '.git');
  const kind = await kindOf(path);
  if (kind === null) return null;
  if (kind === 'folder') return (await kindOf(join(path, 'HEAD'))) === null ? null : realpath(path);
  const [, named] = /^gitdir: (.+)$/m.exec((await readIfThere(path)) ?? '') ?? [];
  if (named === undefined) return null;
  const gitDir = resolve(folder, named);
  return (await kindOf(gitDir)) === 'folder' ? realpath(gitDir) : null;
}

async function kindOf(path: string): Promise<'folder' | 'file' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isMissing(error) || ['ENOTDIR', 'EACCES', 'ELOOP'].some((code) => hasCode(error, code))) return null;
    throw error;
  }
}
