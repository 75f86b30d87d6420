import { lstat } from 'node:fs/promises';
import { hasCode } from './error-code.ts';

/** Whether something lies at `path`; a link counts, wherever it leads. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
