import { link, rename, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import { createFile } from './create-file.ts';
import { isMissing } from './error-code.ts';

const retryMs = 20;
const patienceMs = 15_000;
/** What is done under a lock takes milliseconds: a lock this old was left by a process that died. */
const abandonedAfterMs = 10_000;

/**
 * Runs `use` while this process alone holds the lock file `path`. For short work on files only: a lock older than 10 s counts
 * as left behind. Errors: Fault `deadline` (transient) when others held it for 15 s.
 */
export async function withLockFile<T>(path: string, use: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  while (!(await createFile(path))) {
    if (performance.now() > until) throw heldTooLong(path);
    await dropIfAbandoned(path);
    await wait(retryMs);
  }
  try {
    return await use();
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Renames before it removes, and looks again at what it renamed: between the look and the rename another process may have
 * dropped the old lock and taken a fresh one, which is put back.
 */
async function dropIfAbandoned(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    if (!isOld(await stat(path))) return;
    await rename(path, aside);
    if (!isOld(await stat(aside))) await link(aside, path);
    await rm(aside, { force: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isOld({ mtimeMs }: { readonly mtimeMs: number }): boolean {
  return Math.abs(Date.now() - mtimeMs) > abandonedAfterMs;
}

function heldTooLong(path: string): Fault {
  return new Fault({
    code: 'deadline',
    what: 'lock a file',
    on: path,
    because: `other processes held it for ${patienceMs / 1000} s`,
    transient: true,
  });
}
