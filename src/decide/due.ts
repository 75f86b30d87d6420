import { failureKey, type Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';

/** What failed is not tried again before its time, and what failed for good not before a human says so. */
export function isDue({ ledger, now }: World, action: Action): boolean {
  const failure = ledger.failures.get(failureKey(action));
  return failure === undefined || (!failure.lasting && failure.nextTryAt <= now);
}
