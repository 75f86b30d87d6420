import { Fault } from '../../domain/fault.ts';
import type { GoneTree } from '../../domain/merged-work.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { tipNow } from './subject.ts';

type Restore = ActionOf<'restore-worktree'>;

/**
 * Makes a removed worktree again where it stood, on its commit and, where that is free and has not moved, on its branch, with what
 * was uncommitted in it. Says why where that cannot be; the saved work stays under its ref either way.
 */
export const restoreWorktree: Runner<Restore> = async (effect) => {
  const { worker } = effect.action;
  const gone = effect.now().ledger.goneTrees?.get(worker);
  if (gone?.wanted !== true) return { says: `the worktree of ${worker} was put back already`, facts: [] };
  if ((effect.now().ledger.workers.get(worker)?.worktree ?? null) !== null)
    return stays(gone, `${worker} has one by now`);
  try {
    return await restored(effect, gone);
  } catch (error) {
    if (!(error instanceof Fault) || !LASTING.includes(error.facts.code)) throw error;
    return stays(gone, error.facts.because);
  }
};

/** Tried again, these would fail again. */
const LASTING: readonly string[] = ['git-refused', 'worktree-broken', 'not-found'];

async function restored(effect: Effect<Restore>, gone: GoneTree): Promise<Done> {
  const { worker, path, head, saved } = gone;
  const { parts, tether, signal } = effect;
  const { setup } = effect.now().policy;
  const { worktrees } = parts.repository;
  const request = { worker, path, at: head, setup, setupHash: null, tether, signal };
  const { gitDir, setupHash } = await worktrees.prepare(request);
  const branch = await takenBranch(effect, gone, { path, gitDir });
  await effect.step([
    { type: 'worktree.ready', worker, path, gitDir, setupHash, branch },
    { type: 'worktree.kept', worker, because: 'you wanted it back' },
  ]);
  if (saved !== null) await worktrees.bringBack({ path, gitDir }, saved, effect);
  const on = branch === null && gone.branch !== null ? `, and not on ${gone.branch}, which is elsewhere` : '';
  return {
    says: `the worktree of ${worker} is back at ${head.slice(0, 8)}${on}`,
    facts: [{ type: 'tree.returned', worker, because: null }],
  };
}

/** Null: it had none, or that one moved, is gone, or is checked out by now. */
async function takenBranch(
  effect: Effect<Restore>,
  { branch, head }: GoneTree,
  place: WorktreePlace,
): Promise<string | null> {
  if (branch === null || (await tipNow(effect, branch)) !== head) return null;
  try {
    await effect.parts.repository.worktrees.switchTo(place, { name: branch, from: null }, effect);
    return branch;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'git-refused') return null;
    throw error;
  }
}

function stays({ worker, saved }: GoneTree, because: string): Done {
  const where = saved === null ? '' : `; what was uncommitted is in ${saved}`;
  return {
    says: `the worktree of ${worker} is not put back: ${because}${where}`,
    facts: [{ type: 'tree.returned', worker, because: `${because}${where}` }],
  };
}
