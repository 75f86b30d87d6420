import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, loadavg, platform, uptime } from 'node:os';
import type { SpawnedProcess } from '../../domain/ledger.ts';
import { known, unknown, type Seen } from '../../domain/seen.ts';
import type { MachineView } from '../../domain/world.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Machine } from '../../ports/machine.ts';
import { Fault } from '../../domain/fault.ts';
import { messageOf } from '../files/error-code.ts';
import { endFamilyOf, familyLives } from '../process/family.ts';
import { endGroup, groupLives } from '../process/group.ts';
import { processStartTime } from '../process/start-time.ts';
import { processTimes } from '../process/times.ts';

/** The machine that this process runs on. */
export async function openMachine(clock: Pick<Clock, 'now'>): Promise<Machine> {
  const startTime = await processStartTime(process.pid);
  if (startTime === null) throw noStartTime();
  let blindSince: number | null = null;
  return {
    async view(diskPath): Promise<Seen<MachineView>> {
      try {
        const seen = known(await look(diskPath), clock.now());
        blindSince = null;
        return seen;
      } catch (error) {
        blindSince ??= clock.now();
        return unknown(messageOf(error), blindSince);
      }
    },
    processTimes,
    self: () => ({ pid: process.pid, startTime }),
    endLeftover: (leftover) => endLeftover(leftover, { ownStartTime: startTime, now: clock.now() }),
  };
}

function noStartTime(): Fault {
  const because = 'the system does not say when it started';
  return new Fault({ code: 'command-failed', what: 'find this process', on: `pid ${process.pid}`, because });
}

async function look(diskPath: string): Promise<MachineView> {
  const [freeMemoryBytes, disk] = await Promise.all([availableMemory(), statfs(diskPath)]);
  const [load = 0] = loadavg();
  return {
    freeMemoryBytes,
    // What others than root may still use.
    freeDiskBytes: disk.bavail * disk.bsize,
    cores: availableParallelism(),
    load,
  };
}

/** On Linux what can be had without swapping: free memory alone leaves out the caches that the kernel would give back. */
async function availableMemory(): Promise<number> {
  if (platform() !== 'linux') return freemem();
  const [, kilobytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8')) ?? [];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}

interface Boot {
  readonly ownStartTime: string;
  readonly now: number;
}

/** The group, and then what left it. */
async function endLeftover(
  leftover: SpawnedProcess,
  boot: Boot,
): Promise<'ended' | 'gone' | 'other-process'> {
  if (leftover.pid <= 1) return 'gone';
  const group = await endLeftGroup(leftover, boot);
  if (!(await familyLives(leftover))) return group;
  if (await endFamilyOf(leftover, leftover.graceMs)) return 'ended';
  throw notEnded(`what group ${leftover.pid} started`);
}

/**
 * A group lives on when its leader has ended, and its number is given to nobody else meanwhile: such a group is still the one that
 * was spawned, unless the machine was started anew since.
 */
async function endLeftGroup(
  { pid, startTime, graceMs }: SpawnedProcess,
  boot: Boot,
): Promise<'ended' | 'gone' | 'other-process'> {
  const found = await processStartTime(pid);
  if (found !== null && found !== startTime) return 'other-process';
  if (!groupLives(pid)) return 'gone';
  if (found === null && !isOfThisBoot(startTime, boot)) return 'other-process';
  if (await endGroup(pid, graceMs)) return 'ended';
  throw notEnded(`group ${pid}`);
}

function notEnded(on: string): Fault {
  const what = 'end a process group that an earlier supervisor left';
  const because = 'it is still there after a KILL';
  return new Fault({ code: 'command-failed', what, on, because, transient: true });
}

/** On Linux a start time begins with the id of the boot; elsewhere it is a date. */
function isOfThisBoot(startTime: string, { ownStartTime, now }: Boot): boolean {
  if (platform() === 'linux') return startTime.split(':')[0] === ownStartTime.split(':')[0];
  return Date.parse(`${startTime} UTC`) >= now - uptime() * 1_000;
}
