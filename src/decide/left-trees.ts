import type { WorkerState } from '../domain/ledger.ts';
import type { GoneTree } from '../domain/merged-work.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import type { Rule } from './rule.ts';
import { mayTake } from './taking.ts';

/**
 * Removes worktrees that nobody needs any more: of workers that are gone from the config, and, when all sessions are ended on the
 * way down, of those that have no more work. What lies in one uncommitted is saved before; what cannot be saved stays. One that a
 * human wants back is made again.
 */
export const leftTrees: Rule = (world) => {
  if (world.ledger.pausedAll || !world.terminal.known) return {};
  const left = [...world.ledger.workers.values()].flatMap((worker): readonly Action[] => {
    const why = whyLeft(world, worker);
    return why === null || whyNeeded(world, worker) !== null ? [] : [remove(worker.name, why)];
  });
  const wanted = world.stopping === 'no' ? [...(world.ledger.goneTrees ?? [])].flatMap(wantedBack) : [];
  return { actions: [...left, ...wanted] };
};

function wantedBack([worker, { wanted = false, at }]: readonly [WorkerName, GoneTree]): readonly Action[] {
  if (!wanted) return [];
  const why = `you want the worktree of ${worker} back`;
  const evidence = [{ source: 'ledger', at, says: 'it was removed' }] as const;
  return [{ kind: 'restore-worktree', lane: `tree:${worker}`, rule: 'left-trees', why, evidence, worker }];
}

/** What becomes of a worktree that is not needed any more, or null. */
export function explainLeftTree(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  const why = worker === undefined ? null : whyLeft(world, worker);
  if (worker === undefined || why === null) return null;
  const because = whyNeeded(world, worker);
  return because === null ? `its worktree is removed: ${why}` : `its worktree stays: ${because}`;
}

/** Whether a worker's worktree is removed once nobody is in it any more: what lies in it is saved then. */
export function treeGoes(world: World, worker: WorkerState): boolean {
  if (world.ledger.pausedAll || worker.task !== null || (worker.treeKept ?? null) !== null) return false;
  return whyLeft(world, worker) !== null;
}

function whyLeft(world: World, worker: WorkerState): string | null {
  const { stopping, policy } = world;
  if (worker.worktree === null) return null;
  const isGoingDown = stopping === 'end-sessions';
  if (!policy.workers.has(worker.name) && (stopping === 'no' || isGoingDown))
    return `${worker.name} is not in the config any more`;
  return isGoingDown && !hasMoreWork(world, worker.name) ? `${worker.name} has no more work` : null;
}

function whyNeeded(world: World, { name, generation, task, treeKept = null }: WorkerState): string | null {
  if (treeKept !== null) return treeKept;
  if (generation !== null || hasPane(world, name)) return 'its session is still there';
  if (task !== null) return `it is at work on ${task}`;
  const isBusy = [...world.ledger.open.values()].some(
    ({ action }) => action.lane === `tree:${name}` || action.lane === `keys:${name}`,
  );
  return isBusy ? 'something is being done in it' : null;
}

/** Also one that nobody knows of. */
function hasPane({ terminal }: World, name: WorkerName): boolean {
  return !terminal.known || terminal.value.panes.some(({ worker, dead }) => worker === name && !dead);
}

/** Looks through all tasks: only on the way down. */
function hasMoreWork(world: World, name: WorkerName): boolean {
  if (world.graph.unseen.length > 0) return true;
  return [...world.ledger.tasks.values()].some(
    ({ id, stage, worker }) =>
      stage !== 'merged' && stage !== 'cancelled' && (worker === name || mayTake(world, name, id)),
  );
}

function remove(worker: WorkerName, why: string): Action {
  return { kind: 'remove-worktree', lane: `tree:${worker}`, rule: 'left-trees', why, evidence: [], worker };
}
