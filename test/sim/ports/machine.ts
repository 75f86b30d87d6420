import type { SpawnedProcess } from '../../../src/domain/ledger.ts';
import { known } from '../../../src/domain/seen.ts';
import type { Machine } from '../../../src/ports/machine.ts';
import type { Tether } from '../../../src/ports/tether.ts';
import type { Life } from '../life.ts';
import type { Scheduler } from '../scheduler.ts';

/** A computer on which process groups outlive the supervisor that began them. */
export interface Computer {
  readonly running: ReadonlyMap<number, SpawnedProcess>;
  /** A process group that waits until it is journaled, runs `work`, and ends. It ends early with the answer null when it is killed. */
  spawn<T>(tether: Tether, work: () => Promise<T>): Promise<T>;
  machine(life: Life, pid: number): Machine;
}

export function computer(scheduler: Scheduler): Computer {
  const running = new Map<number, SpawnedProcess>();
  let pid = 10_000;
  return {
    running,
    async spawn(tether, work) {
      pid += 1;
      const process = { pid, startTime: `t${scheduler.now}`, graceMs: 5_000 };
      running.set(process.pid, process);
      await tether.spawned(process);
      const result = await work();
      running.delete(process.pid);
      return result;
    },
    machine: (life, ownPid) => ({
      view: () =>
        life.ask(() =>
          known({ freeMemoryBytes: 64e9, freeDiskBytes: 500e9, cores: 8, load: 1 }, scheduler.now),
        ),
      self: () => ({ pid: ownPid, startTime: `boot:${ownPid}` }),
      endLeftover: (process) =>
        life.ask(() => {
          const found = running.get(process.pid);
          if (found === undefined) return 'gone';
          if (found.startTime !== process.startTime) return 'other-process';
          running.delete(process.pid);
          return 'ended';
        }, process.graceMs),
    }),
  };
}
