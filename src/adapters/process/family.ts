import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from '../files/error-code.ts';
import { residentBytes } from './memory.ts';
import { listProcesses, processesWith, type RunningProcess } from './table.ts';

/** Carried by everything that a tethered program starts: pid and start time of that program, as they are journaled. */
export const FAMILY_VARIABLE = 'CZAR_RUN';

export type Ancestor = Pick<RunningProcess, 'pid' | 'startTime'>;

export function familyMark({ pid, startTime }: Ancestor): string {
  return `${pid}:${startTime}`;
}

/** What descends from one program, also when it left the program's group or session (`setsid`, a daemon). */
export interface Family {
  /** Begins to write down who descends from it. */
  follow(ancestor: Ancestor): void;
  /** Resolves once they hold more memory together than this, in bytes, as far as a look each second sees it; else never. */
  outgrown(limitBytes: number): Promise<'memory'>;
  /** Looks once more: those whose parents end next could not be told from strangers later. */
  look(): Promise<void>;
  /** Ends what is left: TERM, and KILL after `graceMs`. Follows no more. True: nothing is left. */
  end(graceMs: number): Promise<boolean>;
}

/**
 * How often it is written down who descends from whom. What leaves its parent between two looks is known by its environment
 * (on Linux; see `processesWith`).
 */
const lookEveryMs = 1_000;

export function openFamily(): Family {
  const members = new Map<number, string>();
  const over = new AbortController();
  let ancestor: Ancestor | null = null;
  let following: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    if (ancestor !== null) addDescendants(members, await listProcesses());
  };
  let limit: { readonly bytes: number; readonly reached: () => void } | null = null;
  const weigh = async (): Promise<void> => {
    if (limit !== null && (await residentBytes([...members.keys()])) > limit.bytes) limit.reached();
  };
  const keepLooking = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await look();
      await weigh();
      await pause(lookEveryMs, over.signal);
    }
  };
  return {
    follow(program) {
      ancestor = program;
      members.set(program.pid, program.startTime);
      following = keepLooking();
      // A process list that cannot be read is told by `look` and `end`.
      following.catch(() => over.abort());
    },
    outgrown: (bytes) =>
      new Promise((resolve) => {
        limit = { bytes, reached: () => resolve('memory') };
      }),
    look,
    async end(graceMs) {
      over.abort();
      await following;
      return ancestor === null || endFamily(ancestor, { members, graceMs });
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal, ref: false });
  } catch (error) {
    if (!hasCode(error, 'ABORT_ERR')) throw error;
  }
}

function addDescendants(members: Map<number, string>, processes: readonly RunningProcess[]): void {
  const children = new Map<number, RunningProcess[]>();
  for (const one of processes) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const open = processes.filter(({ pid, startTime }) => members.get(pid) === startTime);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of children.get(next.pid) ?? []) {
      if (members.get(child.pid) === child.startTime) continue;
      members.set(child.pid, child.startTime);
      open.push(child);
    }
  }
}

interface Ending {
  readonly members: Map<number, string>;
  readonly graceMs: number;
}

/** Each round ends what those of the round before have started meanwhile. */
const mostRounds = 5;
const killedTimeoutMs = 2_000;
const pollMs = 50;

async function endFamily(ancestor: Ancestor, { members, graceMs }: Ending): Promise<boolean> {
  for (let round = 0; round < mostRounds; round += 1) {
    const living = await livingOf(ancestor, members);
    if (living.length === 0) return true;
    const signal = round === 0 ? 'SIGTERM' : 'SIGKILL';
    for (const { pid } of living) signalOne(pid, signal);
    await goneWithin(living, round === 0 ? graceMs : killedTimeoutMs);
  }
  return (await livingOf(ancestor, members)).length === 0;
}

async function livingOf(
  ancestor: Ancestor,
  members: Map<number, string>,
): Promise<readonly RunningProcess[]> {
  for (const { pid, startTime } of await processesWith(FAMILY_VARIABLE, familyMark(ancestor)))
    members.set(pid, startTime);
  const processes = await listProcesses();
  addDescendants(members, processes);
  return processes.filter(({ pid, startTime }) => members.get(pid) === startTime && pid !== process.pid);
}

async function goneWithin(some: readonly RunningProcess[], timeoutMs: number): Promise<void> {
  const before = new Map(some.map(({ pid, startTime }) => [pid, startTime]));
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    const processes = await listProcesses();
    if (!processes.some(({ pid, startTime }) => before.get(pid) === startTime)) return;
    await wait(pollMs);
  }
}

/** One that is gone, or has become somebody else's program, is not ours to end. */
function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
  }
}

/** Ends everything that still runs of a program that somebody else started and followed. True: nothing is left. */
export function endFamilyOf(ancestor: Ancestor, graceMs: number): Promise<boolean> {
  return endFamily(ancestor, { members: new Map(), graceMs });
}

/** Whether anything runs that a program of another supervisor started. */
export async function familyLives(ancestor: Ancestor): Promise<boolean> {
  return (await livingOf(ancestor, new Map())).length > 0;
}
