import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';

/** What one rule has to say about a world. Notes are folded before any action of any rule is taken (see plan.ts). */
export interface RulePart {
  readonly notes?: readonly Note[];
  readonly actions?: readonly Action[];
  /** Epoch milliseconds at which this rule wants to look again. */
  readonly wakeAt?: number | null;
}

export type Rule = (world: World) => RulePart;

/** The earlier of two wake-up times; null is "never". */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  if (b === null) return a;
  return Math.min(a, b);
}
