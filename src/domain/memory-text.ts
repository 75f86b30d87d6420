import { inline } from './fence.ts';
import { isoTime } from './iso-time.ts';
import type { ProjectId, Sha, TaskId } from './names.ts';
import { shortDuration } from './units.ts';

/** What is remembered of a merged task. Times are epoch milliseconds and milliseconds. */
export interface MemoryNote {
  readonly task: TaskId;
  readonly title: string;
  readonly worker: string;
  readonly at: number;
  readonly sha: Sha;
  readonly number: number | null;
  readonly commits: number;
  readonly rounds: number;
  readonly workMs: number;
  readonly files: readonly string[];
}

const SHOWN_FILES = 12;
const LONGEST = 120;

/** Names one merge in a file of results, so that it is told once. */
export function memoryMark(projectId: ProjectId, { task, sha }: Pick<MemoryNote, 'task' | 'sha'>): string {
  return `<!-- czar:${projectId}/${task}/${sha} -->`;
}

/** What came of a task, as Markdown. */
export function memoryText(note: MemoryNote): string {
  const { task, title, worker, at, sha, number, commits, rounds, workMs, files } = note;
  const shown = inline(title, LONGEST);
  const named = shown === '' || shown === task ? task : `${task}: ${shown}`;
  const more = files.length > SHOWN_FILES ? `, and ${files.length - SHOWN_FILES} more` : '';
  const list = files.slice(0, SHOWN_FILES).map((file) => `\`${inline(file, LONGEST)}\``);
  const request = number === null ? '' : ` (#${number})`;
  return [
    `## ${named}`,
    '',
    `Merged ${isoTime(at).slice(0, 10)} as ${sha.slice(0, 12)}${request}, by ${worker}: ${times(commits, 'commit')} in ${times(rounds, 'round')}, ${shortDuration(workMs)} of work.`,
    `Files: ${list.length === 0 ? 'none' : list.join(', ')}${more}.`,
    '',
  ].join('\n');
}

function times(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
