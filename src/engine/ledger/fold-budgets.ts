import { FULL_BUDGET, FULL_PROJECT } from '../../domain/budget.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask } from './state.ts';

export const foldBudgets: FoldPart<'budget.reached' | 'budget.raised' | 'budget.freed'> = {
  'budget.reached': (ledger, { limit, task }, at) => {
    if (limit === 'cost') {
      ledger.budget = { ...ledger.budget, reachedAt: at };
      return;
    }
    if (task !== null)
      changeTask(ledger, task, ({ budget = FULL_BUDGET }) => ({
        budget: { ...budget, reached: { limit, at } },
      }));
  },
  'budget.raised': (ledger, { limit, task, allowed }) => {
    if (limit === 'cost') {
      ledger.budget = { allowedUsd: allowed, reachedAt: null };
      return;
    }
    const more = limit === 'taskTime' ? { allowedMs: allowed } : { allowedUsd: allowed };
    if (task !== null)
      changeTask(ledger, task, ({ budget = FULL_BUDGET }) => ({
        budget: { ...budget, ...more, reached: null },
      }));
  },
  'budget.freed': (ledger, { task }) => {
    if (task === null) {
      ledger.budget = { ...(ledger.budget ?? FULL_PROJECT), reachedAt: null };
      return;
    }
    changeTask(ledger, task, ({ budget = FULL_BUDGET }) => ({ budget: { ...budget, reached: null } }));
  },
};
