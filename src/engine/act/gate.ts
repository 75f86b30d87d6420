import type { ActionOf } from '../../domain/plan.ts';
import type { CheckResult, GateVerdict } from '../../domain/pull-request.ts';
import type { Sha } from '../../domain/names.ts';
import type { Check } from '../../domain/policy.ts';
import type { Effect, Runner } from './effect.ts';
import { tellForge } from './pull-requests.ts';
import { attemptNow, taskNow, tipNow } from './subject.ts';
import { checksOf, computeMerge } from './task-note.ts';

/** Merges a judged head into the integration tip, touching no branch, and tests exactly what would be merged. */
export const gate: Runner<ActionOf<'gate'>> = async (effect) => {
  const { task, attempt, head, tip } = effect.action;
  const world = effect.now();
  const { branch } = world.ledger.integration;
  if (attemptNow(world, task, attempt).judged !== head)
    return { says: `${task} has another head by now`, facts: [] };
  if ((await tipNow(effect, branch)) !== tip) return { says: `${branch} has moved`, facts: [] };
  const { clock } = effect.parts;
  const began = clock.monotonicMs();
  const found = await verdictOn(effect);
  const ms = Math.round(clock.monotonicMs() - began);
  const verdict: GateVerdict = { head, tip, at: clock.now(), ms, ...found };
  await effect.step([{ type: 'task.gated', task, gate: verdict }]);
  const number = taskNow(effect.now(), task).pullRequest;
  const told =
    number === null || found.checks.length === 0
      ? []
      : await tellForge(effect, number, { checks: found.checks });
  return { says: `${task}: ${found.verdict}${saysOf(found)}`, facts: told };
};

type Found = Pick<GateVerdict, 'merge' | 'verdict' | 'checks' | 'conflicts'>;

async function verdictOn(effect: Effect<ActionOf<'gate'>>): Promise<Found> {
  const { action } = effect;
  const merge = await computeMerge(effect, action, action.tip);
  const nothing = { merge: null, checks: [], conflicts: [] };
  switch (merge.result) {
    case 'no-change':
      return { ...nothing, verdict: 'no-change' };
    case 'conflict':
      return { ...nothing, verdict: 'conflict', conflicts: merge.files };
    case 'merge': {
      const checks = await testCommit(effect, merge.commit, checksOf(effect.now(), action.task));
      return { merge: merge.commit, verdict: allPass(checks) ? 'passed' : 'failed', checks, conflicts: [] };
    }
  }
}

/** Runs checks at a commit; none need no worktree. */
export async function testCommit(
  effect: Effect,
  commit: Sha,
  checks: readonly Check[],
): Promise<readonly CheckResult[]> {
  if (checks.length === 0) return [];
  const { parts, tether, signal } = effect;
  const { setup } = effect.now().policy;
  return parts.repository.merges.test({ commit, checks, setup, tether, signal });
}

/** A check that failed once and then passed is only flaky. */
export function allPass(checks: readonly CheckResult[]): boolean {
  return checks.every(({ verdict }) => verdict === 'passed' || verdict === 'flaky');
}

function saysOf({ checks, conflicts }: Found): string {
  const named = checks
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ name, verdict }) => `${name} ${verdict}`);
  const all = [...named, ...conflicts];
  return all.length === 0 ? '' : ` (${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''})`;
}
