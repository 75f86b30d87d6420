import { setTimeout as wait } from 'node:timers/promises';
import type { ProjectId, WorkerName } from '../../domain/names.ts';
import { processesWith, type RunningProcess } from '../process/table.ts';
import { signalProcess } from './processes.ts';

/** Carried by everything that one life of an agent starts. */
export const SESSION_VARIABLE = 'CZAR_SESSION';

const pollMs = 50;
const killedTimeoutMs = 2_000;

export interface Life {
  readonly projectId: ProjectId;
  readonly worker: WorkerName;
  readonly generation: number;
}

export function sessionMark({ projectId, worker, generation }: Life): string {
  return `${projectId}:${worker}:${generation}`;
}

/**
 * Ends what a life of an agent has left behind in sessions of its own (daemons): TERM, and KILL after `graceMs`. Only on Linux can
 * it be told from others.
 */
export async function endLeftovers(life: Life, graceMs: number): Promise<void> {
  const left = await leftBy(life);
  for (const { pid } of left) signalProcess(pid, 'SIGTERM');
  if (left.length === 0 || (await goneWithin(life, graceMs))) return;
  for (const { pid } of await leftBy(life)) signalProcess(pid, 'SIGKILL');
  await goneWithin(life, killedTimeoutMs);
}

async function goneWithin(life: Life, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    if ((await leftBy(life)).length === 0) return true;
    await wait(pollMs);
  }
  return (await leftBy(life)).length === 0;
}

async function leftBy(life: Life): Promise<readonly RunningProcess[]> {
  const marked = await processesWith(SESSION_VARIABLE, sessionMark(life));
  return marked.filter(({ pid }) => pid !== process.pid);
}
