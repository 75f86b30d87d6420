import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { platform } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode } from '../files/error-code.ts';
import { readIfThere } from '../files/read-if-there.ts';

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it started: with the pid it names one process for good. */
  readonly started: string;
}

/**
 * What a server has started as `root`, all that descends from it, and all of their process groups. Whoever left the tree and made a
 * group of its own before this look is not found. One that the server has only just forked is still in the server's group: that
 * group is never part of it. A `root` with another parent has the pid by chance; it has nothing here.
 */
export async function processTree(root: number, server: number): Promise<readonly ProcessRow[]> {
  const all = await processTable();
  const first = all.find(({ pid }) => pid === root);
  if (first !== undefined && first.parent !== server) return [];
  const foreign = all.find(({ pid }) => pid === server)?.group;
  const found = new Map(first === undefined ? [] : [[root, first]]);
  for (let grew = true; grew; ) {
    const groups = new Set([root, ...[...found.values()].map(({ group }) => group)]);
    const added = all.filter(
      (row) =>
        !found.has(row.pid) && (found.has(row.parent) || (groups.has(row.group) && row.group !== foreign)),
    );
    for (const row of added) found.set(row.pid, row);
    grew = added.length > 0;
  }
  return [...found.values()];
}

const pollMs = 25;
/** A killed process is gone when the kernel has come round to it. */
const killedTimeoutMs = 2_000;

/** Ends these processes: TERM, and KILL for what is left after `graceMs`. Ones whose pid belongs to another by now are left alone. */
export async function endProcesses(rows: readonly ProcessRow[], graceMs: number): Promise<void> {
  for (const { pid } of await stillThere(rows)) signalProcess(pid, 'SIGTERM');
  if (await goneWithin(rows, graceMs)) return;
  for (const { pid } of await stillThere(rows)) signalProcess(pid, 'SIGKILL');
  await goneWithin(rows, killedTimeoutMs);
}

async function goneWithin(rows: readonly ProcessRow[], timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    if ((await stillThere(rows)).length === 0) return true;
    await wait(pollMs);
  }
  return (await stillThere(rows)).length === 0;
}

async function stillThere(rows: readonly ProcessRow[]): Promise<readonly ProcessRow[]> {
  const now = platform() === 'linux' ? await linuxRows(rows.map(({ pid }) => String(pid))) : await psRows();
  return rows.filter((row) => now.some(({ pid, started }) => pid === row.pid && started === row.started));
}

/** False: there is no such process (any more). */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

async function processTable(): Promise<readonly ProcessRow[]> {
  if (platform() !== 'linux') return psRows();
  return linuxRows((await readdir('/proc')).filter((name) => /^\d+$/.test(name)));
}

async function linuxRows(pids: readonly string[]): Promise<readonly ProcessRow[]> {
  const stats = await Promise.all(pids.map((pid) => readStat(pid)));
  return stats.flatMap((stat) => linuxRow(stat));
}

async function readStat(pid: string): Promise<string> {
  return (await readIfThere(`/proc/${pid}/stat`, ['ENOENT', 'ESRCH'])) ?? '';
}

/** Zombies are gone: nobody can end them, and in a container nobody may ever fetch their status. */
function linuxRow(stat: string): readonly ProcessRow[] {
  const pid = Number.parseInt(stat, 10);
  // The command's name may hold spaces and brackets, so fields are counted from behind it: the start is the 22nd.
  const [state, parent, group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = rest[16];
  if (started === undefined || state === 'Z' || state === 'X') return [];
  return [{ pid, parent: Number(parent), group: Number(group), started }];
}

const psTimeoutMs = 5_000;

async function psRows(): Promise<readonly ProcessRow[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,state=,lstart='], {
    env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
    timeout: psTimeoutMs,
  });
  return stdout.split('\n').flatMap((line) => psRow(line));
}

function psRow(line: string): readonly ProcessRow[] {
  const [, pid, parent, group, state, started] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  if (started === undefined || state?.startsWith('Z') === true) return [];
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started }];
}
