import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Effect, Runner } from './effect.ts';
import { pushTask } from './push.ts';
import { attemptNow, notNow, refuseIfOver, tipNow, worktreeNow } from './subject.ts';

type TakeHead = ActionOf<'take-head'>;

/**
 * Moves the branch of a task on to what somebody pushed on top of it: with that head it is judged anew. What was written over there
 * instead, or beside what goes on here, is left to a human. Errors: Fault `git-refused` for that.
 */
export const takeHead: Runner<TakeHead> = async (effect) => {
  const { task, attempt, head, number } = effect.action;
  const { branch } = attemptNow(effect.now(), task, attempt);
  const there = await remoteTip(effect, branch);
  if (there !== head && !(await effect.parts.repository.history.isAncestor(head, there))) {
    // Refused, and in which words, as every push over commits of others is.
    await pushTask(effect, branch, head);
    return { says: `#${number} is at ${head.slice(0, 8)}`, facts: await seen(effect, head) };
  }
  if (there !== head) await moveOn(effect, branch, there);
  return {
    says:
      there === head
        ? `nobody pushed to #${number}`
        : `${task} goes on to ${there.slice(0, 8)} of #${number}`,
    facts: [{ type: 'branch.pushed', branch, tip: there, sure: true }, ...(await seen(effect, there))],
  };
};

async function remoteTip(effect: Effect<TakeHead>, branch: string): Promise<Sha> {
  const fetched = await effect.parts.repository.merges.fetchBase(branch, effect);
  if (fetched.fetched) return fetched.tip;
  const { because } = fetched;
  throw new Fault({ code: 'git-failed', what: 'fetch', on: branch, because, transient: true });
}

async function moveOn(effect: Effect<TakeHead>, branch: string, to: Sha): Promise<void> {
  const { head: from, worker } = effect.action;
  const tip = await tipNow(effect, branch);
  if (tip === to) return;
  if (tip !== from) throw notNow('take in what was pushed', branch, 'it went on here too');
  refuseIfOver(effect, 'take in what was pushed', branch);
  const { worktrees, merges } = effect.parts.repository;
  if (worker !== undefined)
    return worktrees.fastForward(worktreeNow(effect.now(), worker), { branch, from, to }, effect);
  if ((await merges.advance(branch, { from, to }, effect)) === 'moved-elsewhere')
    throw notNow('take in what was pushed', branch, 'it moved');
}

/** The forge may be slower than the repository. */
async function seen({ parts, action }: Effect<TakeHead>, headSha: Sha): Promise<readonly Fact[]> {
  const pr = await parts.forge.get(action.number);
  return pr === null ? [] : [{ type: 'pr.seen', pr: { ...pr, headSha } }];
}
