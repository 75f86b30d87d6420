import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

/**
 * When a process started, as a text that no other process with the same pid ever has: boot id and clock ticks on Linux,
 * what `ps` prints elsewhere. Null: there is no such process.
 */
export async function processStartTime(pid: number): Promise<string | null> {
  return platform() === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
}

async function linuxStartTime(pid: number): Promise<string | null> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command's name may hold spaces and brackets, so fields are counted from behind it: the start is the 22nd.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields[18];
  if (state === 'Z' || ticks === undefined) return null;
  return `${await bootId()}:${ticks}`;
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** ESRCH: the process ended between open and read. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}

const psTimeoutMs = 5_000;

async function psStartTime(pid: number): Promise<string | null> {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], {
      env,
      timeout: psTimeoutMs,
    });
    return stdout.trim() === '' ? null : stdout.trim();
  } catch (error) {
    // ps says "no such process" with status 1 and nothing else.
    if (error instanceof Error && 'code' in error && error.code === 1) return null;
    throw error;
  }
}
