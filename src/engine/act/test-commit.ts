import { whyChecksWait } from '../../decide/acceptance.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Sha, TaskId } from '../../domain/names.ts';
import type { Check } from '../../domain/policy.ts';
import { type CheckResult, passes } from '../../domain/pull-request.ts';
import { masked } from './change-rules.ts';
import type { Effect } from './effect.ts';
import { tellForge } from './pull-requests.ts';
import { notNow, taskNow } from './subject.ts';
import { checksOf } from './task-note.ts';

/** Those of the project and of a task, if every one of them may run. Errors: Fault `not-now`. */
export function checksToRun(effect: Effect, task: TaskId): readonly Check[] {
  const world = effect.now();
  const waits = whyChecksWait(world, task);
  if (waits !== null) throw notNow('test the merge', task, waits);
  return checksOf(world, task);
}

/** Runs checks at a commit; none need no worktree. */
export async function testCommit(
  effect: Effect,
  commit: Sha,
  checks: readonly Check[],
): Promise<readonly CheckResult[]> {
  if (checks.length === 0) return [];
  const { parts, tether, signal } = effect;
  const { setup, limits } = effect.now().policy;
  const memoryBytes = limits.checkMemoryBytes ?? null;
  return masked(await parts.repository.merges.test({ commit, checks, setup, memoryBytes, tether, signal }));
}

/** A check that failed once and then passed is only flaky. */
export function allPass(checks: readonly CheckResult[]): boolean {
  return checks.every(({ verdict }) => passes(verdict));
}

/** Tells the forge what the gates found of a task's pull request. */
export async function tellChecks(
  effect: Effect,
  task: TaskId,
  checks: readonly CheckResult[],
): Promise<readonly Fact[]> {
  const number = taskNow(effect.now(), task).pullRequest;
  if (number === null || checks.length === 0) return [];
  return tellForge(effect, number, { checks, ...noteOf(checks) });
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
