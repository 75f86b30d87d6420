import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../files/error-code.ts';

/** Files set aside are kept for people to look at, but no more than this. */
const keptFiles = 100;

/** Moves a file out of the inbox into `folder`, where the oldest make room. Done as well when it is gone. */
export async function setAside(
  folder: string,
  file: { readonly path: string; readonly id: string },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  try {
    await rename(file.path, join(folder, `${Date.now()}-${file.id.replaceAll('/', '.')}`));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const names = (await readdir(folder)).sort();
  for (const name of names.slice(0, Math.max(0, names.length - keptFiles)))
    await rm(join(folder, name), { recursive: true, force: true });
}
