import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';
import type { ProcessTime } from '../../domain/vitals.ts';
import { readIfThere } from '../files/read-if-there.ts';

/** Ticks of the clock that Linux counts processor time in: the same on all of its platforms that Node runs on. */
const tickMs = 10;
/** What starts so soon after a program is a part of it: its wrapper's child, its servers. What comes later is a tool of its. */
const ownMs = 30_000;

interface TimedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly startedMs: number;
  readonly usedMs: number;
  /** By children that have ended. */
  readonly childrenMs: number;
}

/** By pid: the processor time of a process and all that descends from it, for those that are there. */
export async function processTimes(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessTime>> {
  const processes = platform() === 'linux' ? await timesByProc() : await timesByPs();
  const children = new Map<number, TimedProcess[]>();
  for (const one of processes) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  return new Map(
    processes.filter(({ pid }) => pids.includes(pid)).map((root) => [root.pid, sumOf(root, children)]),
  );
}

function sumOf(root: TimedProcess, children: ReadonlyMap<number, readonly TimedProcess[]>): ProcessTime {
  let own = 0;
  let tools = 0;
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const isOwn = next.startedMs - root.startedMs <= ownMs;
    own += isOwn ? next.usedMs : 0;
    tools += next.childrenMs + (isOwn ? 0 : next.usedMs);
    open.push(...(children.get(next.pid) ?? []));
  }
  return { ownMs: own, toolsMs: tools };
}

async function timesByProc(): Promise<readonly TimedProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map((pid) => readIfThere(`/proc/${pid}/stat`, ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])),
  );
  return pids.flatMap((pid, at) => {
    const stat = stats[at] ?? null;
    if (stat === null) return [];
    // The command's name may hold spaces and brackets, so fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent = 0, user = 0, system = 0, childUser = 0, childSystem = 0, started = 0] = PLACES.map(
      (place) => Number(fields[place]),
    );
    return [
      {
        pid: Number(pid),
        parent,
        startedMs: started * tickMs,
        usedMs: (user + system) * tickMs,
        childrenMs: (childUser + childSystem) * tickMs,
      },
    ];
  });
}

/** Parent, utime, stime, cutime, cstime, starttime: fields 4, 14 to 17 and 22 of `proc(5)`. */
const PLACES = [1, 11, 12, 13, 14, 19] as const;

const psTimeoutMs = 5_000;
const psLimitBytes = 16 * 1024 * 1024;

async function timesByPs(): Promise<readonly TimedProcess[]> {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
  const options = { env, timeout: psTimeoutMs, maxBuffer: psLimitBytes };
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,etime=,time='], options);
  return psTimes(stdout);
}

/** Elsewhere nobody tells what children used that have ended. */
function psTimes(stdout: string): readonly TimedProcess[] {
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, age, used] = /^\s*(\d+)\s+(\d+)\s+([\d:.-]+)\s+([\d:.-]+)\s*$/.exec(line) ?? [];
    if (age === undefined || used === undefined) return [];
    const startedMs = -clockMs(age);
    return [{ pid: Number(pid), parent: Number(parent), startedMs, usedMs: clockMs(used), childrenMs: 0 }];
  });
}

/** "1-02:03:04", "02:03", "2:03.45" in milliseconds. */
function clockMs(text: string): number {
  const [clock = '', days = '0'] = text.split('-').toReversed();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1_000);
}
