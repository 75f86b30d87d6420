import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import { readIfThere } from '../files/read-if-there.ts';
import { bootId } from './start-time.ts';

/** A process that runs (no zombie). Its start time is that of `processStartTime`. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly startTime: string;
}

/** All processes of this machine. */
export async function listProcesses(): Promise<readonly RunningProcess[]> {
  return platform() === 'linux' ? listByProc() : listByPs();
}

/**
 * Those whose environment was given the variable with this value when they became their program. Linux only: elsewhere the
 * environment of a system's own programs cannot be read, and none is found.
 */
export async function processesWith(variable: string, value: string): Promise<readonly RunningProcess[]> {
  if (platform() !== 'linux') return [];
  const wanted = `\0${variable}=${value}\0`;
  const processes = await listByProc();
  const carrying = await Promise.all(
    processes.map(async ({ pid }) => `\0${(await procFile(pid, 'environ')) ?? ''}`.includes(wanted)),
  );
  return processes.filter((_, at) => carrying[at] === true);
}

async function listByProc(): Promise<readonly RunningProcess[]> {
  const boot = await bootId();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => procFile(pid, 'stat')));
  return pids.flatMap((pid, at) => {
    const stat = stats[at] ?? null;
    if (stat === null) return [];
    const [state, parent, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields[17];
    if (state === 'Z' || state === 'X' || ticks === undefined) return [];
    return [{ pid, parent: Number(parent), startTime: `${boot}:${ticks}` }];
  });
}

/** Null: it is gone, or belongs to somebody else. */
function procFile(pid: number, name: string): Promise<string | null> {
  return readIfThere(`/proc/${pid}/${name}`, ['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);
}

const psTimeoutMs = 5_000;
const psLimitBytes = 16 * 1024 * 1024;

async function listByPs(): Promise<readonly RunningProcess[]> {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
  const options = { env, timeout: psTimeoutMs, maxBuffer: psLimitBytes };
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,state=,lstart='], options);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, startTime] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (startTime === undefined || state?.startsWith('Z') === true) return [];
    return [{ pid: Number(pid), parent: Number(parent), startTime }];
  });
}
