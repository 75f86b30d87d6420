import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { isMissing, messageOf } from '../files/error-code.ts';
import { withLockFile } from '../files/lock-file.ts';
import { replaceFile } from '../files/replace-file.ts';
import { decodeRegistry, type ProjectEntry, type Registry } from './decode-registry.ts';

const folderName = 'czar';
const fileName = 'projects.json';

/** Where everything lies that Czar keeps of a project: journal, events, orders, the last snapshot. */
export function journalDir(commonDir: string, id: string): string {
  return join(commonDir, folderName, id);
}

/**
 * Reads the projects, lets `change` decide, and writes what it returns, while no other process does the same. Nothing is written
 * when `change` gives the same list back. Errors: those of `change`; Fault `file-unreadable`.
 */
export async function changeRegistry<T>(
  commonDir: string,
  change: (projects: readonly ProjectEntry[]) => Promise<Changed<T>>,
): Promise<T> {
  const folder = join(commonDir, folderName);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return withLockFile(join(folder, `${fileName}.lock`), async () => {
    const path = join(folder, fileName);
    const before = await readRegistry(path);
    const { projects, result } = await change(before.projects);
    if (projects !== before.projects)
      await replaceFile(path, `${JSON.stringify({ ...before, projects }, null, 2)}\n`);
    return result;
  });
}

/** The projects of a repository as they are written down now; for looking. Errors: Fault `file-unreadable`. */
export async function knownProjects(commonDir: string): Promise<readonly ProjectEntry[]> {
  return (await readRegistry(join(commonDir, folderName, fileName))).projects;
}

export interface Changed<T> {
  readonly projects: readonly ProjectEntry[];
  readonly result: T;
}

async function readRegistry(path: string): Promise<Registry> {
  try {
    return decodeRegistry(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return { version: 1, projects: [] };
    throw new Fault(
      {
        code: 'file-unreadable',
        what: 'read which projects this repository has',
        on: path,
        because: messageOf(error),
        help: 'repair it; without it Czar cannot tell which journal belongs to which project',
      },
      error,
    );
  }
}
