import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sought } from '../adapters/files/agents.ts';
import type { Surroundings } from './surroundings.ts';

/** The kind of the first agent whose program is on PATH, for configs that name none; null: there is none. */
export async function findAgent(env: Surroundings['env']): Promise<string | null> {
  for (const { kind, command } of sought) if (await isOnPath(command, env['PATH'])) return kind;
  return null;
}

/** `path` as in the environment; undefined: what a shell has then. */
export async function isOnPath(command: string, path = '/usr/bin:/bin'): Promise<boolean> {
  for (const folder of path.split(':')) {
    if (folder !== '' && (await isProgram(join(folder, command)))) return true;
  }
  return false;
}

export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  }
}
