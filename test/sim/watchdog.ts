import { createHash } from 'node:crypto';
import type { Scheduler } from './scheduler.ts';

/** Notes what happened in a run, and what must not have happened. */
export interface Watchdog {
  note(line: string): void;
  violated(what: string): void;
  readonly violations: readonly string[];
  /** Of everything that was noted, with its time: equal runs have equal ones. */
  hash(): string;
}

export function openWatchdog(scheduler: Scheduler, onNote: (line: string) => void): Watchdog {
  const hash = createHash('sha256');
  const violations: string[] = [];
  const note = (line: string): void => {
    const dated = `${scheduler.now} ${line}\n`;
    hash.update(dated);
    onNote(dated);
  };
  return {
    note,
    violated(what) {
      note(`VIOLATED ${what}`);
      violations.push(`step ${scheduler.steps}: ${what}`);
    },
    violations,
    hash: () => hash.copy().digest('hex'),
  };
}
