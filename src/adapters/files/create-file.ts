import { open } from 'node:fs/promises';
import { hasCode } from './error-code.ts';

/** Makes an empty file that only its owner may read. False: the name is taken; of two who try at once one gets it. */
export async function createFile(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
