import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Makes a file where none is, on the disk when it returns; what could be written only in part is taken away. Errors: those of the system. */
export async function writeNew(path: string, content: string, mode: number): Promise<void> {
  const handle = await open(path, NEW, mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
