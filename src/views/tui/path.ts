import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { isOpen } from '../held-up.ts';

/** What the graph of a snapshot comes to. Times are epoch milliseconds. */
export interface Path {
  readonly rows: Snapshot['tasks'];
  readonly tasks: ReadonlyMap<string, TaskRow>;
  /** Who waits for a task directly. */
  readonly dependants: ReadonlyMap<string, readonly string[]>;
  /** The chain of open tasks that ends last, in the order in which they are done. */
  readonly critical: readonly string[];
  /** Null before there is anything to judge by. */
  readonly endsAt: number | null;
  /** How long the critical path takes from when it goes on. */
  readonly restMs: number | null;
  /** The mean of what finished tasks took; null: none is finished. */
  readonly taskMs: number | null;
  /** How many tasks that is the mean of. */
  readonly judgedBy: number;
  /** A task that is worked on for more than twice that, and for a minute more than that, and waits for no answer: nobody can tell its end. Null: none. */
  readonly overdue: string | null;
}

const known = new WeakMap<
  Snapshot['tasks'],
  { readonly questions: Snapshot['questions']; readonly path: Path }
>();

/** Computed once for the same tasks and questions: with thousands of tasks it would be felt on each key. */
export function pathOf(snapshot: Snapshot): Path {
  const { tasks, questions } = snapshot;
  const found = known.get(tasks);
  if (found?.questions === questions) return found.path;
  const path = compute(snapshot);
  known.set(tasks, { questions, path });
  return path;
}

function compute({ tasks: rows, at, questions }: Snapshot): Path {
  const tasks = new Map<string, TaskRow>();
  const dependants = new Map<string, string[]>();
  for (const row of rows) {
    tasks.set(row.task, row);
    for (const before of row.after) added(dependants, before, row.task);
  }
  const measured = measuredMs(rows);
  const taskMs = measured.length === 0 ? null : measured.reduce((sum, ms) => sum + ms, 0) / measured.length;
  const askedAt = new Map(
    questions.flatMap(({ task, askedAt: since }) => (task === null ? [] : [[task, since] as const])),
  );
  const ends = endsOf(rows, tasks, (row) =>
    remainingMs(row, taskMs ?? 1, Math.min(at, askedAt.get(row.task) ?? at)),
  );
  const last = lastOf(ends);
  return {
    rows,
    tasks,
    dependants,
    critical: last === null ? [] : chainTo(last.task, ends),
    endsAt: last === null || taskMs === null ? null : at + last.atMs,
    restMs: last === null || taskMs === null ? null : last.atMs,
    taskMs,
    judgedBy: measured.length,
    overdue:
      taskMs === null
        ? null
        : overdueOf(
            rows,
            (row) => !askedAt.has(row.task) && at - row.since > Math.max(2 * taskMs, taskMs + leastLateMs),
          ),
  };
}

/** Where tasks take seconds, a few more of them tell nothing. */
const leastLateMs = 60_000;

function overdueOf(rows: readonly TaskRow[], isLate: (row: TaskRow) => boolean): string | null {
  return rows.find((row) => row.status === 'in_progress' && isLate(row))?.task ?? null;
}

function added(lists: Map<string, string[]>, name: string, item: string): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}

function measuredMs(rows: readonly TaskRow[]): readonly number[] {
  const times = rows.map(({ workMs, gateMs, status }) => (status === 'merged' ? workMs + gateMs : 0));
  return times.filter((ms) => ms > 0);
}

/** `at`: until when it was worked on; waiting for a person is no work. What runs longer than usual is taken to need a tenth of the usual time still. */
function remainingMs({ status, since, workMs }: TaskRow, taskMs: number, at: number): number {
  if (status === 'complete') return taskMs / 10;
  const begun = status === 'in_progress' ? Math.max(workMs, at - since) : 0;
  return Math.max(taskMs / 10, taskMs - begun);
}

interface End {
  readonly task: string;
  readonly atMs: number;
  readonly behind: string | null;
}

/** When each open task would end if there were workers enough. Tasks of a cycle are left out: they never end. */
function endsOf(
  rows: readonly TaskRow[],
  tasks: ReadonlyMap<string, TaskRow>,
  costMs: (row: TaskRow) => number,
): ReadonlyMap<string, End> {
  const ends = new Map<string, End>();
  const { waits, behind, left, front } = queuedOf(rows, tasks);
  for (let row = front.pop(); row !== undefined; row = front.pop()) {
    ends.set(row.task, endOf(row, waits.get(row.task) ?? [], { ends, costMs }));
    for (const next of behind.get(row.task) ?? []) {
      left.set(next, (left.get(next) ?? 0) - 1);
      const freed = tasks.get(next);
      if (left.get(next) === 0 && freed !== undefined) front.push(freed);
    }
  }
  return ends;
}

interface Queued {
  /** Open tasks that come after open ones, and after which. */
  readonly waits: ReadonlyMap<string, readonly string[]>;
  readonly behind: ReadonlyMap<string, readonly string[]>;
  /** How many open ones each of them still waits for. */
  readonly left: Map<string, number>;
  /** Open tasks that come after none. */
  readonly front: TaskRow[];
}

function queuedOf(rows: readonly TaskRow[], tasks: ReadonlyMap<string, TaskRow>): Queued {
  const waits = new Map<string, readonly string[]>();
  const behind = new Map<string, string[]>();
  const left = new Map<string, number>();
  const front: TaskRow[] = [];
  for (const row of rows.filter(isOpen)) {
    const before = openBefore(row, tasks);
    if (before.length === 0) {
      front.push(row);
      continue;
    }
    waits.set(row.task, before);
    left.set(row.task, before.length);
    for (const one of before) added(behind, one, row.task);
  }
  return { waits, behind, left, front };
}

function openBefore({ after }: TaskRow, tasks: ReadonlyMap<string, TaskRow>): readonly string[] {
  if (after.length === 0) return after;
  return [...new Set(after)].filter((name) => {
    const row = tasks.get(name);
    return row !== undefined && isOpen(row);
  });
}

function endOf(
  row: TaskRow,
  before: readonly string[],
  { ends, costMs }: { readonly ends: ReadonlyMap<string, End>; readonly costMs: (row: TaskRow) => number },
): End {
  let latest: readonly [string, number] | null = null;
  for (const name of before) {
    const atMs = ends.get(name)?.atMs ?? 0;
    if (latest === null || atMs > latest[1]) latest = [name, atMs];
  }
  return { task: row.task, atMs: (latest?.[1] ?? 0) + costMs(row), behind: latest?.[0] ?? null };
}

/** The first of those that end last. */
function lastOf(ends: ReadonlyMap<string, End>): End | null {
  let last: End | null = null;
  for (const end of ends.values()) {
    if (last === null || end.atMs > last.atMs) last = end;
  }
  return last;
}

function chainTo(task: string, ends: ReadonlyMap<string, End>): readonly string[] {
  const chain: string[] = [];
  for (let at: string | null = task; at !== null; at = ends.get(at)?.behind ?? null) chain.unshift(at);
  return chain;
}
