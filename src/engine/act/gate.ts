import { whyGateIsOver } from '../../decide/gate-line.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { type CheckResult, type GateVerdict, passes, type Testing } from '../../domain/pull-request.ts';
import type { Sha } from '../../domain/names.ts';
import type { Check } from '../../domain/policy.ts';
import { lookAtChange, masked } from './change-rules.ts';
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
  const change = { checks, ...noteOf(checks) };
  const told = number === null || checks.length === 0 ? [] : await tellForge(effect, number, change);
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

/** What rules only warn of stands nowhere else. */
function noteOf(checks: readonly CheckResult[]): { readonly comment?: string } {
  const warned = checks.filter(({ verdict }) => verdict === 'warned');
  if (warned.length === 0) return {};
  const lines = warned.flatMap(({ name, tail }) => [
    `${name}:`,
    ...tail.split('\n').map((line) => `    ${line}`),
  ]);
  return { comment: ['Noted, and no reason to hold it back:', '', ...lines].join('\n') };
}

type Found = Pick<GateVerdict, 'merge' | 'verdict' | 'checks' | 'conflicts' | 'outdated' | 'protected'>;

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
      return { merge: merge.commit, conflicts: [], ...(await judge(effect, testing)) };
    }
  }
}

/** Cheap first: what the rules refuse is not run. */
async function judge(
  effect: Effect<ActionOf<'gate'>>,
  testing: Testing,
): Promise<Pick<GateVerdict, 'verdict' | 'checks' | 'protected'>> {
  const rules = await lookAtChange(effect, testing);
  if (!allPass(rules.checks)) return { verdict: 'failed', checks: rules.checks };
  const own = await testCommit(effect, testing.merge, checksOf(effect.now(), effect.action.task));
  return {
    verdict: allPass(own) ? 'passed' : 'failed',
    checks: [...rules.checks, ...own],
    ...(rules.protected.length === 0 ? {} : { protected: rules.protected }),
  };
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
  return masked(await parts.repository.merges.test({ commit, checks, setup, tether, signal }));
}

/** A check that failed once and then passed is only flaky. */
export function allPass(checks: readonly CheckResult[]): boolean {
  return checks.every(({ verdict }) => passes(verdict));
}

function saysOf({ checks, conflicts, outdated }: Found): string {
  const named = checks
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ name, verdict }) => `${name} ${verdict}`);
  const others = (outdated?.on ?? []).map(({ task }) => `it holds work of ${task} that is another by now`);
  const all = [...named, ...conflicts, ...others];
  return all.length === 0 ? '' : ` (${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''})`;
}
