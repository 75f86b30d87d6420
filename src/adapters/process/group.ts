import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from '../files/error-code.ts';

const pollMs = 20;
/** A killed process is gone when the kernel has come round to it: more than an instant only in a hanging disk. */
const killedTimeoutMs = 2_000;

/** Ends every process of a group: TERM, and KILL for what is left after `graceMs`. True: nothing of it is left. */
export async function endGroup(groupId: number, graceMs: number): Promise<boolean> {
  if (!signalGroup(groupId, 'SIGTERM')) return true;
  if (await goneWithin(groupId, graceMs)) return true;
  signalGroup(groupId, 'SIGKILL');
  return goneWithin(groupId, killedTimeoutMs);
}

async function goneWithin(groupId: number, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    if (!groupLives(groupId)) return true;
    await wait(pollMs);
  }
  return !groupLives(groupId);
}

/** Whether any process of this group lives. Zombies do not: where pid 1 reaps late or never, they would seem to stay. */
export function groupLives(groupId: number): boolean {
  if (!signalGroup(groupId, 0)) return false;
  return platform() !== 'linux' || readdirSync('/proc').some((name) => isMember(name, groupId));
}

function isMember(procEntry: string, groupId: number): boolean {
  if (!/^\d+$/.test(procEntry)) return false;
  const stat = readStat(procEntry);
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(group) === groupId && state !== 'Z' && state !== 'X';
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return '';
    throw error;
  }
}

/** False: the group is gone (ESRCH), or only its zombies are left (EPERM on macOS). */
function signalGroup(groupId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-groupId, signal);
  } catch (error) {
    if (hasCode(error, 'ESRCH', 'EPERM')) return false;
    throw error;
  }
}
