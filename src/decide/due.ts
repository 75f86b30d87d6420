import { failureKey, type Action, type ActionKind } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';

/** What failed is not tried again before its time, and what failed for good not before a human says so. */
export function isDue({ ledger, now }: World, action: Action): boolean {
  if (ledger.lockedForge !== undefined && needsForge(action)) return false;
  const failure = ledger.failures.get(failureKey(action));
  return failure === undefined || (!failure.lasting && failure.nextTryAt <= now);
}

const NEED_FORGE: readonly ActionKind[] = ['merge', 'take-in', 'take-head', 'follow-base'];

/** What a forge without a token keeps waiting. */
function needsForge({ lane, kind }: Action): boolean {
  return lane === 'forge' || NEED_FORGE.includes(kind);
}
