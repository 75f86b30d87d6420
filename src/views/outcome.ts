import { cappedLines, harmless } from './cells.ts';
import type { Snapshot, TaskCounts, TaskRow } from '../domain/snapshot.ts';

/** Tasks that Czar has to bring in: without those finished before it came and those called off. */
export function wanted(counts: TaskCounts): number {
  return counts.total - counts.beforeCzar - counts.cancelled;
}

/** Every task is merged, called off, or was finished before Czar. */
export function isFinished({ counts }: Snapshot): boolean {
  return counts.merged >= wanted(counts);
}

/** The picture of a run that was asked for these tasks only: of them and of what they depend on. No names: all of it. */
export function askedFor(snapshot: Snapshot, only: readonly string[]): Snapshot {
  if (only.length === 0) return snapshot;
  const rows = new Map(snapshot.tasks.map((row) => [row.task, row]));
  const asked = new Set<string>();
  const waiting = [...only];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (asked.has(id)) continue;
    asked.add(id);
    waiting.push(...(rows.get(id)?.after ?? []));
  }
  const tasks = snapshot.tasks.filter(({ task }) => asked.has(task));
  const questions = snapshot.questions.filter(({ task }) => task === null || asked.has(task));
  const merged = tasks.filter(({ status }) => status === 'merged').length;
  const cancelled = tasks.filter(({ status }) => status === 'cancelled').length;
  const counts = { ...snapshot.counts, total: tasks.length, merged, cancelled, beforeCzar: 0 };
  return { ...snapshot, tasks, questions, counts };
}

/** What a run came to: all in, somebody has to answer, or it ended short. */
export function outcomeOf(snapshot: Snapshot): 'finished' | 'needs-human' | 'unfinished' {
  if (snapshot.questions.length > 0) return 'needs-human';
  return isFinished(snapshot) ? 'finished' : 'unfinished';
}

/** One line per task that is not in: its state and the reason. */
export function unfinishedLines(snapshot: Snapshot): readonly string[] {
  return cappedLines(
    snapshot.tasks.filter(isOpen),
    mostUnfinished,
    (row) => `${harmless(row.task)}  ${row.status}: ${reasonFor(row, snapshot)}`,
  );
}

const mostUnfinished = 50;

export function isOpen({ status }: TaskRow): boolean {
  return status !== 'merged' && status !== 'cancelled';
}

function reasonFor(row: TaskRow, snapshot: Snapshot): string {
  const question = snapshot.questions.find(({ task }) => task === row.task);
  if (question !== undefined) return `${harmless(question.text)} (czar answer ${question.number})`;
  if (row.waitingFor.length > 0) return `waits for ${row.waitingFor.map(harmless).join(', ')}`;
  if (row.note !== null) return harmless(row.note);
  return row.phase ?? `czar why ${row.task}`;
}
