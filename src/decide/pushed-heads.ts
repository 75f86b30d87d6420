import type { WorkerState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import type { Judged } from './judged.ts';
import { mayStandOn } from './occupied.ts';
import { whyInUse } from './taking.ts';

/** Whether the head of a pull request is one that somebody else pushed. An older one of its own is what a forge shows that is slow. */
export function isPushedByOthers({ forge, ledger }: World, pr: PullRequest): boolean {
  const { headSha, head, task } = pr;
  if (forge === 'local' || ledger.pushed.get(head)?.includes(headSha) !== false) return false;
  const attempt = ledger.tasks.get(task ?? '')?.attempt ?? null;
  if (attempt === null || attempt.judged === headSha) return true;
  return attempt.startSha !== headSha && !attempt.recent.some(({ sha }) => sha === headSha);
}

/** Has the task's branch moved on to what was pushed on top of it. Whether it is on top is looked at by the action itself. */
export function takeHead(world: World, { task, attempt, head }: Judged, pr: PullRequest): readonly Action[] {
  if (whyNotTaken(world, pr) !== null) return [];
  const worker = standingOn(world, pr.head)?.name;
  return [
    {
      kind: 'take-head',
      lane: worker === undefined ? 'repo-admin' : `tree:${worker}`,
      rule: 'pushed-heads',
      why: `#${pr.number} is at a head that Czar did not push: what somebody else did is taken in, and judged anew`,
      evidence: [
        { source: 'forge', at: pr.updatedAt, says: `#${pr.number} is at ${pr.headSha.slice(0, 8)}` },
      ],
      task: task.id,
      attempt: attempt.number,
      number: pr.number,
      head,
      ...(worker === undefined ? {} : { worker }),
    },
  ];
}

/** Why what somebody pushed to a task's pull request is not to be taken in any more, or null while it is. */
export function whyNothingToTake(world: World, task: TaskId): string | null {
  const state = world.ledger.tasks.get(task);
  const pr = world.ledger.pullRequests.get(state?.pullRequest ?? 0);
  if (state?.phase === 'rework') return 'its worker goes on with it';
  const isThere = pr !== undefined && pr.headSha !== state?.attempt?.judged && isPushedByOthers(world, pr);
  return isThere ? null : 'nobody else pushed to it';
}

/** What becomes of commits that somebody pushed to an open pull request; null: there are none. */
export function whyPushedHead(world: World, pr: PullRequest, head: string): string | null {
  if (pr.headSha === head || !isPushedByOthers(world, pr)) return null;
  const because = whyNotTaken(world, pr);
  const when = because === null ? 'they are taken in and judged anew' : `they are taken in later: ${because}`;
  return `#${pr.number} has commits that somebody else pushed; ${when}`;
}

function whyNotTaken(world: World, { head }: PullRequest): string | null {
  const worker = standingOn(world, head);
  return worker === null ? null : whyInUse(world, worker);
}

function standingOn(world: World, branch: string): WorkerState | null {
  const all = [...world.ledger.workers.values()];
  return all.find((worker) => worker.worktree !== null && mayStandOn(world, worker, branch)) ?? null;
}
