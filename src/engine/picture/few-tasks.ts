import type { ShownStatus, Snapshot, TaskRow } from '../../domain/snapshot.ts';

/**
 * The picture with those rows alone that its one-look view needs: tasks of workers and of questions, what waits for a question's
 * task, and the first of each list. Of 100,000 tasks that leaves a few, where all of them are 40 MB to send and to read.
 */
export function withFewTasks(snapshot: Snapshot): Snapshot {
  const known = few.get(snapshot);
  if (known !== undefined) return known;
  const made = leftWithFew(snapshot);
  few.set(snapshot, made);
  return made;
}

/** Several may watch the same picture. */
const few = new WeakMap<Snapshot, Snapshot>();

function leftWithFew(snapshot: Snapshot): Snapshot {
  const wanted = new Set<string>();
  for (const { task } of snapshot.workers) if (task !== null) wanted.add(task);
  const asked = askedAbout(snapshot);
  for (const task of asked) wanted.add(task);
  for (const task of behind(asked, snapshot.tasks)) wanted.add(task);
  const seen = new Map<ShownStatus, number>();
  const leftOut = new Map<ShownStatus, number>();
  const tasks = snapshot.tasks.filter(({ task, status }) => {
    const place = count(seen, status);
    const isKept = wanted.has(task) || (listed.has(status) && place <= mostListed);
    if (!isKept) count(leftOut, status);
    return isKept;
  });
  return { ...snapshot, tasks, leftOut: Object.fromEntries(leftOut) };
}

/** Listed at the foot, as many as there is room for: no terminal is as wide as this. */
const listed: ReadonlySet<ShownStatus> = new Set(['pending', 'blocked', 'failed']);
const mostListed = 1_000;

function count(counts: Map<ShownStatus, number>, status: ShownStatus): number {
  const now = (counts.get(status) ?? 0) + 1;
  counts.set(status, now);
  return now;
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
