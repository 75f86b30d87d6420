import type { Delivery, Verdict } from '../domain/delivery.ts';
import { Fault } from '../domain/fault.ts';
import type { Parts } from './parts.ts';

/** Adds to `status/task-injections.log` where a text got to. The log is derived: that it cannot be written holds nothing back. */
export async function logVerdict(parts: Parts, delivery: Delivery, verdict: Verdict): Promise<void> {
  const { id, worker, task, kind, bytes, sha256, file } = delivery;
  const at = parts.clock.now();
  const line = { at, worker, task, delivery: id, kind, verdict, bytes, sha256 };
  try {
    await parts.status.appendInjection(file === undefined ? line : { ...line, file });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ delivery: id }, error.message);
  }
}
