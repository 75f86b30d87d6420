import { whyInUse } from '../../decide/taking.ts';
import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { Attempt } from '../../domain/ledger.ts';
import { keptMerges, type Sha, type TaskId, trashRef } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { notNow, refuseIfOver, taskNow, tipNow, workerNow, worktreeNow } from './subject.ts';

/** Done as well when it stands elsewhere. One with uncommitted files is left until its worker's next task. */
export const leaveBranch: Runner<ActionOf<'leave-branch'>> = async (effect) => {
  const { worker, task } = effect.action;
  const world = effect.now();
  const state = workerNow(world, worker);
  const because = state.task === null ? whyInUse(world, state) : `it is at work on ${state.task}`;
  if (because !== null) throw notNow('leave a branch', worker, because);
  const { path, gitDir, setupHash } = worktreeNow(world, worker);
  try {
    await effect.parts.repository.worktrees.leaveBranch({ path, gitDir }, effect);
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'git-refused') throw error;
    return kept(task, error.facts.because, true);
  }
  return {
    says: `the worktree of ${worker} has left the branch of ${task}`,
    facts: [{ type: 'worktree.ready', worker, path, gitDir, setupHash, branch: null }],
  };
};

/** Proves that nothing is lost, keeps the tip under a ref, and removes the branch. Found as done when its outcome was lost. */
export const removeBranch: Runner<ActionOf<'remove-branch'>> = async (effect) => {
  const { task, attempt: number } = effect.action;
  const attempt = mergedAttempt(effect, task, number);
  if (attempt === null) return nothing(`${task} is not merged any more`);
  const { branch } = attempt;
  const { trash, merges } = effect.parts.repository;
  const ref = trashRef(effect.parts.projectId, task, number);
  const tip = await tipNow(effect, branch);
  if (tip === null) return gone(effect, attempt, ref);
  const into = await tipNow(effect, effect.now().ledger.integration.branch);
  const proof = into === null ? null : await trash.proofIn(tip, into);
  if (into === null || proof === null)
    return kept(task, `${branch} holds commits that are not merged`, false);
  refuseIfOver(effect, 'remove a branch', branch);
  // Where the forge made the merge, the one that was tested is in no branch.
  await merges.dropKept({ names: keptMerges(task), head: tip, into }, effect);
  const came = await trash.discard({ branch, tip, ref, proof }, effect);
  if (came === 'checked-out') return kept(task, `${branch} is checked out somewhere`, false);
  if (came === 'moved') throw notNow('remove a branch', branch, 'it moved');
  return {
    says: `${branch} is removed: ${proof}; czar undo ${task}.${number} puts it back`,
    facts: [removed({ ...effect.action, branch, tip, trash: ref, proof })],
  };
};

/**
 * Lets go of the merges of a cancelled task: where there is nothing in them but the merge of what its branch and the integration branch
 * hold. The others stay, and so does the branch.
 */
export const dropMerges: Runner<ActionOf<'drop-merges'>> = async (effect) => {
  const { task, attempt: number } = effect.action;
  const { stage, attempt } = taskNow(effect.now(), task);
  if (stage !== 'cancelled' || attempt?.number !== number)
    return nothing(`${task} is not cancelled any more`);
  const into = await tipNow(effect, effect.now().ledger.integration.branch);
  if (into === null) return kept(task, 'there is no integration branch', false);
  // Of a branch that is gone they may be all that is left.
  const head = (await tipNow(effect, attempt.branch)) ?? into;
  refuseIfOver(effect, 'let go of the merges of', task);
  await effect.parts.repository.merges.dropKept({ names: keptMerges(task), head, into }, effect);
  const { facts } = kept(task, 'it was cancelled', false);
  return { says: `what gates looked at of ${task} is let go; ${attempt.branch} is kept`, facts };
};

/** Whoever removed it, a ref is there if it was us. */
async function gone(
  effect: Effect<ActionOf<'remove-branch'>>,
  { branch, tip }: Attempt,
  ref: string,
): Promise<Done> {
  const trash = (await tipNow(effect, ref)) === null ? null : ref;
  const proof = trash === null ? 'it was gone' : 'it was merged';
  return {
    says: `${branch} is gone`,
    facts: [removed({ ...effect.action, branch, tip, trash, proof })],
  };
}

function removed(what: {
  readonly task: TaskId;
  readonly attempt: number;
  readonly branch: string;
  readonly tip: Sha;
  readonly trash: string | null;
  readonly proof: string;
}): Fact {
  const { task, attempt, branch, tip, trash, proof } = what;
  return { type: 'branch.removed', task, attempt, branch, tip, trash, proof };
}

/** What somebody else put there stays, and nobody is asked about it. */
export const removeRemoteBranch: Runner<ActionOf<'remove-remote-branch'>> = async (effect) => {
  const { task, attempt: number } = effect.action;
  const attempt = mergedAttempt(effect, task, number);
  if (attempt === null) return nothing(`${task} is not merged any more`);
  const { branch } = attempt;
  const { ledger } = effect.now();
  const into = ledger.integration.tip;
  const ours = ledger.pushed.get(branch) ?? [];
  if (into === null) throw notNow('remove a branch', branch, 'there is no integration branch');
  const dropped = await effect.parts.repository.merges.dropRemote({ branch, ours, into }, effect);
  const because = dropped.pushed ? null : dropped.because;
  return {
    says:
      because === null ? `${branch} is removed at the remote` : `${branch} stays at the remote: ${because}`,
    facts: [{ type: 'branch.unpushed', task, branch, because }],
  };
};

/** A branch of that name that somebody made meanwhile stays as it is. */
export const restoreBranch: Runner<ActionOf<'restore-branch'>> = async (effect) => {
  const { trash, task } = effect.action;
  const { branch } = effect.now().ledger.trash?.get(trash) ?? { branch: `the branch of ${task}` };
  try {
    const restored = await effect.parts.repository.trash.restore(trash, effect);
    const says =
      restored === null
        ? `${branch} was put back already`
        : `${branch} is back at ${restored.tip.slice(0, 8)}`;
    return { says, facts: [{ type: 'trash.returned', trash, because: null }] };
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'git-refused') throw error;
    const { because } = error.facts;
    return {
      says: `${branch} is not put back: ${because}`,
      facts: [{ type: 'trash.returned', trash, because }],
    };
  }
};

export const emptyTrash: Runner<ActionOf<'empty-trash'>> = async (effect) => {
  const { trash } = effect.action;
  await effect.parts.repository.trash.empty(trash, effect);
  return { says: `${trash} is let go`, facts: [{ type: 'trash.emptied', trash }] };
};

/** Null: it was taken up again, or out. */
function mergedAttempt(effect: Effect, task: TaskId, number: number): Attempt | null {
  const { stage, attempt } = taskNow(effect.now(), task);
  return stage === 'merged' && attempt?.number === number ? attempt : null;
}

function kept(task: TaskId, because: string, busy: boolean): Done {
  return {
    says: `the branch of ${task} is kept: ${because}`,
    facts: [{ type: 'branch.kept', task, because, busy }],
  };
}

function nothing(says: string): Done {
  return { says, facts: [] };
}
