import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { readIfThere } from '../files/read-if-there.ts';

/** What these processes hold in memory together, in bytes: what several share counts for each. Those that are gone hold nothing. */
export async function residentBytes(pids: readonly number[]): Promise<number> {
  const each = platform() === 'linux' ? await Promise.all(pids.map(ofProc)) : await ofPs(pids);
  return each.reduce((sum, kilobytes) => sum + kilobytes * 1_024, 0);
}

async function ofProc(pid: number): Promise<number> {
  const status = await readIfThere(`/proc/${pid}/status`, ['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status ?? '')?.[1] ?? 0);
}

const psTimeoutMs = 5_000;

async function ofPs(pids: readonly number[]): Promise<readonly number[]> {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C' };
  const wanted = new Set(pids);
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,rss='], { env, timeout: psTimeoutMs });
  return stdout.split('\n').flatMap((line) => {
    const [pid, kilobytes] = line.trim().split(/\s+/).map(Number);
    return pid !== undefined && wanted.has(pid) ? [kilobytes ?? 0] : [];
  });
}
