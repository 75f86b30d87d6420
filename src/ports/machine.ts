import type { MachineView } from '../domain/world.ts';
import type { SpawnedProcess } from '../domain/ledger.ts';
import type { Seen } from '../domain/seen.ts';
import type { ProcessTime } from '../domain/vitals.ts';

/** The computer that Czar runs on. */
export interface Machine {
  view(diskPath: string): Promise<Seen<MachineView>>;
  /**
   * By pid: the processor time of a process and all that descends from it, for those that are there. Reads files on Linux; runs one
   * process elsewhere.
   */
  processTimes(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessTime>>;
  self(): { readonly pid: number; readonly startTime: string };
  /** Ends a process group that a dead supervisor left, if pid and start time still match: TERM, then KILL after its grace. */
  endLeftover(process: SpawnedProcess): Promise<'ended' | 'gone' | 'other-process'>;
}
