import { mayStandOn, whyOccupied } from '../../decide/occupied.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { Sha, TaskId, WorkerName } from '../../domain/names.ts';
import type { World } from '../../domain/world.ts';
import type { Effect } from './effect.ts';
import { type Owner, saveLeftovers } from './leftovers.ts';
import { notNow, seenOrFault, worktreeNow } from './subject.ts';

export interface TakeBranch {
  readonly worker: WorkerName;
  readonly task: TaskId;
  readonly attempt: number;
  readonly branch: string;
  /** Where it begins when it does not exist; null: it has to exist. */
  readonly from: Sha | null;
  /** Whose work lies in the worktree; null: nobody's that is known. */
  readonly previous: Pick<Owner, 'task' | 'attempt'> | null;
}

/** Stands a worker's worktree on a branch. What lay in it uncommitted is saved before, durably; gives the branch's tip. */
export async function takeBranch(effect: Effect, request: TakeBranch): Promise<Sha> {
  const { worker, branch, from, previous } = request;
  const { task, attempt } = previous ?? request;
  await emptyWorktree(effect, { worker, task, attempt });
  await giveWay(effect, worker, branch);
  for (const other of effect.now().ledger.workers.values()) {
    if (other.name !== worker) await freeBranch(effect, other, request);
  }
  const place = worktreeNow(effect.now(), worker);
  return (await effect.parts.repository.worktrees.switchTo(place, { name: branch, from }, effect)).tip;
}

async function emptyWorktree(effect: Effect, owner: Owner): Promise<void> {
  const saved = await saveLeftovers(effect, owner);
  if (saved.ref !== null) await effect.step([saved]);
}

/** Somebody else is to have the branch that this worktree stands on, and may not touch it while this effect does. */
async function giveWay(effect: Effect, worker: WorkerName, to: string): Promise<void> {
  const place = worktreeNow(effect.now(), worker);
  const { branch } = seenOrFault(await effect.parts.repository.history.head(place), place.path);
  if (branch === null || branch === to || !isWanted(effect.now(), branch)) return;
  await letGo(effect, worker);
}

function isWanted({ ledger }: World, branch: string): boolean {
  return [...ledger.open.values()].some(
    ({ action }) =>
      (action.kind === 'begin-attempt' || action.kind === 'return-to-branch') && action.branch === branch,
  );
}

/** Stands a clean worktree on its commit and on no branch. */
async function letGo(effect: Effect, worker: WorkerName): Promise<void> {
  const place = worktreeNow(effect.now(), worker);
  await effect.parts.repository.worktrees.leaveBranch(place, effect);
  const { path, gitDir, setupHash } = worktreeNow(effect.now(), worker);
  await effect.step([{ type: 'worktree.ready', worker, path, gitDir, setupHash, branch: null }]);
}

/** A branch stands in one worktree at a time: the last worker's lets go of it once nobody is at work there. */
async function freeBranch(effect: Effect, other: WorkerState, request: TakeBranch): Promise<void> {
  const { worktree } = other;
  if (worktree === null || !mayStandOn(effect.now(), other, request.branch)) return;
  const { repository } = effect.parts;
  const head = seenOrFault(await repository.history.head(worktree), worktree.path);
  if (head.branch !== request.branch) return;
  const because = whyOccupied(effect.now(), other.name);
  if (because !== null) throw notNow(`take ${request.branch}`, other.name, because);
  const { task, attempt } = request;
  await emptyWorktree(effect, { worker: other.name, task, attempt });
  await letGo(effect, other.name);
}
