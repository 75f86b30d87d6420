import type { Question } from '../domain/question.ts';
import type { Snapshot, TaskRow } from '../domain/snapshot.ts';

type Tasks = Snapshot['tasks'];

interface Known {
  /** Open tasks, by the one that they come after. */
  readonly behind: ReadonlyMap<string, readonly string[]>;
  readonly open: number;
  readonly counts: Map<string, number>;
}

const known = new WeakMap<Tasks, Known>();

/** Computed once for the same tasks: lists ask it for many of them on each key. */
function knownOf(tasks: Tasks): Known {
  const found = known.get(tasks);
  if (found !== undefined) return found;
  const behind = new Map<string, string[]>();
  const open = tasks.filter(isOpen);
  for (const { task, after, waitingFor } of open) {
    for (const before of new Set([...after, ...waitingFor])) {
      const list = behind.get(before);
      if (list === undefined) behind.set(before, [task]);
      else list.push(task);
    }
  }
  const made = { behind, open: open.length, counts: new Map<string, number>() };
  known.set(tasks, made);
  return made;
}

export function isOpen({ status }: Pick<TaskRow, 'status'>): boolean {
  return status !== 'merged' && status !== 'cancelled';
}

/** Every open task that comes after `task`, directly or behind others. Itself is not among them. */
export function heldUpBy(task: string, tasks: Tasks): ReadonlySet<string> {
  const { behind } = knownOf(tasks);
  const held = new Set<string>();
  const front = [task];
  for (let next = front.pop(); next !== undefined; next = front.pop()) {
    for (const name of behind.get(next) ?? []) {
      if (held.has(name) || name === task) continue;
      held.add(name);
      front.push(name);
    }
  }
  return held;
}

/** How many `heldUpBy` has. */
export function heldUpCount(task: string, tasks: Tasks): number {
  const { counts } = knownOf(tasks);
  const count = counts.get(task) ?? heldUpBy(task, tasks).size;
  counts.set(task, count);
  return count;
}

/** How many tasks are behind the one that is asked about, or that its worker does; every open one where all wait. */
export function heldUpByQuestion({ task, worker, holds }: Question, { tasks, workers }: Snapshot): number {
  if (holds === 'all') return knownOf(tasks).open;
  const own = task ?? workers.find((row) => row.worker === worker)?.task ?? null;
  return own === null ? 0 : heldUpCount(own, tasks);
}

/** What holds up most comes first, then what keeps a worker where it is, then the oldest. */
export function questionsInOrder(snapshot: Snapshot): readonly Question[] {
  const blocks = ({ holds }: Question): number => (holds === 'worker' ? 0 : 1);
  return snapshot.questions
    .map((question) => ({ question, held: heldUpByQuestion(question, snapshot) }))
    .sort(
      (a, b) =>
        b.held - a.held || blocks(a.question) - blocks(b.question) || a.question.number - b.question.number,
    )
    .map(({ question }) => question);
}
