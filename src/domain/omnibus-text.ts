import { inline } from './fence.ts';
import { listedLines } from './listed-lines.ts';
import type { TaskId } from './names.ts';
import type { CheckResult } from './pull-request.ts';
import type { ShownStatus } from './snapshot.ts';
import { shortDuration, wholeDuration } from './units.ts';

/** One task, as the omnibus shows it. Durations are milliseconds. */
export interface OmnibusRow {
  readonly task: TaskId;
  readonly title: string;
  readonly status: ShownStatus;
  readonly beforeCzar: boolean;
  readonly number: number | null;
  readonly commits: number;
  /** How often its newest attempt was handed in: once, and once more after each time that it was sent back. */
  readonly rounds: number;
  readonly checks: readonly CheckResult[];
  /** What was said when it was merged: "no change". */
  readonly note: string | null;
  readonly workMs: number;
  readonly gateMs: number;
  /** What its agents used, in words; null: nothing that is known. */
  readonly cost: string | null;
}

export interface OmnibusNote {
  readonly mark: string;
  readonly project: string;
  readonly base: string;
  readonly rows: readonly OmnibusRow[];
  /** From the first session to now; null before there was one. */
  readonly wallMs: number | null;
}

const TITLE_LENGTH = 80;

/** The body of the omnibus pull request, as Markdown: every task with what came of it, and what working side by side gained. */
export function omnibusText({ mark, project, base, rows, wallMs }: OmnibusNote): string {
  const own = rows
    .filter(({ beforeCzar }) => !beforeCzar)
    .toSorted((a, b) => ORDER[a.status] - ORDER[b.status]);
  const shown = listedLines(own.map(tableRow));
  const before = rows.length - own.length;
  return [
    `Everything that was merged for \`${project}\`, for \`${base}\`. ${countLine(own)}`,
    '',
    '| Task | Title | State | Pull request | Commits | Rounds | Checks | Work | Checks took | Cost |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...shown,
    ...(own.length > shown.length ? ['', `… and ${own.length - shown.length} more tasks.`] : []),
    ...(before > 0
      ? ['', `${before} ${before === 1 ? 'task was' : 'tasks were'} finished before Czar.`]
      : []),
    '',
    gainLine(own, wallMs),
    '',
    mark,
    '',
  ].join('\n');
}

const ORDER: Readonly<Record<ShownStatus, number>> = {
  merged: 0,
  complete: 1,
  in_progress: 2,
  needs_human: 3,
  ready: 4,
  pending: 5,
  blocked: 6,
  failed: 7,
  cancelled: 8,
};

function countLine(rows: readonly OmnibusRow[]): string {
  const merged = rows.filter(({ status }) => status === 'merged').length;
  const missing = rows
    .filter(({ status }) => status !== 'merged' && status !== 'cancelled')
    .map(({ task }) => task);
  const line = `${merged} of ${rows.length} tasks are merged`;
  if (missing.length === 0) return `${line}.`;
  return `${line}; missing: ${missing.slice(0, 20).join(', ')}${missing.length > 20 ? ', …' : ''}.`;
}

function tableRow(row: OmnibusRow): string {
  const cells = [
    row.task,
    cell(row.title),
    row.note === null ? row.status : `${row.status} (${cell(row.note)})`,
    row.number === null ? '' : `#${row.number}`,
    String(row.commits),
    row.rounds === 0 ? '' : String(row.rounds),
    row.checks.map(({ name, verdict }) => `${cell(name)}: ${verdict}`).join(', '),
    row.workMs === 0 ? '' : shortDuration(row.workMs),
    row.gateMs === 0 ? '' : shortDuration(row.gateMs),
    row.cost ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function cell(text: string): string {
  return inline(text, TITLE_LENGTH).replaceAll('|', '\\|').replaceAll('<!--', '&lt;!--');
}

function gainLine(rows: readonly OmnibusRow[], wallMs: number | null): string {
  const serialMs = rows.reduce((sum, { workMs, gateMs }) => sum + workMs + gateMs, 0);
  if (wallMs === null || wallMs <= 0) return `One after another: ${wholeDuration(serialMs)}.`;
  const gain = (serialMs / wallMs).toFixed(1);
  return `Measured: ${wholeDuration(wallMs)} side by side, ${wholeDuration(serialMs)} one after another: ${gain} times as fast.`;
}
