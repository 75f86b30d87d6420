import { readFile } from 'node:fs/promises';
import { hasCode } from './error-code.ts';

/** The text of a file; null when reading it fails with one of `absent`: it is not there. */
export async function readIfThere(
  path: string,
  absent: readonly string[] = ['ENOENT'],
): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, ...absent)) return null;
    throw error;
  }
}
