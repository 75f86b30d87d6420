import { mergeMessage } from '../../domain/merge-message.ts';
import { pullRequestMark, type Sha, type TaskId } from '../../domain/names.ts';
import type { Check } from '../../domain/policy.ts';
import { pullRequestText } from '../../domain/pull-request-text.ts';
import type { World } from '../../domain/world.ts';
import type { MergeResult } from '../../ports/repository.ts';
import type { Effect } from './effect.ts';
import { attemptNow, taskNow } from './subject.ts';

/** What pull requests and merges say about a task. */

export interface Head {
  readonly task: TaskId;
  readonly attempt: number;
  readonly head: Sha;
}

export function titleOf(world: World, task: TaskId): string {
  return world.wish.tasks.get(task)?.title ?? world.ledger.tasks.get(task)?.title ?? task;
}

/** Those of the project, then its own. */
export function checksOf({ policy, wish }: World, task: TaskId): readonly Check[] {
  return [...policy.checks, ...(wish.tasks.get(task)?.checks ?? [])];
}

export async function bodyOf(effect: Effect, { task, attempt: number, head }: Head): Promise<string> {
  const { parts } = effect;
  const world = effect.now();
  const attempt = attemptNow(world, task, number);
  const { files } = await parts.repository.history.changes(attempt.startSha, head);
  const text = await parts.files.text(task);
  return pullRequestText({
    mark: pullRequestMark(parts.projectId, task),
    task,
    attempt: number,
    worker: taskNow(world, task).worker ?? attempt.worker,
    commits: attempt.commits,
    recent: attempt.recent,
    files,
    ...(attempt.on === undefined ? {} : { begunOn: { start: attempt.startSha, on: attempt.on } }),
    taskText: text?.text ?? null,
    checks: checksOf(world, task),
  });
}

/** The merge of a head into a tip, as it would be made, kept under the task's name. */
export function computeMerge(effect: Effect, { task, attempt, head }: Head, tip: Sha): Promise<MergeResult> {
  const { parts } = effect;
  const world = effect.now();
  const message = mergeMessage({
    projectId: parts.projectId,
    task,
    title: titleOf(world, task),
    attempt,
    head,
    number: taskNow(world, task).pullRequest,
  });
  return parts.repository.merges.compute({ tip, head, message, keepAs: task }, effect);
}
