import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { Effect } from './effect.ts';

/**
 * Puts the branch of a task to where the forge sees it. That it is about to be is journaled before, so that what is found there
 * after a crash is known as our own. Errors: Fault `git-refused` when somebody else's commits are there.
 */
export async function pushTask(effect: Effect, branch: string, to: Sha): Promise<void> {
  const refusal = await push(effect, { branch, to, keeps: false });
  if (refusal !== null) throw refusal.fault;
}

/** The integration branch is only ever moved on: whatever is there, `to` has to hold it. */
export async function pushIntegration(effect: Effect, to: Sha): Promise<void> {
  const refusal = await offerIntegration(effect, to);
  if (refusal !== null) throw refusal.fault;
}

/** Why a branch was not put there. */
export interface PushRefusal {
  readonly fault: Fault;
  readonly by: 'protection' | 'others' | null;
}

/** The same; a refusal is an answer. Null: it is there. */
export async function offerIntegration(effect: Effect, to: Sha): Promise<PushRefusal | null> {
  const { branch } = effect.now().ledger.integration;
  const known = effect.now().ledger.pushed.get(branch) ?? [];
  if (known.length === 1 && known[0] === to) return null;
  const refusal = await push(effect, { branch, to, keeps: true });
  return refusal?.by === 'others' && (await holdsAlready(effect, branch, to)) ? null : refusal;
}

/** A merge on its way beside this has put more there meanwhile. */
async function holdsAlready(effect: Effect, branch: string, to: Sha): Promise<boolean> {
  const { history, merges } = effect.parts.repository;
  const there = (await merges.remoteTips([branch])).get(branch) ?? null;
  const ours = effect.now().ledger.pushed.get(branch) ?? [];
  return there !== null && ours.includes(there) && history.isAncestor(to, there);
}

/** Null: it is there. */
async function push(
  effect: Effect,
  { branch, to, keeps }: { readonly branch: string; readonly to: Sha; readonly keeps: boolean },
): Promise<PushRefusal | null> {
  const { forge, repository } = effect.parts;
  if (forge.kind === 'local') return null;
  const ours = effect.now().ledger.pushed.get(branch) ?? [];
  await effect.step([{ type: 'branch.pushed', branch, tip: to, sure: false }]);
  const pushed = await repository.merges.push({ branch, to, ours, keeps }, effect);
  if (!pushed.pushed) {
    const { because, help, by = null } = pushed;
    return { fault: new Fault({ code: 'git-refused', what: 'push', on: branch, because, help }), by };
  }
  // What was on its way before may have been found there.
  const isNew = keeps && !ours.includes(to);
  const isOver = isNew && effect.now().ledger.integration.isProtected === true;
  await effect.step([
    { type: 'branch.pushed', branch, tip: to, sure: true },
    ...(isOver ? [{ type: 'integration.protected', isOver: true } as const] : []),
  ]);
  return null;
}
