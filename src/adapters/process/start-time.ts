import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { readIfThere } from '../files/read-if-there.ts';

/**
 * When a process started, as a text that no other process with the same pid ever has: boot id and clock ticks on Linux,
 * what `ps` prints elsewhere. Null: there is no such process.
 */
export async function processStartTime(pid: number): Promise<string | null> {
  return platform() === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
}

async function linuxStartTime(pid: number): Promise<string | null> {
  // ESRCH: the process ended between open and read.
  const stat = await readIfThere(`/proc/${pid}/stat`, ['ENOENT', 'ESRCH']);
  if (stat === null) return null;
  // The command's name may hold spaces and brackets, so fields are counted from behind it: the start is the 22nd.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields[18];
  if (state === 'Z' || ticks === undefined) return null;
  return `${await bootId()}:${ticks}`;
}

/** The same until the machine is started anew. Linux only. */
export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
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
