import { whyGateIsOver } from '../../decide/gate-line.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { GateVerdict, Testing } from '../../domain/pull-request.ts';
import { lookAtChange } from './change-rules.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { outdatedStart } from './start.ts';
import { concludeTogether, testTogether } from './gate-together.ts';
import { tipNow } from './subject.ts';
import { computeMerge } from './task-note.ts';
import { allPass, checksToRun, tellChecks, testCommit } from './test-commit.ts';
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
  const several = (effect.action.with ?? []).length > 0 ? await together(effect, began) : null;
  if (several !== null) return several;
  const whyOver = (): string | null => whyGateIsOver(effect.now(), effect.action);
  const found = await whileWanted(effect, whyOver, (signal) => verdictOn({ ...effect, signal }));
  if (!found.wanted) return { says: `called off: ${found.because}`, facts: [] };
  const ms = Math.round(clock.monotonicMs() - began);
  const { head, tip } = effect.action;
  const verdict: GateVerdict = { head, tip, at: clock.now(), ms, ...found.result };
  await effect.step([{ type: 'task.gated', task, gate: verdict }]);
  const facts = await tellChecks(effect, task, verdict.checks);
  return { says: `${task}: ${verdict.verdict}${saysOf(verdict)}`, facts };
};

/** Null: the first of them is to be tested alone. */
async function together(effect: Effect<ActionOf<'gate'>>, began: number): Promise<Done | null> {
  const { clock } = effect.parts;
  const whyOver = (): string | null => whyGateIsOver(effect.now(), effect.action);
  const found = await whileWanted(effect, whyOver, (signal) => testTogether({ ...effect, signal }));
  if (!found.wanted) return { says: `called off: ${found.because}`, facts: [] };
  const time = { at: clock.now(), ms: Math.round(clock.monotonicMs() - began) };
  return found.result === null ? null : concludeTogether(effect, found.result, time);
}

async function whyNotBegun(effect: Effect<ActionOf<'gate'>>): Promise<string | null> {
  const world = effect.now();
  const over = whyGateIsOver(world, effect.action);
  if (over !== null) return over;
  const { branch, tip } = world.ledger.integration;
  if (effect.action.tip !== tip) return null;
  return (await tipNow(effect, branch)) === tip ? null : `${branch} has moved`;
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
  const own = await testCommit(effect, testing.merge, checksToRun(effect, effect.action.task));
  return {
    verdict: allPass(own) ? 'passed' : 'failed',
    checks: [...rules.checks, ...own],
    ...(rules.protected.length === 0 ? {} : { protected: rules.protected }),
  };
}

function saysOf({ checks, conflicts, outdated }: Found): string {
  const named = checks
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ name, verdict }) => `${name} ${verdict}`);
  const others = (outdated?.on ?? []).map(({ task }) => `it holds work of ${task} that is another by now`);
  const all = [...named, ...conflicts, ...others];
  return all.length === 0 ? '' : ` (${all.slice(0, 5).join(', ')}${all.length > 5 ? ', …' : ''})`;
}
