import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import { pullRequestMark, type Sha, type TaskId } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { PullRequestChange } from '../../ports/forge.ts';
import { blockedSecrets } from './change-rules.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { offerIntegration, pushTask } from './push.ts';
import { attemptNow, notNow, taskNow, tipNow } from './subject.ts';
import { bodyOf, computeMerge, type Head, titleOf } from './task-note.ts';

/** Finds or opens the pull request of finished work. Work that would change nothing gets none. */
export const openPullRequest: Runner<ActionOf<'open-pr'>> = async (effect) => {
  const { task, attempt, head } = effect.action;
  const { branch } = attemptNow(effect.now(), task, attempt);
  const empty = await changesNothing(effect, effect.action);
  if (empty !== null) return empty;
  const { forge, projectId } = effect.parts;
  const refused = await refusedSecrets(effect, effect.action);
  if (refused !== null) return refused;
  await pushBase(effect);
  await pushTask(effect, branch, head);
  const found = await forge.find(branch);
  const open = found?.state === 'open' ? found : null;
  if (open !== null) refuseForeign(open, pullRequestMark(projectId, task));
  const pr = open === null ? await openNew(effect, branch) : await bringUpToDate(effect, open, effect.action);
  refuseForeign(pr, pullRequestMark(projectId, task));
  return {
    says: `#${pr.number} ${open === null ? 'is open' : 'was open'} for ${task} at ${head.slice(0, 8)}`,
    facts: [{ type: 'pr.seen', pr }],
  };
};

/** Brings an open pull request in step with its task: a new head, or a merge that was not told to the forge. */
export const updatePullRequest: Runner<ActionOf<'update-pr'>> = async (effect) => {
  const { task, number, head } = effect.action;
  const { attempt, stage, merged } = taskNow(effect.now(), task);
  if (attempt === null) throw notNow('update a pull request', `#${number}`, `${task} was never begun`);
  const pr = await knownPullRequest(effect, number);
  if (pr.state !== 'open') return seen(pr, `is ${pr.state}`);
  if (stage === 'merged') {
    const pushed = await pushedSince(effect, pr, merged?.head ?? null);
    if (pushed !== null)
      return seen({ ...pr, headSha: pushed }, `is at ${pushed.slice(0, 8)}, which is not merged`);
    return seen(
      await effect.parts.forge.update(number, { state: 'merged', mergedSha: merged?.sha ?? null }),
      'is merged',
    );
  }
  const refused = await refusedSecrets(effect, { task, head });
  if (refused !== null) return refused;
  await pushTask(effect, pr.head, head);
  return seen(
    await bringUpToDate(effect, pr, { task, attempt: attempt.number, head }),
    `is at ${head.slice(0, 8)}`,
  );
};

/** What lies there in place of the head that was merged, if somebody else put it there; the forge may be slow to see it. */
async function pushedSince(
  effect: Effect,
  { head: branch }: PullRequest,
  head: Sha | null,
): Promise<Sha | null> {
  const { forge, repository } = effect.parts;
  if (forge.kind === 'local' || head === null) return null;
  const there = (await repository.merges.remoteTips([branch])).get(branch) ?? null;
  const ours = effect.now().ledger.pushed.get(branch) ?? [];
  return there === null || there === head || ours.includes(there) ? null : there;
}

/** Done as well when it is closed already: a comment is written once. */
export const closePullRequest: Runner<ActionOf<'close-pr'>> = async (effect) => {
  const { number, comment } = effect.action;
  const pr = await knownPullRequest(effect, number);
  if (pr.state !== 'open') return seen(pr, `is ${pr.state}`);
  return seen(await effect.parts.forge.update(number, { state: 'closed', comment }), 'is closed');
};

/** Tells the forge what is true already. A forge that cannot be told holds nothing back. */
export async function tellForge(
  effect: Effect,
  number: number,
  change: PullRequestChange,
): Promise<readonly Fact[]> {
  try {
    return [{ type: 'pr.seen', pr: await effect.parts.forge.update(number, change) }];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    effect.parts.log.warn({ number }, error.message);
    return [];
  }
}

/** Errors: Fault `forge-failed` for a pull request that does not carry our mark. */
export function refuseForeign({ number, head, body }: PullRequest, mark: string): void {
  if (body.includes(mark)) return;
  throw new Fault({
    code: 'forge-failed',
    what: 'use a pull request',
    on: `#${number} of ${head}`,
    because: "somebody else opened it: it does not carry this project's mark",
    help: `close it, or add ${mark} to its text`,
  });
}

async function changesNothing(effect: Effect, work: Head & { readonly task: TaskId }): Promise<Done | null> {
  const { task, head } = work;
  const { branch } = effect.now().ledger.integration;
  const tip = await tipNow(effect, branch);
  if (tip === null) throw notNow('open a pull request', task, `there is no branch ${branch} yet`);
  const merge = await computeMerge(effect, work, tip);
  if (merge.result !== 'no-change') return null;
  return { says: `${task} changes nothing`, facts: [noChange(effect, { task, head, tip })] };
}

/** Where pull requests live elsewhere, the branch would leave this machine before the gates look at it. */
async function refusedSecrets(
  effect: Effect,
  { task, head }: { readonly task: TaskId; readonly head: Sha },
): Promise<Done | null> {
  const { tip } = effect.now().ledger.integration;
  if (effect.parts.forge.kind === 'local' || tip === null) return null;
  const found = await blockedSecrets(effect, { tip, head });
  if (found === null) return null;
  const nothing = { merge: null, conflicts: [], ms: 0, at: effect.parts.clock.now() } as const;
  const gate = { head, tip, verdict: 'failed', checks: [found], ...nothing } as const;
  return {
    says: `${task} is not pushed: it holds what looks like a secret`,
    facts: [{ type: 'task.gated', task, gate }],
  };
}

function noChange(
  { parts }: Effect,
  { task, head, tip }: { readonly task: TaskId; readonly head: Sha; readonly tip: Sha },
): Fact {
  const nothing = { merge: null, verdict: 'no-change', checks: [], conflicts: [], ms: 0 } as const;
  return { type: 'task.gated', task, gate: { head, tip, at: parts.clock.now(), ...nothing } };
}

async function openNew(effect: Effect<ActionOf<'open-pr'>>, branch: string): Promise<PullRequest> {
  const { action, parts } = effect;
  const world = effect.now();
  const { pr } = world.policy;
  return parts.forge.open({
    task: action.task,
    attempt: action.attempt,
    head: branch,
    base: world.ledger.integration.branch,
    headSha: action.head,
    title: titleOf(world, action.task),
    body: await bodyOf(effect, action),
    labels: [pr.label],
    assignees: [pr.assignee],
    draft: pr.draft,
  });
}

/** A pull request is for a branch that is there. */
async function pushBase(effect: Effect): Promise<void> {
  const { tip } = effect.now().ledger.integration;
  if (tip === null) return;
  const refusal = await offerIntegration(effect, tip);
  if (refusal === null || (refusal.by === 'protection' && (await isAtRemote(effect)))) return;
  throw refusal.fault;
}

/** A protected branch that is there already is one that a pull request can go to. */
async function isAtRemote(effect: Effect): Promise<boolean> {
  const { branch } = effect.now().ledger.integration;
  return (await effect.parts.repository.merges.remoteTips([branch])).has(branch);
}

async function bringUpToDate(effect: Effect, pr: PullRequest, work: Head): Promise<PullRequest> {
  const title = titleOf(effect.now(), work.task);
  const body = await bodyOf(effect, work);
  const { label, assignee } = effect.now().policy.pr;
  return effect.parts.forge.update(pr.number, {
    title,
    body,
    headSha: work.head,
    attempt: work.attempt,
    labels: [label],
    assignees: [assignee],
  });
}

async function knownPullRequest({ parts }: Effect, number: number): Promise<PullRequest> {
  const pr = await parts.forge.get(number);
  if (pr !== null) return pr;
  throw new Fault({
    code: 'forge-failed',
    what: 'find a pull request',
    on: `#${number}`,
    because: 'it is gone',
  });
}

function seen(pr: PullRequest, says: string): Done {
  return { says: `#${pr.number} ${says}`, facts: [{ type: 'pr.seen', pr }] };
}
