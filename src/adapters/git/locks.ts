import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, sep } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import { hasCode } from '../files/error-code.ts';
import { realPathOf } from './heads.ts';
import { exists } from './status.ts';

/** Where nobody can be asked, a lock older than any git step is taken for dead. */
const deadAfterMs = 15 * 60_000;

/**
 * Removes lock files that a killed git left in a worktree's git dir. True: there were some.
 * Errors: Fault `git-refused` (transient) while the git that holds them lives.
 */
export async function clearDeadLocks({ path, gitDir }: WorktreePlace): Promise<boolean> {
  const locks = ['index.lock', 'HEAD.lock', 'ORIG_HEAD.lock'].map((name) => join(gitDir, name));
  let cleared = false;
  for (const lock of locks) {
    if (!(await exists(lock))) continue;
    if (await isHeld(lock, path)) throw held(lock);
    await rm(lock, { force: true });
    cleared = true;
  }
  return cleared;
}

async function isHeld(lock: string, path: string): Promise<boolean> {
  if (platform() !== 'linux') return Date.now() - (await stat(lock)).mtimeMs < deadAfterMs;
  const real = await realPathOf(path);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await worksIn(pid, real)) return true;
  }
  return false;
}

/** Whether this process is a git whose folder is within `path`: a git is, from its start to its end. */
async function worksIn(pid: string, path: string): Promise<boolean> {
  try {
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    if (!name.startsWith('git')) return false;
    return `${await readlink(`/proc/${pid}/cwd`)}${sep}`.startsWith(path + sep);
  } catch (error) {
    // Ended meanwhile, or another user's, who does not work in here.
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES')) return false;
    throw error;
  }
}

function held(lock: string): Fault {
  const because = 'a git process is at work in there';
  return new Fault({ code: 'git-refused', what: 'use a worktree', on: lock, because, transient: true });
}
