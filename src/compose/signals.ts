import type { Interruption } from '../surfaces/cli/exit.ts';
import { endProcess } from '../adapters/process/end-process.ts';

/** The signals that a person or the system ends this process with. */
export interface Signals {
  /** Aborted by the first of them. */
  readonly signal: AbortSignal;
  interrupted(): Interruption | null;
}

/** The second one ends the process at once: whatever it was doing, nothing that is not journaled is relied on. */
export function listenForSignals(): Signals {
  const controller = new AbortController();
  let first: Interruption | null = null;
  const take = (code: Interruption): void => {
    if (first !== null) endProcess(code);
    first = code;
    controller.abort();
  };
  process.on('SIGINT', () => take(130));
  process.on('SIGTERM', () => take(143));
  // The terminal is gone.
  process.on('SIGHUP', () => take(143));
  return { signal: controller.signal, interrupted: () => first };
}
