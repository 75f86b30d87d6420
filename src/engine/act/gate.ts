import { whyGateIsOver } from '../../decide/gate-line.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { CheckResult, GateVerdict } from '../../domain/pull-request.ts';
import type { Sha } from '../../domain/names.ts';
import type { Check } from '../../domain/policy.ts';
import type { Effect, Runner } from './effect.ts';
import { tellForge } from './pull-requests.ts';
import { outdatedStart } from './start.ts';
import { taskNow, tipNow } from './subject.ts';
import { checksOf, computeMerge } from './task-note.ts';
import { whileWanted } from './while-wanted.ts';

/**
 * Merges a judged head into the integration tip, or into the merge that is expected there first, touching no branch, and tests
 * exactly what would be merged. Called off when that merge will not come, or the head is not wanted any more.
 */
export const gate: Runner<ActionOf<'gate'>> = async (effect) => {
  const { task } = effect.action;
  const because = await whyNotBegun(effect);
  if (because !== null) return { says: because, facts: [] };
  const { clock } = effect.parts;
  const began = clock.monotonicMs();
  const whyOver = (): string | null => whyGateIsOver(effect.now(), effect.action);
  const found = await whileWanted(effect, whyOver, (signal) => verdictOn({ ...effect, signal }));
  if (!found.wanted) return { says: `called off: ${found.because}`, facts: [] };
  const ms = Math.round(clock.monotonicMs() - began);
  const { head, tip } = effect.action;
  const verdict: GateVerdict = { head, tip, at: clock.now(), ms, ...found.result };
  await effect.step([{ type: 'task.gated', task, gate: verdict }]);
  const number = taskNow(effect.now(), task).pullRequest;
  const { checks } = verdict;
  const told = number === null || checks.length === 0 ? [] : await tellForge(effect, number, { checks });
  return { says: `${task}: ${verdict.verdict}${saysOf(verdict)}`, facts: told };
};

async function whyNotBegun(effect: Effect<ActionOf<'gate'>>): Promise<string | null> {
  const world = effect.now();
  const over = whyGateIsOver(world, effect.action);
  if (over !== null) return over;
  const { branch, tip } = world.ledger.integration;
  if (effect.action.tip !== tip) return null;
  return (await tipNow(effect, branch)) === tip ? null : `${branch} has moved`;
}

type Found = Pick<GateVerdict, 'merge' | 'verdict' | 'checks' | 'conflicts' | 'outdated'>;

async function verdictOn(effect: Effect<ActionOf<'gate'>>): Promise<Found> {
  const { action } = effect;
  const nothing = { merge: null, checks: [], conflicts: [] };
  const outdated = await outdatedStart(effect, action);
  if (outdated !== null) return { ...nothing, verdict: 'conflict', outdated };
  const merge = await computeMerge(effect, action, action.tip);
  switch (merge.result) {
    case 'no-change':
      return { ...nothing, verdict: 'no-change' };
    case 'conflict':
      return { ...nothing, verdict: 'conflict', conflicts: merge.files };
    case 'merge': {
      const { task, head, tip } = action;
      const testing = { head, tip, merge: merge.commit };
      await effect.step([{ type: 'task.testing', task, testing }]);
      const checks = await testCommit(effect, merge.commit, checksOf(effect.now(), task));
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

function saysOf({ checks, conflicts, outdated }: Found): string {
  const named = checks
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ name, verdict }) => `${name} ${verdict}`);
  const others = (outdated?.on ?? []).map(({ task }) => `it holds work of ${task} that is another by now`);
  const all = [...named, ...conflicts, ...others];
  return all.length === 0 ? '' : ` (${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''})`;
}
