import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where commands are looked for: `root` is what a command with a slash is relative to; `path` as in the environment, undefined: what a shell has then. */
export interface ProgramPlaces {
  readonly root: string;
  readonly path: string | undefined;
}

/** The file that a shell would run for `command`, not followed to where links lead; null: there is none. */
export async function findProgram(
  command: string,
  { root, path = '/usr/bin:/bin' }: ProgramPlaces,
): Promise<string | null> {
  const places = command.includes('/')
    ? [resolve(root, command)]
    : path.split(':').flatMap((folder) => (folder === '' ? [] : [join(folder, command)]));
  for (const place of places) if (await isProgram(place)) return place;
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  }
}
