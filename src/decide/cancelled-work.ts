import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import type { Rule } from './rule.ts';

/** Closes pull requests that nothing will come of: of cancelled tasks, of left branches, of work without a change. Their branches are kept. */
export const cancelledWork: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const actions = [...world.ledger.active].flatMap((id): readonly Action[] => {
    const task = world.ledger.tasks.get(id);
    const over = task === undefined ? null : overPullRequest(world, task);
    return over === null ? [] : [close(id, over)];
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
  const because = whyOver(task, pr);
  return because === null ? null : { pr, because };
}

function whyOver({ id, stage, merged, attempt }: TaskState, pr: PullRequest): string | null {
  if (stage === 'cancelled') return `${id} was cancelled; czar retry ${id} takes it up again`;
  if (stage === 'merged') return merged?.sha === null ? `${id} has no change of its own` : null;
  return attempt === null || attempt.branch === pr.head ? null : `${id} was begun anew on ${attempt.branch}`;
}

function close(task: TaskId, { pr, because }: Over): Action {
  return {
    kind: 'close-pr',
    lane: 'forge',
    rule: 'cancelled-work',
    why: `#${pr.number} is over: ${because}`,
    evidence: [],
    task,
    number: pr.number,
    comment: `${because}. Its branch ${pr.head} is kept.`,
  };
}
