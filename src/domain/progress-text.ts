import { inline } from './fence.ts';
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

const SHOWN_ROWS = 500;
const TITLE_LENGTH = 80;

/** The text of the parent issue, as Markdown: each task with its state and its pull request, which GitHub makes links of. */
export function progressText({ mark, project, rows, omnibus, isOver }: ProgressNote): string {
  const own = rows.filter(({ beforeCzar }) => !beforeCzar);
  const shown = own.slice(0, SHOWN_ROWS);
  const merged = own.filter(({ status }) => status === 'merged').length;
  return [
    `\`${project}\`: ${merged} of ${own.length} tasks are merged.`,
    '',
    ...shown.map(line),
    ...(own.length > shown.length ? [`- … and ${own.length - shown.length} more`] : []),
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

function line({ task, title, status, number }: ProgressRow): string {
  const link = number === null ? '' : ` #${number}`;
  return `- [${status === 'merged' ? 'x' : ' '}] \`${task}\`${link} ${status}: ${quoted(title)}`;
}

/** Nobody is called, nothing is linked, and no mark is made by a title. */
function quoted(title: string): string {
  const text = inline(title, TITLE_LENGTH).replaceAll('`', "'").trim();
  return text === '' ? '' : `\`${text.replaceAll('<!--', '<! --')}\``;
}
