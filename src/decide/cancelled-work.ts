import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { mergesTask } from './gate-line.ts';
import { isPushedByOthers } from './pushed-heads.ts';
import type { Rule } from './rule.ts';

const RULE = 'cancelled-work';

/** Closes pull requests that nothing will come of: of cancelled tasks, of left branches, of work without a change, of merged work that somebody pushed to since (their branches are kept). Ends those of merged work. */
export const cancelledWork: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const actions = [...world.ledger.active].flatMap((id): readonly Action[] => {
    const task = world.ledger.tasks.get(id);
    if (task === undefined) return [];
    const over = overPullRequest(world, task);
    return over === null ? untold(world, task) : [close(id, over)];
  });
  return { actions };
};

/** Says that a task's pull request is over and still open, or null. */
export function explainCancelled(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  const over = task === undefined ? null : overPullRequest(world, task);
  return over === null ? null : `its pull request #${over.pr.number} is being closed: ${over.because}`;
}

interface Over {
  readonly pr: PullRequest;
  readonly because: string;
}

function overPullRequest(world: World, task: TaskState): Over | null {
  const pr = task.pullRequest === null ? undefined : world.ledger.pullRequests.get(task.pullRequest);
  if (pr?.state !== 'open') return null;
  const because = whyOver(task, pr) ?? whyPushedLater(world, task, pr);
  return because === null ? null : { pr, because };
}

function whyOver({ id, stage, merged, attempt }: TaskState, pr: PullRequest): string | null {
  if (stage === 'cancelled') return `${id} was cancelled; czar retry ${id} takes it up again`;
  if (stage === 'merged') return merged?.sha === null ? `${id} has no change of its own` : null;
  return attempt === null || attempt.branch === pr.head ? null : `${id} was begun anew on ${attempt.branch}`;
}

/** It is never shown as merged: its head is none that was. */
function whyPushedLater(world: World, { id, stage, merged }: TaskState, pr: PullRequest): string | null {
  const head = merged?.head ?? null;
  if (stage !== 'merged' || head === null || pr.headSha === head || !isPushedByOthers(world, pr)) return null;
  return `${id} is merged at ${head.slice(0, 12)}, without what somebody else pushed since`;
}

/** Merged, and the forge was not told, or did not see it yet. */
function untold(world: World, { id, stage, merged, pullRequest }: TaskState): readonly Action[] {
  const pr = pullRequest === null ? undefined : world.ledger.pullRequests.get(pullRequest);
  if (stage !== 'merged' || (merged?.sha ?? null) === null || pr?.state !== 'open') return [];
  const isUnderWay = [...world.ledger.open.values()].some(
    ({ action }) => action.kind === 'merge' && mergesTask(action, id),
  );
  if (isUnderWay) return [];
  const why = `${id} is merged and #${pr.number} is open`;
  const what = { task: id, number: pr.number, head: pr.headSha };
  return [{ kind: 'update-pr', lane: 'forge', rule: RULE, why, evidence: [], ...what }];
}

function close(task: TaskId, { pr, because }: Over): Action {
  return {
    kind: 'close-pr',
    lane: 'forge',
    rule: RULE,
    why: `#${pr.number} is over: ${because}`,
    evidence: [],
    task,
    number: pr.number,
    comment: `${because}. Its branch ${pr.head} is kept.`,
  };
}
