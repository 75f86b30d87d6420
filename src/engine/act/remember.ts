import { Fault } from '../../domain/fault.ts';
import { memoryMark, type MemoryNote, memoryText } from '../../domain/memory-text.ts';
import type { TaskId } from '../../domain/names.ts';
import type { Effect } from './effect.ts';
import { roundsOf } from './rounds.ts';
import { taskNow } from './subject.ts';
import { titleOf } from './task-note.ts';

/** Tells the project's memory, where there is one, what came of a merged task. One that cannot be told holds nothing back. */
export async function remember(effect: Effect, id: TaskId): Promise<void> {
  const { parts } = effect;
  if (effect.now().policy.memory === null) return;
  try {
    const note = await noteOf(effect, id);
    if (note === null) return;
    await parts.files.remember({ mark: memoryMark(parts.projectId, note), text: memoryText(note) });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ task: id }, error.message);
  }
}

/** Null: it is not merged, or had no work of its own. */
async function noteOf(effect: Effect, id: TaskId): Promise<MemoryNote | null> {
  const world = effect.now();
  const task = taskNow(world, id);
  const { attempt, merged } = task;
  if (attempt === null || merged === null || merged.sha === null || merged.head === null) return null;
  const { files } = await effect.parts.repository.history.changes(attempt.startSha, merged.head);
  return {
    task: id,
    title: titleOf(world, id),
    worker: task.worker ?? attempt.worker,
    at: merged.at,
    sha: merged.sha,
    number: task.pullRequest,
    commits: attempt.commits,
    rounds: roundsOf(task),
    workMs: task.workMs,
    files,
  };
}
