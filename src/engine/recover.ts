import type { OpenEffect } from '../domain/ledger.ts';
import type { ActionKind } from '../domain/plan.ts';
import type { Core } from './core.ts';
import { observe } from './observe/observe.ts';
import type { Outcome } from './perform.ts';
import { ALL_SENSES } from './senses.ts';
import { settleWrites } from './write-back.ts';

/** Effects that look for what was done before they do it, and that nothing else would find again. */
export const TAKEN_UP: ReadonlySet<ActionKind> = new Set(['merge', 'merge-omnibus', 'drop']);

/**
 * Before the first effect of a new supervisor: closes the intents of its predecessor. What became of them is looked up in the world:
 * branches and pull requests by their next try, which finds before it makes; deliveries by their receipts. Those that take time
 * are left for their lanes: what let processes go, and merges (take-up.ts).
 */
export async function recover(core: Core): Promise<readonly OpenEffect[]> {
  const { ledger } = core.book;
  const all = [...ledger.open.values()];
  if (all.length === 0 && ledger.writing.size === 0) return [];
  await observe(core, new Set(ALL_SENSES));
  await settleWrites(core);
  const left = all.filter(({ action, processes }) => TAKEN_UP.has(action.kind) || processes.length > 0);
  const at = core.parts.clock.now();
  const closed = all.filter((effect) => !left.includes(effect));
  await core.book.write(closed.map((effect) => unknownOutcome(effect, at)));
  return left;
}

/** Closes an effect of a dead supervisor, whatever became of it. */
export function unknownOutcome({ key }: OpenEffect, at: number): Outcome {
  const says = 'the supervisor ended before its outcome was known; it is looked up';
  return { type: 'outcome', at, cause: key, key, ok: false, says, facts: [], failure: null };
}
