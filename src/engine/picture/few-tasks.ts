import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';

/**
 * The picture with those rows alone that its one-look view needs: tasks of workers and of questions, and what waits for a question's
 * task. Of 100,000 tasks that leaves a few, where all of them are 40 MB to send and to read.
 */
export function withFewTasks(snapshot: Snapshot): Snapshot {
  const wanted = new Set<string>();
  for (const { task } of snapshot.workers) if (task !== null) wanted.add(task);
  const asked = askedAbout(snapshot);
  for (const task of asked) wanted.add(task);
  for (const task of behind(asked, snapshot.tasks)) wanted.add(task);
  return { ...snapshot, tasks: snapshot.tasks.filter(({ task }) => wanted.has(task)) };
}

function askedAbout({ questions, workers }: Snapshot): readonly string[] {
  const seats = new Map(workers.map(({ worker, task }) => [worker, task]));
  return questions.flatMap(({ task, worker }) => {
    const about = task ?? (worker === null ? null : (seats.get(worker) ?? null));
    return about === null ? [] : [about];
  });
}

/** All that waits for these, near or far. */
function behind(tasks: readonly string[], rows: readonly TaskRow[]): ReadonlySet<string> {
  const found = new Set<string>();
  if (tasks.length === 0) return found;
  const waiting = new Map<string, string[]>();
  for (const { task, waitingFor } of rows) {
    for (const on of waitingFor) {
      const others = waiting.get(on);
      if (others === undefined) waiting.set(on, [task]);
      else others.push(task);
    }
  }
  const front = [...tasks];
  for (let next = front.pop(); next !== undefined; next = front.pop()) {
    for (const task of waiting.get(next) ?? []) {
      if (found.has(task)) continue;
      found.add(task);
      front.push(task);
    }
  }
  return found;
}
