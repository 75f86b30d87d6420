import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import { followMessage } from '../../domain/merge-message.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { ComputeMerge } from '../../ports/repository.ts';
import { comeToRemote } from './come-to-remote.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { fetchedTip } from './fetched-tip.ts';
import { lookAround } from './look-at-forge.ts';
import { offerIntegration } from './push.ts';
import { allPass, testCommit } from './test-commit.ts';
import { notNow, refuseIfOver, tipNow } from './subject.ts';

/** Begins the integration branch at the base, or takes up the one that is there. */
export const openIntegration: Runner<ActionOf<'open-integration'>> = async (effect) => {
  const { base } = effect.action;
  const { branch } = effect.now().ledger.integration;
  const there = await tipNow(effect, branch);
  if (there !== null) return adopt(effect, there);
  if (
    (await effect.parts.repository.merges.advance(branch, { from: null, to: base }, effect)) ===
    'moved-elsewhere'
  ) {
    const made = await tipNow(effect, branch);
    if (made === null) throw notNow('open the integration branch', branch, 'somebody else changes it');
    return adopt(effect, made);
  }
  return {
    says: `${branch} begins at ${base.slice(0, 8)}`,
    facts: [{ type: 'integration.moved', tip: base, baseTip: base, because: 'it was opened' }],
  };
};

/** Where it parts from the base is the base that it contains. */
async function adopt(effect: Effect<ActionOf<'open-integration'>>, tip: Sha): Promise<Done> {
  const { base } = effect.action;
  const { history } = effect.parts.repository;
  const { start } = await history.enumerate({ after: base, start: base, tip, limit: 1 });
  return {
    says: `${effect.now().ledger.integration.branch} is taken up at ${tip.slice(0, 8)}`,
    facts: [{ type: 'integration.moved', tip, baseTip: start, because: 'it was there' }],
  };
}

/** Merges the moved base into the integration branch, through the project's checks. Conflicts and failures need a human. */
export const followBase: Runner<ActionOf<'follow-base'>> = async (effect) => {
  const { tip, base } = effect.action;
  const { policy, ledger } = effect.now();
  const { branch } = ledger.integration;
  const now = await tipNow(effect, branch);
  if (now !== tip) return elsewhere(effect, now);
  const held = await droppedBy(effect, base);
  if (held !== null) return rewritten(effect, held);
  const { merges } = effect.parts.repository;
  const message = followMessage({ projectId: effect.parts.projectId, base: policy.base, branch });
  const wanted = { tip, head: base, message, keepAs: 'base' };
  const merge = await merges.compute(wanted, effect);
  if (merge.result === 'no-change') return nothingNew(effect, wanted);
  if (merge.result === 'conflict') throw refused(effect, `conflicts in ${merge.files.join(', ')}`);
  const checks = await testCommit(effect, merge.commit, policy.checks);
  if (!allPass(checks)) {
    const failed = checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
    throw refused(effect, `merged, these checks fail: ${failed.map(({ name }) => name).join(', ')}`);
  }
  return bring(effect, merge.commit);
};

/** The remote first: where nobody may push to the branch, it would never get there, and nothing could be merged on it. */
async function bring(effect: Effect<ActionOf<'follow-base'>>, merge: Sha): Promise<Done> {
  const { tip, base } = effect.action;
  const { branch } = effect.now().ledger.integration;
  refuseIfOver(effect, 'follow the base', branch);
  const refusal = await offerIntegration(effect, merge);
  if (refusal?.by === 'others') return movedAtRemote(effect, refusal.fault);
  if (refusal?.by === 'protection')
    return {
      says: `nobody may push to ${branch}: ${base.slice(0, 8)} is merged in with the omnibus`,
      facts: [{ type: 'integration.protected' }, { type: 'base.joined', tip, base, merge }],
    };
  if (refusal !== null) throw refusal.fault;
  const moved = await effect.parts.repository.merges.advance(branch, { from: tip, to: merge }, effect);
  return moved === 'moved-elsewhere'
    ? elsewhere(effect, await tipNow(effect, branch))
    : follows(effect, merge);
}

/** Perhaps somebody pressed the button a moment ago, which nobody here has seen: that is taken in first. */
async function movedAtRemote(effect: Effect<ActionOf<'follow-base'>>, refusal: Fault): Promise<Done> {
  const changed = await lookAround(effect);
  if (!changed.some(({ state }) => state === 'merged') && !(await isBrought(effect))) throw refusal;
  return { says: `the base is not merged in yet: ${refusal.facts.because}`, facts: [] };
}

/** Where only the forge moves the branch, what it holds there counts, whoever had it merged there. */
async function isBrought(effect: Effect<ActionOf<'follow-base'>>): Promise<boolean> {
  const { tip } = effect.action;
  const { branch, isProtected } = effect.now().ledger.integration;
  if (isProtected !== true) return false;
  const brought = await comeToRemote(effect, { tip, there: await fetchedTip(effect, branch) });
  return brought !== null && brought !== tip;
}

/**
 * The base brings nothing that is not there already. Where it has that in other commits, as after a squashed omnibus, both histories
 * are joined: later merges would be compared with what was there before.
 */
async function nothingNew(effect: Effect<ActionOf<'follow-base'>>, wanted: ComputeMerge): Promise<Done> {
  const { tip, base } = effect.action;
  const { history, merges } = effect.parts.repository;
  if (await history.isAncestor(base, tip)) return follows(effect, tip);
  const merge = await merges.compute({ ...wanted, evenIfSame: true }, effect);
  return merge.result === 'merge' ? bring(effect, merge.commit) : follows(effect, tip);
}

/** What the integration branch has of the base as it was, when the base does not contain that any more and nobody said to go on. */
async function droppedBy(effect: Effect, base: Sha): Promise<Sha | null> {
  const { baseTip: held, rewritten } = effect.now().ledger.integration;
  if (held === null || (rewritten?.tip === base && rewritten.accepted)) return null;
  return (await effect.parts.repository.history.isAncestor(held, base)) ? null : held;
}

function rewritten(effect: Effect<ActionOf<'follow-base'>>, held: Sha): Done {
  const { base: tip } = effect.action;
  return {
    says: `${effect.now().policy.base} at ${tip.slice(0, 8)} does not contain ${held.slice(0, 8)} any more`,
    facts: [{ type: 'base.rewritten', tip, held }],
  };
}

function follows(effect: Effect<ActionOf<'follow-base'>>, tip: Sha): Done {
  const { base } = effect.action;
  const { policy, ledger } = effect.now();
  const because = `it follows ${policy.base}`;
  const moved: Fact = { type: 'integration.moved', tip, baseTip: base, because };
  return { says: `${ledger.integration.branch} holds ${policy.base} at ${base.slice(0, 8)}`, facts: [moved] };
}

function elsewhere(effect: Effect<ActionOf<'follow-base'>>, tip: Sha | null): Done {
  const { branch, baseTip } = effect.now().ledger.integration;
  if (tip === null) throw notNow('follow the base', branch, 'it is gone');
  const because = 'moved by somebody else';
  return {
    says: `${branch} has moved`,
    facts: [{ type: 'integration.moved', tip, baseTip: baseTip ?? tip, because }],
  };
}

function refused(effect: Effect, because: string): Fault {
  const { policy, ledger } = effect.now();
  return new Fault({
    code: 'git-refused',
    what: `merge ${policy.base} into ${ledger.integration.branch}`,
    on: policy.base,
    because,
    help: `merge it yourself in a worktree of ${ledger.integration.branch}, then answer the question`,
  });
}
