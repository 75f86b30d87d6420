import { fenced } from './fence.ts';
import type { Sha, TaskId } from './names.ts';

/** A dependency that is satisfied, and what it brought. */
export interface Cleared {
  readonly task: TaskId;
  /** Null: nothing was merged for it. */
  readonly merge: Sha | null;
  readonly note: string | null;
  /** Finished at this head, and not merged yet. */
  readonly unmerged?: Sha;
  /** Paths that it changed; null when that cannot be told. */
  readonly files: readonly string[] | null;
  /** Whole messages of its commits, newest last: choices and hints are noted there. */
  readonly messages: readonly string[];
}

const SHOWN_FILES = 40;
/** Of all that the dependencies brought together, in UTF-16 units: what is noted in commits is worth reading, not drowning in. */
const SHOWN_LENGTH = 16_000;

/** One line for each dependency that a task waited for, then what they brought. Nothing for a task that waited for none. */
export function clearedLines(cleared: readonly Cleared[], nonce: string): readonly string[] {
  const brought = cleared.flatMap(broughtBy);
  return [
    ...cleared.map(clearedLine),
    ...(brought.length === 0
      ? []
      : fenced(brought.join('\n'), { nonce, what: 'what they brought', length: SHOWN_LENGTH })),
  ];
}

function clearedLine({ task, merge, note, files, unmerged }: Cleared): string {
  if (unmerged !== undefined)
    return `Dependency cleared: ${task} is finished at ${unmerged.slice(0, 12)} and not merged yet${sizeOf(files)}; your branch starts with it as it is.`;
  if (merge === null) return `Dependency cleared: ${task} (${note ?? 'nothing to merge'}).`;
  return `Dependency cleared: ${task} is merged as ${merge.slice(0, 12)}${sizeOf(files)}; your branch starts with it.`;
}

function sizeOf(files: Cleared['files']): string {
  return files === null ? '' : `, ${files.length} ${files.length === 1 ? 'file' : 'files'} changed`;
}

function broughtBy({ task, files, messages }: Cleared): readonly string[] {
  const shown = (files ?? []).slice(0, SHOWN_FILES);
  const more = (files ?? []).length - shown.length;
  return [
    ...messages.flatMap((message) => noted(task, message)),
    ...(shown.length === 0 ? [] : [`${task}: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`]),
  ];
}

/** Without what only Czar reads. */
function noted(task: TaskId, message: string): readonly string[] {
  const [subject = '', ...body] = message
    .split('\n')
    .filter((line) => line.trim() !== '' && !isMarkerLine(line));
  return subject === '' ? [] : [`${task}: ${subject}`, ...body.map((line) => `  ${line}`)];
}

function isMarkerLine(line: string): boolean {
  return /^\s*(TASK_COMPLETE\b|Task-Complete:)/.test(line);
}
