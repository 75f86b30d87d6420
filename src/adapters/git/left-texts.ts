import { lstat, mkdir, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { TEXT_FOLDER } from '../../domain/long-text.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import { hasCode } from '../files/error-code.ts';
import { excludePaths } from '../files/excludes.ts';
import { syncFolder } from '../files/replace-file.ts';
import { unwritable } from '../files/swap-file.ts';
import { writeNew } from '../files/write-new.ts';
import type { RepositoryContext } from './context.ts';

interface Text {
  readonly name: string;
  readonly content: string;
}

/** Writes a text into the folder of such texts, and proves that it is there as it was meant. Gives its absolute path. */
export async function leaveText(
  context: RepositoryContext,
  worktree: WorktreePlace,
  { name, content }: Text,
): Promise<string> {
  const folder = join(worktree.path, TEXT_FOLDER);
  const path = join(folder, name);
  try {
    // Before it is there: nobody sees it as work.
    await context.repoAdmin(() => excludePaths(context.commonDir, [TEXT_FOLDER]));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await refuseElsewhere(worktree, folder);
    await writeNew(path, content, 0o600);
    await syncFolder(folder);
    if ((await readFile(path, 'utf8')) !== content) throw strange(path, 'it holds something else at once');
    return path;
  } catch (error) {
    throw error instanceof Fault ? error : unwritable(path, error);
  }
}

export async function keepTexts(worktree: WorktreePlace, names: readonly string[]): Promise<void> {
  const folder = join(worktree.path, TEXT_FOLDER);
  try {
    if (!(await isOwnFolder(folder))) return;
    if (names.length === 0) return await rm(folder, { recursive: true, force: true });
    for (const name of await readdir(folder))
      if (!names.includes(name)) await rm(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** An agent may have put a link there, which would lead out of its worktree. */
async function refuseElsewhere(worktree: WorktreePlace, folder: string): Promise<void> {
  const expected = join(await realpath(worktree.path), TEXT_FOLDER);
  if ((await isOwnFolder(folder)) && (await realpath(folder)) === expected) return;
  throw strange(folder, 'it is a link, or no folder');
}

async function isOwnFolder(folder: string): Promise<boolean> {
  try {
    return (await lstat(folder)).isDirectory();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

function strange(path: string, because: string): Fault {
  return new Fault({
    code: 'file-unwritable',
    what: 'leave a text for an agent',
    on: path,
    because,
    help: 'take it away, and the text is written anew',
  });
}
