/** What lay uncommitted in a worktree and was saved under a ref when its branch was changed. It does not come back by itself. */
interface PutAside {
  readonly ref: string;
  readonly files: number;
  readonly attempt: number;
}

export interface TaskPutAside {
  /** The newest. Older releases did not write it. */
  readonly putAside?: PutAside;
}

/** Below it, under numbers, everything that was put aside of a task. */
export function putAsideUnder(projectId: string, task: string): string {
  return `refs/czar/${projectId}/saved/${task}`;
}

/** Writes it into the files of the worktree in which it is run, on whatever commit that stands. */
export function bringBackCommand(ref: string): string {
  return `git diff --binary ${ref}^1 ${ref} | git apply --3way`;
}
