import { whyNotFree } from '../../decide/taking.ts';
import type { FactOf } from '../../domain/facts.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Effect, Runner } from './effect.ts';
import { saveLeftovers } from './leftovers.ts';
import { startOf } from './start.ts';
import { attemptNow, notNow, taskNow, tipNow, workerNow, worktreeNow } from './subject.ts';
import { takeBranch } from './take-branch.ts';

/** Finds, repairs or makes a worker's worktree at the integration tip, and sets it up. */
export const prepareWorktree: Runner<ActionOf<'prepare-worktree'>> = async (effect) => {
  const { action, parts, tether, signal } = effect;
  const { policy, ledger } = effect.now();
  const { branch: integration } = ledger.integration;
  const at = await tipNow(effect, integration);
  if (at === null) throw notNow('prepare a worktree', action.worker, `there is no branch ${integration} yet`);
  const { did, ...made } = await parts.repository.worktrees.prepare({
    worker: action.worker,
    path: `${policy.worktrees}/${action.worker}`,
    at,
    setup: policy.setup,
    setupHash: workerNow(effect.now(), action.worker).worktree?.setupHash ?? null,
    tether,
    signal,
  });
  return {
    says: `worktree of ${action.worker}: ${did}`,
    facts: [{ type: 'worktree.ready', worker: action.worker, ...made }],
  };
};

/** Saves what the previous task left, and stands the worktree on the branch of the attempt. It starts at the branch's tip. */
export const beginAttempt: Runner<ActionOf<'begin-attempt'>> = async (effect) => {
  const { worker, task, attempt, branch, branchNumber } = effect.action;
  const world = effect.now();
  const state = taskNow(world, task);
  if (state.stage !== 'pending' || state.attempts >= attempt) {
    return { says: `${task} is ${state.stage} by now`, facts: [] };
  }
  const because = whyNotFree(world, workerNow(world, worker));
  if (because !== null) throw notNow(`begin ${task}`, worker, because);
  const start = await startOf(effect);
  if (!start.fits) return { says: `${task} waits for merges`, facts: [start.conflict] };
  const { from, on } = start;
  const tip = await takeBranch(effect, { ...effect.action, from });
  const old = await oldSetup(effect, worker);
  if (old !== null) return { says: `${task} waits until ${worker} is set up anew`, facts: [old] };
  const began = { type: 'attempt.began', task, attempt, worker, branch, branchNumber } as const;
  return {
    says: `${worker} begins ${task} on ${branch}`,
    facts: [{ ...began, startSha: tip, tip, ...(on.length === 0 ? {} : { on }) }],
  };
};

/** Stands the worktree on the branch of work that was begun before, and seats its worker. */
export const returnToBranch: Runner<ActionOf<'return-to-branch'>> = async (effect) => {
  const { worker, task, attempt, branch } = effect.action;
  const world = effect.now();
  attemptNow(world, task, attempt);
  const because = whyNotFree(world, workerNow(world, worker));
  if (because !== null) throw notNow(`return to ${task}`, worker, because);
  await takeBranch(effect, { ...effect.action, from: null });
  const old = await oldSetup(effect, worker);
  if (old !== null) return { says: `${task} waits until ${worker} is set up anew`, facts: [old] };
  return {
    says: `${worker} is back on ${branch}`,
    facts: [
      { type: 'worktree.ready', worker, ...worktreeNow(effect.now(), worker), branch },
      { type: 'worker.seated', worker, task },
    ],
  };
};

/**
 * Null: the setup that ran here is the one that the branch's commit needs. Otherwise the worktree stays at that commit, lets go of
 * the branch, and is prepared as a new one is, under that action's time limit and questions; the attempt begins after it.
 */
async function oldSetup(effect: Effect, worker: WorkerName): Promise<FactOf<'worktree.ready'> | null> {
  const { worktrees } = effect.parts.repository;
  const { setup } = effect.now().policy;
  const worktree = worktreeNow(effect.now(), worker);
  if (await worktrees.isSetUp(worktree, { setup, setupHash: worktree.setupHash })) return null;
  await worktrees.leaveBranch(worktree, effect);
  return { type: 'worktree.ready', worker, ...worktree, branch: null, setupHash: null };
}

export const saveWork: Runner<ActionOf<'save-work'>> = async (effect) => {
  const { task, stays } = effect.action;
  const saved = await saveLeftovers(effect, effect.action, stays === true ? 'copy' : 'save');
  const says =
    saved.ref === null
      ? `${task} left nothing`
      : `${saved.files} uncommitted ${saved.files === 1 ? 'file' : 'files'} of ${task} ${stays === true ? 'stay in the worktree, with a copy' : saved.files === 1 ? 'is' : 'are'} in ${saved.ref}`;
  return { says, facts: [saved] };
};

export const followBranch: Runner<ActionOf<'follow-branch'>> = async (effect) => {
  const { worker, branch, from, to } = effect.action;
  const place = worktreeNow(effect.now(), worker);
  await effect.parts.repository.worktrees.fastForward(place, { branch, from, to }, effect);
  return { says: `${branch} is at ${to.slice(0, 8)}`, facts: [] };
};
