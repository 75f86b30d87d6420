import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import type { Rule } from './rule.ts';

/** Closes the pull requests of cancelled tasks, with a comment; their branches are kept. */
export const cancelledWork: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const open = [...world.ledger.active].flatMap((id) => {
    const task = world.ledger.tasks.get(id);
    const pr = task === undefined ? null : openPullRequest(world, task);
    return pr === null ? [] : [{ id, pr }];
  });
  return {
    actions: open.map(({ id, pr }) => ({
      kind: 'close-pr',
      lane: 'forge',
      rule: 'cancelled-work',
      why: `${id} is cancelled`,
      evidence: [],
      task: id,
      number: pr.number,
      comment: `${id} was cancelled. Its branch ${pr.head} is kept; czar retry ${id} takes it up again.`,
    })),
  };
};

/** Says that a cancelled task still has an open pull request, or null. */
export function explainCancelled(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  const pr = task === undefined ? null : openPullRequest(world, task);
  return pr === null ? null : `its pull request #${pr.number} is being closed`;
}

function openPullRequest(world: World, task: TaskState): PullRequest | null {
  if (task.stage !== 'cancelled' || task.pullRequest === null) return null;
  const pr = world.ledger.pullRequests.get(task.pullRequest);
  return pr?.state === 'open' ? pr : null;
}
