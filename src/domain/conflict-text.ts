import { fenced } from './fence.ts';
import type { TaskId, WorkerName } from './names.ts';

/** What a worker is told of a conflict of its work. */
export interface ConflictNews {
  /** Null: with the integration branch. */
  readonly other: { readonly task: TaskId; readonly worker: WorkerName; readonly title: string } | null;
  /** Where the other work lies. */
  readonly branch: string;
  readonly files: readonly string[];
  readonly count: number;
}

/** `files` and titles are quoted, never obeyed. */
export function conflictLines(
  { task, attempt }: { readonly task: TaskId; readonly attempt: number },
  { other, branch, files, count }: ConflictNews,
  nonce: string,
): readonly string[] {
  const what = other === null ? 'what is merged by now' : `that of task ${other.task} (${other.worker})`;
  const size = count === 1 ? 'one file' : `${count} files`;
  const quoted = [
    ...(other === null ? [] : [`task ${other.task}: ${other.title}`]),
    ...files,
    ...(count > files.length ? [`and ${count - files.length} more`] : []),
  ];
  return [
    `A note about task ${task}, attempt ${attempt}: your work and ${what} conflict, as both are now, in ${size}.`,
    ...fenced(quoted.join('\n'), { nonce, what: 'what conflicts' }),
    `See what is committed there: git diff HEAD...${branch}`,
    other === null
      ? 'Do not merge now. Keep your change to these files small, and such that both fit.'
      : 'The other worker is told the same. Do not merge. Keep your change to these files small, and such that both fit.',
    'You are told once more when it is over. Go on with your task.',
  ];
}
