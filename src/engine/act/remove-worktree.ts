import { previousOf } from '../../decide/assignment.ts';
import { Fault } from '../../domain/fault.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { type Owner, saveLeftovers } from './leftovers.ts';
import { notNow, workerNow } from './subject.ts';

/** Saves what lies in a worktree uncommitted, durably, and removes it if nothing else would be lost. */
export const removeWorktree: Runner<ActionOf<'remove-worktree'>> = async (effect) => {
  const { worker } = effect.action;
  const state = workerNow(effect.now(), worker);
  if (state.worktree === null) return { says: `${worker} has no worktree`, facts: [] };
  if (state.generation !== null || state.task !== null)
    throw notNow('remove the worktree', worker, 'it is needed by now');
  try {
    const saved = await saveLeftovers(effect, ownerOf(effect, state));
    if (saved.ref !== null) await effect.step([saved]);
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'git-refused') throw error;
    return kept(worker, error.facts.because);
  }
  const { removed, because } = await effect.parts.repository.worktrees.remove(state.worktree.path, effect);
  if (!removed) return kept(worker, because);
  return {
    says: `the worktree of ${worker} is removed: ${because}`,
    facts: [{ type: 'worktree.gone', worker }],
  };
};

/** Under the name of the worker where nobody knows whose work it was. */
function ownerOf(effect: Effect, state: WorkerState): Owner {
  const { name: worker } = state;
  return { worker, ...(previousOf(effect.now(), state) ?? { task: worker, attempt: 0 }) };
}

function kept(worker: string, because: string): Done {
  return {
    says: `the worktree of ${worker} stays: ${because}`,
    facts: [{ type: 'worktree.kept', worker, because }],
  };
}
