import { whyNotFree } from '../../decide/taking.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Runner } from './effect.ts';
import { saveLeftovers } from './leftovers.ts';
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
  const tip = await takeBranch(effect, effect.action);
  return {
    says: `${worker} begins ${task} on ${branch}`,
    facts: [{ type: 'attempt.began', task, attempt, worker, branch, branchNumber, startSha: tip, tip }],
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
  return {
    says: `${worker} is back on ${branch}`,
    facts: [
      { type: 'worktree.ready', worker, ...worktreeNow(effect.now(), worker), branch },
      { type: 'worker.seated', worker, task },
    ],
  };
};

export const saveWork: Runner<ActionOf<'save-work'>> = async (effect) => {
  const saved = await saveLeftovers(effect, effect.action);
  const { task } = effect.action;
  const says =
    saved.ref === null ? `${task} left nothing` : `${saved.files} files of ${task} are in ${saved.ref}`;
  return { says, facts: [saved] };
};

export const followBranch: Runner<ActionOf<'follow-branch'>> = async (effect) => {
  const { worker, branch, from, to } = effect.action;
  const place = worktreeNow(effect.now(), worker);
  await effect.parts.repository.worktrees.fastForward(place, { branch, from, to }, effect);
  return { says: `${branch} is at ${to.slice(0, 8)}`, facts: [] };
};
