import type { Marker } from './commit.ts';

const ID = '[A-Za-z0-9][A-Za-z0-9_-]{0,39}';
const COMPLETE_LINE = new RegExp(`^TASK_COMPLETE(?:[ \\t]+(${ID}))?$`);
const COMPLETE_SUBJECT = new RegExp(`(?:^|\\s)TASK_COMPLETE(?:[ \\t]+(${ID}))?$`);
const BLOCKED_LINE = /^TASK_BLOCKED:[ \t]*(\S.*)$/;
const BLOCKED_SUBJECT = /(?:^|\s)TASK_BLOCKED:[ \t]*(\S.*)$/;
const TRAILER = /^[A-Za-z0-9][A-Za-z0-9-]*[ \t]*:/;
const TASK_TRAILER = new RegExp(`^Task-Complete[ \\t]*:[ \\t]*(${ID})$`, 'i');
const PICKED = /^\(cherry picked from commit [0-9a-f]+\)$/;
const GENERATED = /^[^\p{L}\p{N}]*(?:generated|created|written) (?:with|by|using)\b/iu;
const REVERT = /^(?:Revert|Reapply) "|^This reverts commit [0-9a-f]{7,64}\b/m;

/**
 * What a commit message says about its task: the last line (or the subject's end, where nothing follows it) once trailing
 * trailers, generated-by lines and blanks are taken off; or else the trailer `Task-Complete`. A question may run over the
 * lines of its paragraph. Reverts quote other messages and say nothing. Null: an ordinary commit.
 */
export function readMarker(message: string): Marker | null {
  if (REVERT.test(message)) return null;
  const lines = message.split(/\r?\n/).map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  if (first < 0) return null;
  const { body, trailers } = cutTail(lines.slice(first));
  return lineMarker(body) ?? trailerMarker(trailers);
}

/** Whether a commit on this task's branch says that another one is complete: it does not count here. */
export function namesAnother(marker: Marker, task: string): boolean {
  return (
    marker.says === 'complete' && marker.task !== null && marker.task.toLowerCase() !== task.toLowerCase()
  );
}

/** The message without its tail, and the trailers of that tail. The subject is never part of the tail. */
function cutTail(lines: readonly string[]): {
  readonly body: readonly string[];
  readonly trailers: readonly string[];
} {
  let end = lines.length;
  while (end > 1) {
    const start = tailStart(lines, end);
    if (start === null) break;
    end = start;
  }
  return { body: lines.slice(0, end), trailers: lines.slice(end).filter((line) => TRAILER.test(line)) };
}

/** Where the last piece of tail above `end` begins: a blank, a generated-by line, or a trailer with its folded lines. */
function tailStart(lines: readonly string[], end: number): number | null {
  let start = end - 1;
  const last = lines[start] ?? '';
  if (last === '' || GENERATED.test(last) || PICKED.test(last)) return start;
  while (start > 1 && /^[ \t]/.test(lines[start] ?? '')) start -= 1;
  return TRAILER.test(lines[start] ?? '') ? start : null;
}

function lineMarker(body: readonly string[]): Marker | null {
  const last = body.at(-1) ?? '';
  const isSubject = body.length === 1;
  const complete = (isSubject ? COMPLETE_SUBJECT : COMPLETE_LINE).exec(last);
  if (complete !== null) return { says: 'complete', task: complete[1] ?? null };
  const question = isSubject ? BLOCKED_SUBJECT.exec(last)?.[1] : questionOf(body);
  return question === undefined ? null : { says: 'blocked', question };
}

function questionOf(body: readonly string[]): string | undefined {
  const start = body.lastIndexOf('') + 1;
  const opened = body.findLastIndex((line, index) => index >= start && BLOCKED_LINE.test(line));
  if (opened < 0) return undefined;
  const [first = '', ...rest] = body.slice(opened);
  return [BLOCKED_LINE.exec(first)?.[1] ?? '', ...rest.map((line) => line.trim())].join(' ');
}

function trailerMarker(trailers: readonly string[]): Marker | null {
  const task = trailers.map((line) => TASK_TRAILER.exec(line)?.[1]).findLast((id) => id !== undefined);
  return task === undefined ? null : { says: 'complete', task };
}
