import { savedRef, type TaskId, type WorkerName } from '../../domain/names.ts';
import type { FactOf } from '../../domain/facts.ts';
import type { Effect } from './effect.ts';
import { worktreeNow } from './subject.ts';

/** Whose work lies in a worktree. */
export interface Owner {
  readonly worker: WorkerName;
  readonly task: TaskId;
  readonly attempt: number;
}

/** Saves everything uncommitted and cleans the worktree; a copy leaves that as it is. Errors: Fault `git-refused` with nothing changed. */
export async function saveLeftovers(
  effect: Effect,
  { worker, task, attempt }: Owner,
  how: 'save' | 'copy' = 'save',
): Promise<FactOf<'work.saved'>> {
  const { repository, projectId } = effect.parts;
  const place = worktreeNow(effect.now(), worker);
  const saved = await repository.worktrees[how](place, savedRef(projectId, task, attempt), effect);
  return {
    type: 'work.saved',
    worker,
    task,
    attempt,
    ref: saved?.ref ?? null,
    sha: saved?.sha ?? null,
    files: saved?.files ?? 0,
  };
}
