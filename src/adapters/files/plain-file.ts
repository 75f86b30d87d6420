import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** How a file is opened that anybody may have put there: no link is followed, and no pipe is waited for. */
export const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Lets `read` read such a file, and closes it. It need not be a regular one: `stats` are of what was opened. Errors: those of the
 * system; a link is `ELOOP` or `EMLINK`, a socket `ENXIO`.
 */
export async function withPlainFile<T>(
  path: string,
  read: (file: FileHandle, stats: Stats) => Promise<T>,
): Promise<T> {
  const file = await open(path, PLAIN);
  try {
    return await read(file, await file.stat());
  } finally {
    await file.close();
  }
}
