import type { Activity } from '../../domain/evidence.ts';
import type { Snapshot, SpentRow, WorkerRow } from '../../domain/snapshot.ts';
import type { WorkerStatusEntry } from './schema/worker-status.ts';

/** The workers as `worker-status.json` shows them. */
export function workersOf(snapshot: Snapshot): Readonly<Record<string, WorkerStatusEntry>> {
  return Object.fromEntries(
    snapshot.workers.map((row) => [row.worker, entryOf(row, conflictsOf(snapshot, row))]),
  );
}

type Conflicts = NonNullable<WorkerStatusEntry['conflicts']>;

/** With whom the work for its task conflicts as it is now. */
function conflictsOf({ conflicts = [] }: Snapshot, { task }: WorkerRow): Conflicts {
  return conflicts
    .filter(({ tasks }) => task !== null && tasks.includes(task))
    .map(({ a, b, tasks, files }) => ({
      with: tasks[0] === task ? b : a,
      task: tasks.find((other) => other !== task) ?? null,
      files: [...files],
    }));
}

function entryOf(row: WorkerRow, conflicts: Conflicts): WorkerStatusEntry {
  return {
    status: statusOf(row),
    current_task: row.taskTitle ?? row.task,
    task: row.task,
    branch: row.branch,
    files_changed: row.filesChanged,
    last_commit: row.lastCommitAt === null ? null : new Date(row.lastCommitAt).toISOString(),
    ...(row.progress === null ? {} : { progress: row.progress }),
    ...(row.eta === null ? {} : { eta: row.eta }),
    dependencies: [...row.waitingFor],
    blocking: [...row.blocking],
    ...(row.waitingFor.length === 0 ? {} : { waiting_for: row.waitingFor.join(', ') }),
    ...(conflicts.length === 0 ? {} : { conflicts }),
    health: row.health,
    activity: row.activity,
    generation: row.generation,
    session: row.session,
    pr: row.pr,
    ...(row.spent === undefined ? {} : { tokens: tokensOf(row.spent), cost_usd: row.spent.costUsd }),
  };
}

/** By sort, as the agents count them. */
function tokensOf(spent: SpentRow): NonNullable<WorkerStatusEntry['tokens']> {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = spent;
  return {
    input: inputTokens,
    output: outputTokens,
    cache_read: cacheReadTokens,
    cache_write: cacheWriteTokens,
  };
}

/** The one word of the original file: a worker without a task that others hold up is "waiting". */
function statusOf(row: WorkerRow): string {
  if (row.quarantined !== null) return 'quarantined';
  if (row.waitingFor.length > 0 && row.activity !== 'working') return 'waiting';
  return words[row.activity];
}

const words: Readonly<Record<Activity, string>> = {
  starting: 'starting',
  working: 'working',
  idle: 'idle',
  asks: 'waiting',
  limited: 'limited',
  'in-review': 'in_review',
  paused: 'paused',
  off: 'off',
  unknown: 'unknown',
};
