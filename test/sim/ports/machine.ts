import { Fault } from '../../../src/domain/fault.ts';
import type { SpawnedProcess } from '../../../src/domain/ledger.ts';
import { known } from '../../../src/domain/seen.ts';
import type { Machine } from '../../../src/ports/machine.ts';
import type { Leash } from '../../../src/ports/tether.ts';
import type { Life } from '../life.ts';
import type { Scheduler } from '../scheduler.ts';

/** What one process group does to the world. */
export interface Job<T> {
  readonly leash: Leash;
  /** What it changes; null: nothing that another one could be at. */
  readonly on: string | null;
  readonly ms: number;
  readonly act: () => T;
}

/** A computer on which process groups outlive the supervisor that began them. */
export interface Computer {
  /**
   * A process group that waits until it is journaled, acts after `ms`, and ends: also when its supervisor is dead by then, unless
   * it was ended before.
   */
  run<T>(life: Life, job: Job<T>): Promise<T>;
  /** Called when two process groups are about to change the same thing at the same time. */
  onClash(listener: (what: string) => void): void;
  machine(life: Life, pid: number): Machine;
}

interface Running {
  readonly process: SpawnedProcess;
  readonly on: string | null;
}

export function computer(scheduler: Scheduler): Computer {
  const running = new Map<number, Running>();
  const listeners: ((what: string) => void)[] = [];
  let pid = 10_000;
  const letGo = (process: SpawnedProcess, on: string | null): void => {
    if (on !== null && [...running.values()].some((other) => other.on === on))
      for (const listener of listeners) listener(on);
    running.set(process.pid, { process, on });
  };
  return {
    onClash: (listener) => listeners.push(listener),
    async run<T>(life: Life, { leash, on, ms, act }: Job<T>) {
      pid += 1;
      const process = { pid, startTime: `t${scheduler.now}`, graceMs: 5_000 };
      // One whose supervisor dies before this was never let go, and ends by itself.
      await leash.tether.spawned(process);
      if (leash.signal.aborted) throw calledOff(on);
      const answer = await new Promise<Answer<T>>((resolve) => {
        letGo(process, on);
        const stop = (): void => {
          if (running.delete(process.pid)) resolve({ ok: false, error: calledOff(on) });
        };
        leash.signal.addEventListener('abort', stop, { once: true });
        scheduler.after(ms, () => {
          leash.signal.removeEventListener('abort', stop);
          if (!running.delete(process.pid)) return;
          const done = answerOf(act);
          life.tell(() => resolve(done));
        });
      });
      if (!answer.ok) throw answer.error;
      return answer.value;
    },
    machine: (life, ownPid) => ({
      view: () =>
        life.ask(() =>
          known({ freeMemoryBytes: 64e9, freeDiskBytes: 500e9, cores: 8, load: 1 }, scheduler.now),
        ),
      processTimes: () => life.ask(() => new Map()),
      self: () => ({ pid: ownPid, startTime: `boot:${ownPid}` }),
      endLeftover: (process) =>
        life.ask(() => {
          const found = running.get(process.pid);
          if (found === undefined) return 'gone';
          if (found.process.startTime !== process.startTime) return 'other-process';
          running.delete(process.pid);
          return 'ended';
        }, process.graceMs),
    }),
  };
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function answerOf<T>(act: () => T): Answer<T> {
  try {
    return { ok: true, value: act() };
  } catch (error) {
    return { ok: false, error };
  }
}

function calledOff(on: string | null): Fault {
  const because = 'it was called off';
  return new Fault({
    code: 'git-failed',
    what: 'run a process',
    on: on ?? 'the computer',
    because,
    transient: true,
  });
}
