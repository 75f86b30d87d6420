import type { Fact } from '../../domain/facts.ts';
import type { TaskState } from '../../domain/ledger.ts';
import { dropMessage } from '../../domain/merge-message.ts';
import type { Sha, TaskId } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { type CheckResult, passes } from '../../domain/pull-request.ts';
import { lookAtChange } from './change-rules.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { allPass, testCommit } from './test-commit.ts';
import { tellForge } from './pull-requests.ts';
import { offerIntegration } from './push.ts';
import { notNow, refuseIfOver, taskNow, tipNow } from './subject.ts';
import { titleOf } from './task-note.ts';

type Drop = ActionOf<'drop'>;

/**
 * Moves the integration branch to a commit that takes a merge out again, once that passed the project's rules and checks. Done as well when
 * the branch has it already: one whose outcome was lost is found there.
 */
export const drop: Runner<Drop> = async (effect) => {
  const { task } = effect.action;
  const { branch } = effect.now().ledger.integration;
  const state = taskNow(effect.now(), task);
  if (state.stage !== 'merged' || (state.drop ?? null) === null)
    return { says: `${task} is ${state.stage} by now`, facts: await tellIfDropped(effect, state) };
  const before = await tipNow(effect, branch);
  if (before === null) throw notNow('take it out', task, `${branch} is gone`);
  return goOn(effect, before, state.drop?.revert ?? null);
};

/** `made`: the revert that an earlier try has tested. */
async function goOn(effect: Effect<Drop>, before: Sha, made: Sha | null): Promise<Done> {
  if (made !== null && (await contains(effect, before, made))) return dropped(effect, before, made);
  if (before !== effect.action.tip) return movedElsewhere(effect, before);
  // What was tested may be at the remote already: another one in its place would not be let there.
  return made !== null && (await contains(effect, made, before)) ? moveTo(effect, made) : takeOut(effect);
}

async function takeOut(effect: Effect<Drop>): Promise<Done> {
  const { task, merge, tip } = effect.action;
  const { merges } = effect.parts.repository;
  const world = effect.now();
  const { branch } = world.ledger.integration;
  if (!(await contains(effect, tip, merge)))
    return refused(effect, `${branch} does not hold its merge any more`);
  const message = dropMessage({
    projectId: effect.parts.projectId,
    task,
    title: titleOf(world, task),
    merge,
  });
  const revert = await merges.revert({ tip, merge, message, keepAs: `drop-${task}` }, effect);
  if (revert.result === 'no-change') return dropped(effect, tip, null);
  if (revert.result === 'conflict') return refused(effect, await whoseFiles(effect, revert.files));
  const rules = await lookAtChange(effect, { tip, head: revert.commit, merge: revert.commit });
  if (!allPass(rules.checks)) return refused(effect, `without it there would be ${found(rules.checks)}`);
  const checks = await testCommit(effect, revert.commit, world.policy.checks);
  if (!allPass(checks)) return refused(effect, `without it these checks fail: ${failed(checks)}`);
  await effect.step([{ type: 'task.drop-made', task, revert: revert.commit }]);
  return moveTo(effect, revert.commit);
}

async function moveTo(effect: Effect<Drop>, revert: Sha): Promise<Done> {
  const { task, tip } = effect.action;
  const { branch } = effect.now().ledger.integration;
  refuseIfOver(effect, 'take out', task);
  const refusal = await offerIntegration(effect, revert);
  if (refusal?.by === 'protection')
    return refused(effect, `nobody may push to ${branch}, only GitHub itself merges there`);
  if (refusal !== null) throw refusal.fault;
  const moved = await effect.parts.repository.merges.advance(branch, { from: tip, to: revert }, effect);
  if (moved === 'moved-elsewhere') return movedElsewhere(effect, await tipNow(effect, branch));
  return dropped(effect, revert, revert);
}

async function contains({ parts }: Effect, tip: Sha, commit: Sha): Promise<boolean> {
  return tip === commit || parts.repository.history.isAncestor(commit, tip);
}

async function dropped(effect: Effect<Drop>, tip: Sha, revert: Sha | null): Promise<Done> {
  const { task, merge } = effect.action;
  const { pullRequest } = taskNow(effect.now(), task);
  await effect.step([
    movedTo(effect, tip, `${task} was taken out`),
    { type: 'task.dropped', task, merge, revert },
  ]);
  return {
    says: `${task} is taken out again: ${byWhat(revert)}`,
    facts: await tell(effect, pullRequest, revert),
  };
}

/** A supervisor may have died between its journal and the forge. */
async function tellIfDropped(
  effect: Effect<Drop>,
  { stage, dropped: known = null, pullRequest }: TaskState,
): Promise<readonly Fact[]> {
  const isOurs = stage === 'cancelled' && known?.merge === effect.action.merge;
  return isOurs ? tell(effect, pullRequest, known.revert) : [];
}

/** The same words are said there once. */
async function tell(
  effect: Effect<Drop>,
  pullRequest: number | null,
  revert: Sha | null,
): Promise<readonly Fact[]> {
  const comment = `Taken out of ${effect.now().ledger.integration.branch} again: ${byWhat(revert)}.`;
  return pullRequest === null ? [] : tellForge(effect, pullRequest, { comment });
}

function byWhat(revert: Sha | null): string {
  return revert === null ? 'it was gone already' : `by ${revert.slice(0, 8)}`;
}

function refused(effect: Effect<Drop>, because: string): Done {
  const { task } = effect.action;
  return { says: `${task} stays in: ${because}`, facts: [{ type: 'task.drop-refused', task, because }] };
}

/** What a rule found in what comes back, such as a secret that the work took away. */
function found(checks: readonly CheckResult[]): string {
  return checks
    .filter(({ verdict }) => !passes(verdict))
    .map(({ name, tail }) => `${name}: ${tail.replaceAll('\n', ', ')}`)
    .join('; ');
}

function failed(checks: readonly CheckResult[]): string {
  return checks
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out')
    .map(({ name }) => name)
    .join(', ');
}

const MOST_NAMED = 10;

/** Files that later work changed too, and whose work that is. */
async function whoseFiles(effect: Effect<Drop>, files: readonly string[]): Promise<string> {
  const { task } = effect.action;
  const { ledger } = effect.now();
  const mergedAt = ledger.tasks.get(task)?.merged?.at ?? 0;
  const later = [...ledger.tasks.values()].filter(
    ({ id, merged }) => id !== task && merged !== null && merged.sha !== null && merged.at >= mergedAt,
  );
  const builds: TaskId[] = [];
  for (const other of later) if (await touches(effect, other, files)) builds.push(other.id);
  const named = builds.slice(0, MOST_NAMED).join(', ');
  const shown = files.slice(0, MOST_NAMED).join(', ');
  return builds.length === 0
    ? `what came later changed the same lines of ${shown}`
    : `later work builds on it in ${shown}: take out first ${named}`;
}

async function touches(
  { parts }: Effect,
  { attempt, merged }: TaskState,
  files: readonly string[],
): Promise<boolean> {
  const head = merged?.head ?? null;
  if (attempt === null || head === null) return false;
  const { files: changed } = await parts.repository.history.changes(attempt.startSha, head);
  return changed.some((file) => files.includes(file));
}

function movedElsewhere(effect: Effect<Drop>, tip: Sha | null): Done {
  const { task } = effect.action;
  if (tip === null) throw notNow('take it out', task, 'the integration branch is gone');
  return {
    says: `${task} is not taken out yet: the integration branch moved`,
    facts: [movedTo(effect, tip, 'moved by somebody else')],
  };
}

function movedTo(effect: Effect, tip: Sha, because: string): Fact {
  const { baseTip } = effect.now().ledger.integration;
  return { type: 'integration.moved', tip, baseTip: baseTip ?? tip, because };
}
