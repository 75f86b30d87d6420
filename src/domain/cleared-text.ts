import { fenced } from './fence.ts';
import type { Sha, TaskId } from './names.ts';

/** A dependency that is satisfied, and what it brought. */
export interface Cleared {
  readonly task: TaskId;
  /** Null: nothing was merged for it. */
  readonly merge: Sha | null;
  readonly note: string | null;
  /** Paths that it changed; null when that cannot be told. */
  readonly files: readonly string[] | null;
  /** Newest last. */
  readonly subjects: readonly string[];
}

const SHOWN_FILES = 12;
const SHOWN_SUBJECTS = 5;

/** One line for each dependency that a task waited for, then what they brought. Nothing for a task that waited for none. */
export function clearedLines(cleared: readonly Cleared[], nonce: string): readonly string[] {
  const brought = cleared.flatMap(broughtBy);
  return [
    ...cleared.map(clearedLine),
    ...(brought.length === 0 ? [] : fenced(brought.join('\n'), { nonce, what: 'what they brought' })),
  ];
}

function clearedLine({ task, merge, note, files }: Cleared): string {
  if (merge === null) return `Dependency cleared: ${task} (${note ?? 'nothing to merge'}).`;
  const size = files === null ? '' : `, ${files.length} ${files.length === 1 ? 'file' : 'files'} changed`;
  return `Dependency cleared: ${task} is merged as ${merge.slice(0, 12)}${size}; your branch starts with it.`;
}

function broughtBy({ task, files, subjects }: Cleared): readonly string[] {
  const shown = (files ?? []).slice(0, SHOWN_FILES);
  const more = (files ?? []).length - shown.length;
  return [
    ...subjects.slice(-SHOWN_SUBJECTS).map((subject) => `${task}: ${subject}`),
    ...(shown.length === 0 ? [] : [`${task}: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`]),
  ];
}
