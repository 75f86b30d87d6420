import { putAsideUnder } from '../../domain/put-aside.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';

/** What becomes of the files that are not committed when a task's worktree is taken for something else. Harmless, a sentence per line. */
export function putAsideLines(row: TaskRow, snapshot: Snapshot): readonly string[] {
  const { task, branch, worker } = row;
  const seat = snapshot.workers.find((one) => one.worker === worker && one.branch === branch);
  if (seat === undefined || seat.uncommitted === undefined || branch === null) return [];
  const { uncommitted } = seat;
  const count = uncommitted === null || uncommitted.old !== undefined ? null : uncommitted.files;
  if (count === 0) return [];
  const under = `${putAsideUnder(snapshot.projectId, task)}/${row.attempt}`;
  const where = `in the worktree of ${harmless(seat.worker)}`;
  const command = `czar why ${harmless(task)} tells the command`;
  return [
    count === null || count === 1
      ? `${count === null ? 'What is' : '1 file'} not committed ${where} is put aside under ${harmless(under)} and does not come back by itself: ${command}.`
      : `${counted(count, 'file')} not committed ${where} are put aside under ${harmless(under)} and do not come back by themselves: ${command}.`,
  ];
}
