import type { CleanStep, KeptThing } from '../../domain/clean-plan.ts';

/** One thing that may go. `take` removes it if it still may, else says why not. */
export interface Removal extends CleanStep {
  take(): Promise<string | null>;
}

/** What one look found of one kind of thing. */
export interface Bucket {
  readonly removals: readonly Removal[];
  readonly kept: readonly KeptThing[];
}

export function bucketOf(found: readonly (Removal | KeptThing | null)[]): Bucket {
  const removals: Removal[] = [];
  const kept: KeptThing[] = [];
  for (const one of found) {
    if (one === null) continue;
    if ('take' in one) removals.push(one);
    else kept.push(one);
  }
  return { removals, kept };
}
