import { inline } from './fence.ts';
import { listedLines } from './listed-lines.ts';
import type { TaskId } from './names.ts';
import type { ShownStatus } from './snapshot.ts';

/** One task, as the parent issue lists it. */
export interface ProgressRow {
  readonly task: TaskId;
  readonly title: string;
  readonly status: ShownStatus;
  readonly beforeCzar: boolean;
  /** Of its pull request. */
  readonly number: number | null;
}

export interface ProgressNote {
  readonly mark: string;
  readonly project: string;
  readonly rows: readonly ProgressRow[];
  /** The omnibus pull request of the round; null: there is none yet. */
  readonly omnibus: number | null;
  readonly isOver: boolean;
}

const TITLE_LENGTH = 80;

/**
 * The text of the parent issue, as Markdown: each task with its state and its pull request, which GitHub makes links of. Of more than
 * it can hold, those that are over are counted first of all.
 */
export function progressText({ mark, project, rows, omnibus, isOver }: ProgressNote): string {
  const own = rows.filter(({ beforeCzar }) => !beforeCzar);
  const all = own.map(line);
  const isWhole = listedLines(all).length === all.length;
  const inOrder = isWhole ? own : own.toSorted((a, b) => Number(isOverNow(a)) - Number(isOverNow(b)));
  const shown = isWhole ? all : listedLines(inOrder.map(line));
  const merged = own.filter(({ status }) => status === 'merged').length;
  return [
    `\`${project}\`: ${merged} of ${own.length} tasks are merged.`,
    '',
    ...shown,
    ...restLine(inOrder.slice(shown.length)),
    '',
    omnibus === null
      ? 'The pull request of all of them opens with the first merge.'
      : `All of them together: #${omnibus}${isOver ? ', which is merged' : ''}.`,
    '',
    'Czar keeps this text: what is written into it is written over. Comments stay.',
    '',
    mark,
    '',
  ].join('\n');
}

function isOverNow({ status }: ProgressRow): boolean {
  return status === 'merged' || status === 'cancelled';
}

function restLine(rest: readonly ProgressRow[]): readonly string[] {
  if (rest.length === 0) return [];
  const states = new Map<ShownStatus, number>();
  for (const { status } of rest) states.set(status, (states.get(status) ?? 0) + 1);
  const counts = [...states].map(([status, count]) => `${count} ${status}`);
  return [`- … and ${rest.length} more: ${counts.join(', ')}`];
}

function line({ task, title, status, number }: ProgressRow): string {
  const link = number === null ? '' : ` #${number}`;
  return `- [${status === 'merged' ? 'x' : ' '}] \`${task}\`${link} ${status}: ${quoted(title)}`;
}

/** Nobody is called, nothing is linked, and no mark is made by a title. */
function quoted(title: string): string {
  const text = inline(title, TITLE_LENGTH).replaceAll('`', "'").trim();
  return text === '' ? '' : `\`${text.replaceAll('<!--', '<! --')}\``;
}
