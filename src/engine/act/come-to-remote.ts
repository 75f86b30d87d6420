import type { Fact } from '../../domain/facts.ts';
import { followMessage } from '../../domain/merge-message.ts';
import type { Sha } from '../../domain/names.ts';
import type { Effect } from './effect.ts';

/**
 * Brings the integration branch to where the remote has it, which nobody may push to: when all that it has here is there, or comes
 * from the base, so that nothing is lost. Gives where it is now; null: it has more here, or moved meanwhile.
 */
export async function comeToRemote(effect: Effect, { tip, there }: Tips): Promise<Sha | null> {
  const { branch } = effect.now().ledger.integration;
  if (there === tip) return tip;
  if (!(await isThereOrOfBase(effect, { tip, there }))) return null;
  const move = { from: tip, to: there };
  if ((await effect.parts.repository.merges.advance(branch, move, effect)) === 'moved-elsewhere') return null;
  const because = 'it is what it is at GitHub, where nobody may push to it';
  const moved: Fact = {
    type: 'integration.moved',
    tip: there,
    baseTip: await baseIn(effect, there),
    because,
  };
  await effect.step([moved, { type: 'branch.pushed', branch, tip: there, sure: true }]);
  return there;
}

/** Of the branch here, and of what was fetched of it. */
interface Tips {
  readonly tip: Sha;
  readonly there: Sha;
}

/** What is here is made again of what is there and the base, to the letter. */
async function isThereOrOfBase(effect: Effect, { tip, there }: Tips): Promise<boolean> {
  const { history, merges } = effect.parts.repository;
  if (await history.isAncestor(tip, there)) return true;
  const { branch, baseTip } = effect.now().ledger.integration;
  if (baseTip === null) return false;
  const { base } = effect.now().policy;
  const message = followMessage({ projectId: effect.parts.projectId, base, branch });
  const again = await merges.compute(
    { tip: there, head: baseTip, message, keepAs: 'base', evenIfSame: true },
    effect,
  );
  return again.result === 'merge' && (await history.changes(again.commit, tip)).files.length === 0;
}

/** As much of the base as a commit holds. */
async function baseIn(effect: Effect, there: Sha): Promise<Sha> {
  const { ledger, baseTip } = effect.now();
  const known = baseTip.known ? baseTip.value : null;
  const after = known ?? ledger.integration.baseTip ?? there;
  const { start } = await effect.parts.repository.history.enumerate({
    after,
    start: after,
    tip: there,
    limit: 1,
  });
  return start;
}
