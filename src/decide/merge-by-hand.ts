import type { Sha, TaskId } from '../domain/names.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';

/** Whether this task's judged head is merged once its gates have passed: by itself, or because a human asked for just that head. */
export function mayMerge(
  { policy }: Pick<World, 'policy'>,
  { mergeAsked = null, attempt }: TaskState,
): boolean {
  return policy.merge.auto || (mergeAsked !== null && mergeAsked === attempt?.judged);
}

/** What the question about a merge is about: this pull request at this head. */
export function wantedAt({ number }: PullRequest, head: Sha): string {
  return `#${number} at ${head}`;
}

/** Why nobody has to say any more whether it is merged, or null while somebody has to. */
export function whyNotWanted(world: World, task: TaskId | null, about: string | null): string | null {
  const state = task === null ? undefined : world.ledger.tasks.get(task);
  const pr = state === undefined ? null : openRequest(world, state);
  const head = state?.attempt?.judged ?? null;
  if (state === undefined || pr === null || head === null || wantedAt(pr, head) !== about)
    return 'it was another head';
  if (state.phase === 'rework') return 'it goes back to its worker';
  return mayMerge(world, state) ? 'it is merged' : null;
}

/** Orders the merge of a task's head as it was judged; without a finished one there is nothing to merge. */
export function askForMerge(world: World, id: TaskId): Answered {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return { ok: false, because: `there is no task ${id}` };
  const pr = openRequest(world, task);
  if (task.stage === 'merged') return { ok: false, because: `${id} is merged already` };
  const head = task.attempt?.judged ?? null;
  if (task.stage !== 'complete' || head === null || pr === null)
    return { ok: false, because: `${id} has no open pull request of finished work` };
  const passed = task.gate?.verdict === 'passed' && task.gate.head === head;
  const says = passed
    ? `#${pr.number} of ${id} is merged next`
    : `#${pr.number} of ${id} is merged when its gates have passed`;
  return { ok: true, says, facts: [{ type: 'task.merge-asked', task: id, head }] };
}

function openRequest({ ledger }: World, { pullRequest }: TaskState): PullRequest | null {
  const pr = pullRequest === null ? undefined : ledger.pullRequests.get(pullRequest);
  return pr?.state === 'open' ? pr : null;
}
