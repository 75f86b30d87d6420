import type { Delivery, Verdict } from '../domain/delivery.ts';
import { Fault } from '../domain/fault.ts';
import type { Parts } from './parts.ts';

/** Adds to `status/task-injections.log` where a text got to. The log is derived: that it cannot be written holds nothing back. */
export async function logVerdict(parts: Parts, delivery: Delivery, verdict: Verdict): Promise<void> {
  const { id, worker, task, kind, bytes, sha256 } = delivery;
  const at = parts.clock.now();
  try {
    await parts.status.appendInjection({ at, worker, task, delivery: id, kind, verdict, bytes, sha256 });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ delivery: id }, error.message);
  }
}
