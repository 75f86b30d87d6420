import { shownStatus, unsatisfied } from '../../decide/readiness.ts';
import type { TaskState } from '../../domain/ledger.ts';
import type { TaskId } from '../../domain/names.ts';
import type { Question } from '../../domain/question.ts';
import type { ShownStatus, TaskRow } from '../../domain/snapshot.ts';
import type { TaskWish } from '../../domain/wish.ts';
import type { World } from '../../domain/world.ts';
import type { Asked } from './asked.ts';

/** Every task of the queue in its order, then those that only the ledger knows. Linear in tasks, edges and questions. */
export function taskRows(world: World, asked: Asked): readonly TaskRow[] {
  const unasked = askedOnly(world, null);
  const row = (id: TaskId): TaskRow => {
    const question = asked.tasks.get(id) ?? null;
    return rowOf(world, id, shownStatus(question === null ? unasked : askedOnly(world, question), id));
  };
  const { tasks: wishes } = world.wish;
  const rest = [...world.ledger.tasks.keys()].filter((id) => !wishes.has(id));
  return [...[...wishes.keys()].map(row), ...rest.map(row)];
}

/** The classifier looks through all questions for each task: here it is given only the one that matters. */
function askedOnly(world: World, question: Question | null): World {
  const questions = new Map(question === null ? [] : [[question.id, question]]);
  return { ...world, ledger: { ...world.ledger, questions } };
}

function rowOf(world: World, id: TaskId, status: ShownStatus): TaskRow {
  const wish = world.wish.tasks.get(id);
  const task = world.ledger.tasks.get(id);
  return {
    ...wishPart(world, id),
    ...(task === undefined ? unseenPart(world) : ledgerPart(task)),
    status,
    after: world.graph.after.get(id) ?? [],
    waitingFor: task === undefined || task.stage === 'pending' ? unsatisfied(world, id) : [],
    note: noteOf(task, wish),
  };
}

/** What humans say about it; for an entry that is gone, what was last known. */
function wishPart(
  world: World,
  id: TaskId,
): Pick<TaskRow, 'task' | 'title' | 'kind' | 'priority' | 'assignee'> {
  const wish = world.wish.tasks.get(id);
  if (wish !== undefined) {
    const { title, kind, priority, assignee } = wish;
    return { task: id, title, kind, priority, assignee };
  }
  const task = world.ledger.tasks.get(id);
  const kind = world.policy.workers.has(id) ? 'primary' : 'bonus';
  return {
    task: id,
    title: task?.title ?? id,
    kind,
    priority: 0,
    assignee: task?.synced?.assignee ?? null,
  };
}

type LedgerPart = Omit<
  TaskRow,
  keyof ReturnType<typeof wishPart> | 'status' | 'after' | 'waitingFor' | 'note'
>;

function unseenPart({ now }: World): LedgerPart {
  return {
    phase: null,
    worker: null,
    attempt: 0,
    branch: null,
    commits: 0,
    pr: null,
    merged: null,
    since: now,
    workMs: 0,
    gateMs: 0,
  };
}

function ledgerPart(task: TaskState): LedgerPart {
  const { phase, worker, attempt, pullRequest, merged, stageSince, workMs, gateMs } = task;
  return {
    phase,
    worker,
    attempt: attempt?.number ?? 0,
    branch: attempt?.branch ?? null,
    commits: attempt?.commits ?? 0,
    pr: pullRequest,
    merged: merged?.sha ?? null,
    since: stageSince,
    workMs,
    gateMs,
  };
}

/** Why it stands where it stands, where status and edges do not say it. */
function noteOf(task: TaskState | undefined, wish: TaskWish | undefined): string | null {
  if (task === undefined) return null;
  switch (task.stage) {
    case 'merged':
      return task.merged?.note ?? null;
    case 'failed':
      return task.failedAttempts > 0 ? `${task.failedAttempts} attempts failed` : null;
    case 'complete':
      return task.phase === 'rework'
        ? `goes back to its worker: ${task.items[0]?.from ?? 'a finding'}`
        : null;
    case 'pending':
      return pendingNote(wish);
    case 'running':
    case 'cancelled':
      return null;
  }
}

function pendingNote(wish: TaskWish | undefined): string | null {
  if (wish === undefined) return 'its entry is gone from the queue';
  if (wish.hold) return 'on hold';
  return wish.textFile === null ? 'it has no text' : null;
}
