/**
 * What the first line of a submitted text says. `opening`: a task to begin; `continuation`: a task that was begun before;
 * `rework`: findings about one; `answer`: a human's answer; `message`: anything else.
 */
export interface Delivered {
  readonly delivery: string | null;
  readonly kind: 'opening' | 'continuation' | 'rework' | 'answer' | 'message';
  readonly task: string | null;
}

const HEADER = /^\[czar ([\w-]+)\][ \t]*(.*)/;
const TASK = /\btask "?([A-Za-z0-9][A-Za-z0-9_-]*)/i;
const TASK_RULE = '----- task -----';

/** Reads the header line of a delivered text. A text without one (a person typed it) is a task only if it holds steps. */
export function readDelivered(text: string): Delivered {
  const [, delivery, header = ''] = HEADER.exec(text) ?? [];
  const [, task] = TASK.exec(header) ?? [];
  const full = text.split('\n').includes(TASK_RULE) || /^`{3,}demo\b/m.test(text);
  return { delivery: delivery ?? null, kind: kindOf(header, full), task: task ?? null };
}

function kindOf(header: string, full: boolean): Delivered['kind'] {
  if (/^rework\b/i.test(header)) return 'rework';
  if (/^(?:the )?answer\b/i.test(header)) return 'answer';
  if (!full) return 'message';
  return /\bcontinued\b/i.test(header) ? 'continuation' : 'opening';
}
