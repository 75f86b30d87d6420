import type { WorkerRow } from '../domain/snapshot.ts';
import { shortDuration } from '../domain/units.ts';
import { counted } from '../domain/counted.ts';

type Work = Pick<WorkerRow, 'task' | 'commits' | 'uncommitted'>;

/**
 * Commits of a worker's task, and "+" the files of its worktree that are not committed: "3 +2". "?" behind them: counted a while ago;
 * alone: not known. `pushed`: what stands between the two.
 */
export function commitsText({ task, commits, uncommitted }: Work, pushed = ''): string {
  const files = filesText(uncommitted);
  if (task === null) return files.startsWith('+') ? files : '-';
  return `${commits}${pushed}${files === '' ? '' : ` ${files}`}`;
}

function filesText(uncommitted: WorkerRow['uncommitted']): string {
  if (uncommitted === undefined) return '';
  if (uncommitted === null) return '?';
  const { files, old = false } = uncommitted;
  return `${files === 0 ? '' : `+${files}`}${old ? '?' : ''}`;
}

/** The same in words; null: it has no worktree. */
export function uncommittedWords(
  { uncommitted }: Pick<WorkerRow, 'uncommitted'>,
  now: number,
): string | null {
  if (uncommitted === undefined) return null;
  if (uncommitted === null) return 'uncommitted files not known';
  const { files, at, old = false } = uncommitted;
  const words = files === 0 ? 'nothing uncommitted' : `${counted(files, 'file')} uncommitted`;
  return `${words} ${shortDuration(now - at)} ago${old ? ', not looked at since' : ''}`;
}
