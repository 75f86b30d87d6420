import { ownerOf } from '../../decide/assignment.ts';
import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { saveLeftovers } from './leftovers.ts';
import { notNow, seenOrFault, workerNow } from './subject.ts';

/** Saves what lies in a worktree uncommitted, durably, and removes it if nothing else would be lost. What brings it back is kept. */
export const removeWorktree: Runner<ActionOf<'remove-worktree'>> = async (effect) => {
  const { worker } = effect.action;
  const state = workerNow(effect.now(), worker);
  if (state.worktree === null) return { says: `${worker} has no worktree`, facts: [] };
  if (state.generation !== null || state.task !== null)
    throw notNow('remove the worktree', worker, 'it is needed by now');
  const { path } = state.worktree;
  try {
    await save(effect, state, state.worktree);
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'git-refused') throw error;
    return stays(worker, error.facts.because);
  }
  const { removed, because } = await effect.parts.repository.worktrees.remove(path, effect);
  if (!removed) return stays(worker, because);
  return {
    says: `the worktree of ${worker} is removed: ${because}`,
    facts: [{ type: 'worktree.gone', worker }],
  };
};

/** Durable before the worktree goes: after a kill in between there is nothing uncommitted in it any more, and its record still says where that is. */
async function save(effect: Effect, state: WorkerState, place: WorktreePlace): Promise<void> {
  const { name: worker } = state;
  const { branch, sha: head } = seenOrFault(await effect.parts.repository.history.head(place), place.path);
  const work = await saveLeftovers(effect, { worker, ...ownerOf(effect.now(), state) });
  const saved: readonly Fact[] = work.ref === null ? [] : [work];
  if (head === null) {
    await effect.step(saved);
    return;
  }
  const before = effect.now().ledger.goneTrees?.get(worker);
  const isSame = before?.head === head && before.path === place.path;
  const kept = work.files > 0 ? work.ref : isSame ? before.saved : null;
  const removed = { path: place.path, branch, head, saved: kept };
  await effect.step([...saved, { type: 'tree.leaving', worker, removed }]);
}

function stays(worker: string, because: string): Done {
  return {
    says: `the worktree of ${worker} stays: ${because}`,
    facts: [{ type: 'worktree.kept', worker, because }],
  };
}
