import { open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces the content of `path`: whoever reads it, and whoever starts after a crash, finds the old content or all of the new.
 * The temporary file lies beside it and is named `.<name>.<random>.tmp`. A link in place of the file is replaced, not followed.
 * Content in pieces is written piece by piece, and the loop goes on between them.
 * A single write may be cut short by a full disk without an error, so the bytes go through a call that writes to the end.
 */
export async function replaceFile(
  path: string,
  content: string | Iterable<string>,
  mode = 0o600,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeWhole(temporary, content, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeWhole(path: string, content: string | Iterable<string>, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  await closing(file, async () => {
    await writeFile(file, content);
    await file.sync();
  });
}

/** Makes names that were created, renamed or removed in `folder` survive a crash of the machine. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await closing(handle, () => handle.sync());
}

async function closing(handle: FileHandle, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    await handle.close();
  }
}
