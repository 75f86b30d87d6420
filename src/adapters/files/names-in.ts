import { readdir } from 'node:fs/promises';
import { isMissing } from './error-code.ts';

/** The names in a folder, in no order; none when it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
