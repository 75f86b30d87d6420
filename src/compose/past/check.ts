import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../adapters/files/error-code.ts';
import { protectedPaths, ruleChecks, shownPath } from '../../decide/change-rules.ts';
import { reviewStanding } from '../../decide/reviewed.ts';
import { Fault } from '../../domain/fault.ts';
import type { CheckReport } from '../../domain/check-report.ts';
import type { TaskState } from '../../domain/ledger.ts';
import { mergeMessage } from '../../domain/merge-message.ts';
import { gateRef, type Sha } from '../../domain/names.ts';
import type { Check, Policy } from '../../domain/policy.ts';
import { type CheckResult, passes, type PullRequest } from '../../domain/pull-request.ts';
import { withoutSecrets } from '../../domain/secrets.ts';
import type { Repository } from '../../ports/repository.ts';
import { requireAccepted } from '../acceptance/may-run.ts';
import { openForWork } from '../human-files.ts';
import { looseLeash } from '../loose-leash.ts';
import { repositoryOf } from '../parts.ts';
import type { Place } from '../place.ts';
import { readLedger } from './ledger.ts';

/**
 * Looks with the rules, and runs the checks of a pull request, at exactly what merging it now would make, in a worktree that nobody else uses and that goes
 * with it. Merges nothing, and tells nobody. Errors: Fault `not-found` when there is no such open pull request of a task,
 * `bad-input` when what it would run is not accepted.
 */
export async function checkRequest(place: Place, number: number): Promise<CheckReport> {
  const opened = await openForWork(place);
  const { files, policy } = opened;
  const ledger = await readLedger(place.journalDir, policy.git.integration);
  const pr = ledger.pullRequests.get(number);
  const task = ledger.tasks.get(pr?.task ?? '');
  const own = (await files.wish()).tasks.get(pr?.task ?? '')?.checks ?? [];
  if (pr?.state !== 'open' || task === undefined)
    throw notThere(number, 'it is no open pull request of a task');
  await requireAccepted(opened, {
    what: 'check a pull request',
    on: `#${number}`,
    of: ({ keys, tasks }) => keys.includes('setup') || keys.includes('checks') || tasks.includes(task.id),
  });
  await files.close();
  const repository = await repositoryOf(place, policy, gatesOf(number));
  try {
    return await checkAt({ place, policy, repository }, { pr, task, checks: [...policy.checks, ...own] });
  } finally {
    await repository.history.close();
  }
}

interface Ground {
  readonly place: Place;
  readonly policy: Policy;
  readonly repository: Repository;
}

interface Checked {
  readonly pr: PullRequest;
  readonly task: TaskState;
  readonly checks: readonly Check[];
}

async function checkAt(ground: Ground, { pr, task, checks }: Checked): Promise<CheckReport> {
  const { place, policy, repository } = ground;
  const leash = looseLeash(place.around);
  const began = performance.now();
  const tip = await tipOf(repository, policy.git.integration, pr.number);
  const head = await tipOf(repository, pr.head, pr.number);
  const { number } = pr;
  const { projectId } = place;
  const attempt = task.attempt?.number ?? 1;
  const message = mergeMessage({ projectId, task: task.id, title: pr.title, attempt, head, number });
  const keepAs = keptAs(number);
  const review = reviewStanding({ policy }, task, head);
  const nothing = { checks: [], conflicts: [], protected: [], ms: 0 } as const;
  const report = { number, task: task.id, head, tip, review, ...nothing };
  try {
    const merge = await repository.merges.compute({ tip, head, message, keepAs }, leash);
    if (merge.result === 'no-change') return { ...report, verdict: 'no-change' };
    if (merge.result === 'conflict') return { ...report, verdict: 'conflict', conflicts: merge.files };
    const ruled = await ruleOn(ground, task, { tip, head, merge: merge.commit });
    const own = ruled.checks.every(isGood) ? await run(ground, merge.commit, checks) : [];
    const all = [...ruled.checks, ...own];
    const ms = Math.round(performance.now() - began);
    return { ...report, ...ruled, verdict: all.every(isGood) ? 'passed' : 'failed', checks: all, ms };
  } finally {
    await cleanUp(ground, number);
  }
}

/** As gates do: cheap first, what the rules refuse is not run. */
async function ruleOn(
  { policy: { rules }, repository: { history } }: Ground,
  { protectedAllowed = null }: TaskState,
  { tip, head, merge }: { readonly tip: Sha; readonly head: Sha; readonly merge: Sha },
): Promise<Pick<CheckReport, 'checks' | 'protected'>> {
  const patch = await history.patch({ from: tip, to: merge, sinceFork: false });
  const range = { from: tip, to: head, limit: MOST_COMMITS };
  const commits = rules.secrets === 'off' ? [] : await history.addedIn(range);
  const paths = protectedAllowed === head ? [] : protectedPaths(rules, patch).map(shownPath);
  return { checks: ruleChecks(rules, { patch, commits }), protected: paths };
}

/** So many commits of one branch are looked at one by one, as by gates. */
const MOST_COMMITS = 500;

async function run(
  { place, policy: { setup, limits }, repository }: Ground,
  commit: Sha,
  checks: readonly Check[],
): Promise<readonly CheckResult[]> {
  if (checks.length === 0) return [];
  const memoryBytes = limits.checkMemoryBytes ?? null;
  const leash = looseLeash(place.around);
  const results = await repository.merges.test({ commit, checks, setup, memoryBytes, ...leash });
  return results.map((result) => ({ ...result, tail: withoutSecrets(result.tail) }));
}

function isGood({ verdict }: CheckResult): boolean {
  return passes(verdict);
}

async function tipOf({ history }: Repository, branch: string, number: number): Promise<Sha> {
  const seen = await history.tip(branch);
  if (seen.known && seen.value !== null) return seen.value;
  throw notThere(number, seen.known ? `there is no branch ${branch}` : seen.reason);
}

function keptAs(number: number): string {
  return `by-hand-${number}`;
}

/** Its worktree stays where a check left files in it: the next run goes on in it, and `czar clean --all` removes it. */
async function cleanUp({ place, repository }: Ground, number: number): Promise<void> {
  const keepAs = keptAs(number);
  const leash = looseLeash(place.around);
  const below = `/${gatesOf(number).join('/')}/`;
  for (const { path } of await repository.worktrees.list())
    if (path.includes(below)) await repository.worktrees.remove(path, leash);
  await repository.trash.empty(gateRef(place.projectId, keepAs), leash);
  await removeIfEmpty(join(place.root, '.czar', ...gatesOf(number)));
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}

function gatesOf(number: number): readonly string[] {
  return ['gates', `pr-${number}`];
}

function notThere(number: number, because: string): Fault {
  return new Fault({
    code: 'not-found',
    what: 'check a pull request',
    on: `#${number}`,
    because,
    help: 'czar pr',
  });
}
