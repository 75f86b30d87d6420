import type { ShownStatus, TaskCounts, TaskRow } from '../../domain/snapshot.ts';

/** How many tasks stand where. Every task is counted once, besides in `total`. */
export function countsOf(rows: readonly TaskRow[], beforeCzar: ReadonlySet<string>): TaskCounts {
  const by = new Map<ShownStatus | 'before', number>();
  for (const { task, status } of rows) {
    const as = status === 'merged' && beforeCzar.has(task) ? 'before' : status;
    by.set(as, (by.get(as) ?? 0) + 1);
  }
  const of = (status: ShownStatus | 'before'): number => by.get(status) ?? 0;
  return {
    total: rows.length,
    merged: of('merged'),
    beforeCzar: of('before'),
    cancelled: of('cancelled'),
    failed: of('failed'),
    running: of('in_progress'),
    inReview: of('complete'),
    ready: of('ready'),
    waiting: of('pending'),
    blocked: of('blocked'),
    needsHuman: of('needs_human'),
  };
}
