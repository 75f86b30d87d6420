import { inline } from './fence.ts';
import type { ProjectId, Sha, TaskId } from './names.ts';

/** What a merge into the integration branch says of itself. */
export interface MergeNote {
  readonly projectId: ProjectId;
  readonly task: TaskId;
  readonly title: string;
  readonly attempt: number;
  readonly head: Sha;
  /** Null while there is no pull request. */
  readonly number: number | null;
}

const TITLE_LENGTH = 80;

/** The message of a task's merge. Its trailers are enough to find out what was merged when nothing else is left. */
export function mergeMessage({ projectId, task, title, attempt, head, number }: MergeNote): string {
  return message(`Merge ${named(task, title)}${number === null ? '' : ` (#${number})`}`, [
    `Czar-Project: ${projectId}`,
    `Czar-Task: ${task}`,
    ...(number === null ? [] : [`Czar-PR: ${number}`]),
    `Czar-Attempt: ${attempt}`,
    `Czar-Head: ${head}`,
  ]);
}

/** The message of a merge that a task's branch begins with. It says nothing of any task's work being merged. */
export function startMessage(note: {
  readonly projectId: ProjectId;
  readonly task: TaskId;
  readonly on: TaskId;
  readonly head: Sha;
}): string {
  return message(`Begin ${note.task} on ${note.on} at ${note.head.slice(0, 12)}`, [
    `Czar-Project: ${note.projectId}`,
  ]);
}

/** The message of a commit that takes a task's merge out again. */
export function dropMessage(note: {
  readonly projectId: ProjectId;
  readonly task: TaskId;
  readonly title: string;
  readonly merge: Sha;
}): string {
  return message(`Revert "Merge ${named(note.task, note.title)}"`, [
    `This takes the merge ${note.merge} out again.`,
    '',
    `Czar-Project: ${note.projectId}`,
    `Czar-Dropped: ${note.task}`,
    `Czar-Dropped-Merge: ${note.merge}`,
  ]);
}

/** The message of a merge of the base into the integration branch. */
export function followMessage(note: {
  readonly projectId: ProjectId;
  readonly base: string;
  readonly branch: string;
}): string {
  return message(`Merge ${note.base} into ${note.branch}`, [`Czar-Project: ${note.projectId}`]);
}

/** The message of the omnibus on the base branch. */
export function omnibusMessage(note: {
  readonly projectId: ProjectId;
  readonly project: string;
  readonly number: number;
  readonly tasks: readonly TaskId[];
}): string {
  const paragraph = note.tasks.length === 0 ? [] : [`Tasks: ${note.tasks.join(', ')}`, ''];
  return message(`Merge the omnibus of ${note.project} (#${note.number})`, [
    ...paragraph,
    `Czar-Project: ${note.projectId}`,
    `Czar-PR: ${note.number}`,
  ]);
}

function named(task: TaskId, title: string): string {
  const shown = inline(title, TITLE_LENGTH);
  return shown === '' || shown === task ? task : `${task}: ${shown}`;
}

function message(subject: string, lines: readonly string[]): string {
  return `${[subject, '', ...lines].join('\n')}\n`;
}
