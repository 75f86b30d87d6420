import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import { followMessage } from '../../domain/merge-message.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { comeToRemote } from './come-to-remote.ts';
import type { Effect, Runner } from './effect.ts';
import { fetchedTip } from './fetched-tip.ts';
import { remember } from './remember.ts';
import { notNow, refuseIfOver, taskNow, tipNow } from './subject.ts';
import { computeMerge } from './task-note.ts';
import { allPass, testCommit } from './test-commit.ts';

type TakeIn = ActionOf<'take-in'>;

/**
 * Brings the integration branch to what somebody merged at the forge, and looks whether that is all of the task's work: reachable,
 * or without anything that it would still change. Done as well when the branch has it already.
 */
export const takeIn: Runner<TakeIn> = async (effect) => {
  const { task, number, merge } = effect.action;
  const { branch } = effect.now().ledger.integration;
  const before = await tipNow(effect, branch);
  if (before === null) throw notNow('take in a merge', `#${number}`, `${branch} is gone`);
  const brought = await bring(effect, before);
  if (brought === null) return { says: `#${number} is not taken in: ${branch} moved`, facts: [] };
  await effect.step(brought);
  if (!(await holdsAll(effect)))
    return {
      says: `#${number} is taken in, and is not all of ${task}`,
      facts: [{ type: 'pr.taken-in', number }],
    };
  const head = taskNow(effect.now(), task).attempt?.judged ?? null;
  const note = 'merged at GitHub';
  await effect.step([{ type: 'task.merged', task, sha: merge, head, note }]);
  await remember(effect, task);
  return { says: `${task} was merged at GitHub as ${merge.slice(0, 8)} (#${number})`, facts: [] };
};

/** Null: the branch moved meanwhile. */
async function bring(effect: Effect<TakeIn>, before: Sha): Promise<readonly Fact[] | null> {
  const { number, merge } = effect.action;
  const { history, merges } = effect.parts.repository;
  const { branch, baseTip, isProtected } = effect.now().ledger.integration;
  const there = await fetchedTip(effect, branch);
  if (!(await holds(effect, there, merge))) throw notThere(effect, branch);
  if (isProtected === true && (await comeToRemote(effect, { tip: before, there })) !== null) return [];
  const to = (await history.isAncestor(before, there)) ? there : await united(effect, before, there);
  refuseIfOver(effect, 'take in a merge', `#${number}`);
  if ((await merges.advance(branch, { from: before, to }, effect)) === 'moved-elsewhere') return null;
  return [moved(to, baseTip, number), { type: 'branch.pushed', branch, tip: there, sure: true }];
}

/** A commit that is not even known here is not held. */
async function holds({ parts }: Effect, tip: Sha, commit: Sha): Promise<boolean> {
  try {
    return await parts.repository.history.isAncestor(commit, tip);
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'git-failed') return false;
    throw error;
  }
}

function moved(tip: Sha, baseTip: Sha | null, number: number): Fact {
  return {
    type: 'integration.moved',
    tip,
    baseTip: baseTip ?? tip,
    because: `#${number} was merged at GitHub`,
  };
}

function notThere(effect: Effect<TakeIn>, branch: string): Fault {
  const { number, merge } = effect.action;
  return new Fault({
    code: 'git-refused',
    what: 'take in a merge',
    on: `#${number}`,
    because: `GitHub says it was merged as ${merge.slice(0, 12)}, which ${branch} does not hold there`,
    help: `look what became of it: git fetch origin ${branch} && git log FETCH_HEAD`,
  });
}

/** Both went on: they are merged, through the project's checks. */
async function united(effect: Effect<TakeIn>, before: Sha, there: Sha): Promise<Sha> {
  const { policy, ledger } = effect.now();
  const { branch } = ledger.integration;
  const message = followMessage({ projectId: effect.parts.projectId, base: `${branch} of origin`, branch });
  const { merges } = effect.parts.repository;
  const keepAs = 'remote';
  const merge = await merges.compute({ tip: before, head: there, message, keepAs, evenIfSame: true }, effect);
  if (merge.result === 'no-change') return before;
  if (merge.result === 'conflict') throw doesNotMerge(effect, `conflicts in ${merge.files.join(', ')}`);
  const checks = await testCommit(effect, merge.commit, policy.checks);
  if (allPass(checks)) return merge.commit;
  const failed = checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
  throw doesNotMerge(effect, `merged, these checks fail: ${failed.map(({ name }) => name).join(', ')}`);
}

function doesNotMerge(effect: Effect<TakeIn>, because: string): Fault {
  const { branch } = effect.now().ledger.integration;
  return new Fault({
    code: 'git-refused',
    what: `merge ${branch} of origin into your own`,
    on: `#${effect.action.number}`,
    because,
    help: `merge it yourself in a worktree of ${branch}, then answer the question`,
  });
}

/** Nothing of the task is under way, and its judged head would change nothing in what was merged. */
async function holdsAll(effect: Effect<TakeIn>): Promise<boolean> {
  const { task, merge } = effect.action;
  const { stage, attempt } = taskNow(effect.now(), task);
  const head = attempt?.judged ?? null;
  if (stage !== 'complete' || attempt === null || head === null || attempt.tip !== head) return false;
  if (await effect.parts.repository.history.isAncestor(head, merge)) return true;
  const merged = await computeMerge(effect, { task, attempt: attempt.number, head }, merge);
  return merged.result === 'no-change';
}
