import { NOTHING_SPENT, type Spent } from './usage.ts';

/** Limits that a person sets: `cost` of the whole project, the others of one task. Costs are US dollars, times milliseconds. */
export type LimitName = 'cost' | 'costPerTask' | 'taskTime';

/** What became of the limits of a task. */
export interface TaskBudget {
  /** What was spent on the task when its budget began anew: it counts from there. */
  readonly from: Spent;
  /** How far a person let it go on, all told; null: as far as the config says. */
  readonly allowedUsd: number | null;
  readonly allowedMs: number | null;
  /** The limit that it has reached, until somebody says how it goes on. */
  readonly reached: { readonly limit: Exclude<LimitName, 'cost'>; readonly at: number } | null;
}

/** Older releases did not write it. */
export interface TaskSpending {
  /** What agents used for it, in all its attempts. */
  readonly spent?: Spent;
  readonly budget?: TaskBudget;
}

export interface ProjectBudget {
  readonly allowedUsd: number | null;
  /** When its cost reached the limit, in epoch milliseconds; null: it has not, or it was raised. */
  readonly reachedAt: number | null;
}

export const FULL_BUDGET: TaskBudget = {
  from: NOTHING_SPENT,
  allowedUsd: null,
  allowedMs: null,
  reached: null,
};

export const FULL_PROJECT: ProjectBudget = { allowedUsd: null, reachedAt: null };
