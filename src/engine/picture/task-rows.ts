import { awaitsReview } from '../../decide/reviewed.ts';
import { shownStatus, unsatisfied } from '../../decide/readiness.ts';
import { evidenceAt, namesOf } from '../../decide/ci.ts';
import { movedTo } from '../../decide/moved-to.ts';
import type { Ledger, TaskState } from '../../domain/ledger.ts';
import type { Phase } from '../../domain/task-parts.ts';
import type { TaskId, WorkerName } from '../../domain/names.ts';
import type { Prices } from '../../domain/price.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { Question } from '../../domain/question.ts';
import type { ShownStatus, TaskRow } from '../../domain/snapshot.ts';
import type { TaskWish } from '../../domain/wish.ts';
import type { World } from '../../domain/world.ts';
import { askedSince, type Asked } from './asked.ts';
import { spentRow } from './spent-row.ts';

/** The rows of the last picture, by task. */
export type DrawnRows = Map<TaskId, DrawnRow>;

/** A row and all that it was drawn from. A task that the ledger does not know has a row that depends on the time. */
interface DrawnRow {
  readonly row: TaskRow;
  readonly task: TaskState | undefined;
  readonly wish: TaskWish | undefined;
  readonly pr: PullRequest | undefined;
  readonly question: Question | null;
  readonly after: readonly TaskId[];
  readonly before: readonly (TaskState | undefined)[];
  readonly prices: Prices;
}

/**
 * Every task of the queue in its order, then those that only the ledger knows. Linear in tasks, edges and questions. A row of which
 * nothing changed since `drawn` is the very same object again; `drawn` is brought up to date.
 */
export function taskRows(world: World, asked: Asked, drawn: DrawnRows): readonly TaskRow[] {
  const unasked = askedOnly(world, null);
  const row = (id: TaskId): TaskRow => {
    const question = asked.tasks.get(id) ?? null;
    const known = drawn.get(id);
    if (known !== undefined && known.question === question && isCurrent(world, id, known)) return known.row;
    const status = shownStatus(question === null ? unasked : askedOnly(world, question), id);
    const fresh = draw(world, id, { status, question });
    drawn.set(id, fresh);
    return fresh.row;
  };
  const { tasks: wishes } = world.wish;
  const rest = [...world.ledger.tasks.keys()].filter((id) => !wishes.has(id));
  const rows = [...[...wishes.keys()].map(row), ...rest.map(row)];
  if (drawn.size > rows.length) forgetOthers(drawn, rows);
  return rows;
}

function forgetOthers(drawn: DrawnRows, rows: readonly TaskRow[]): void {
  const shown = new Set(rows.map(({ task }) => task));
  for (const id of drawn.keys()) if (!shown.has(id)) drawn.delete(id);
}

/** The records of a ledger and of a wish are replaced when they change, never changed. */
function isCurrent(
  { ledger, wish, graph, policy }: World,
  id: TaskId,
  { task, after, ...from }: DrawnRow,
): boolean {
  return (
    task !== undefined &&
    task === ledger.tasks.get(id) &&
    from.wish !== undefined &&
    from.wish === wish.tasks.get(id) &&
    from.pr === requestOf(ledger, task) &&
    from.prices === policy.prices &&
    after === (graph.after.get(id) ?? NONE) &&
    after.every((on, index) => from.before[index] === ledger.tasks.get(on))
  );
}

const NONE: readonly TaskId[] = [];

type Shown = Pick<DrawnRow, 'question'> & { readonly status: ShownStatus };

function draw(world: World, id: TaskId, shown: Shown): DrawnRow {
  const after = world.graph.after.get(id) ?? NONE;
  return {
    row: rowOf(world, id, shown),
    question: shown.question,
    task: world.ledger.tasks.get(id),
    wish: world.wish.tasks.get(id),
    pr: requestOf(world.ledger, world.ledger.tasks.get(id)),
    after,
    before: after.map((on) => world.ledger.tasks.get(on)),
    prices: world.policy.prices,
  };
}

/** The classifier looks through all questions for each task: here it is given only the one that matters. */
function askedOnly(world: World, question: Question | null): World {
  const questions = new Map(question === null ? [] : [[question.id, question]]);
  return { ...world, ledger: { ...world.ledger, questions } };
}

/** Field by field: spreading several objects into one takes ten times as long, which shows with 100,000 tasks. */
function rowOf(world: World, id: TaskId, { status, question }: Shown): TaskRow {
  const wish = world.wish.tasks.get(id);
  const task = world.ledger.tasks.get(id);
  const { title, kind, priority, assignee } = wish ?? lastKnown(world, id);
  const { phase, pullRequest, merged, stageSince, workMs, gateMs } = task ?? unseen(world);
  const { number: attempt, branch, commits } = task?.attempt ?? NO_ATTEMPT;
  return {
    task: id,
    title,
    kind,
    status,
    phase: shownPhase(world, task, phase),
    priority,
    assignee,
    worker: shownWorker(task),
    attempt,
    branch,
    commits,
    ...branchPart(task),
    after: world.graph.after.get(id) ?? [],
    waitingFor: (task?.stage ?? 'pending') === 'pending' ? unsatisfied(world, id) : [],
    pr: pullRequest,
    merged: merged?.sha ?? null,
    note: noteOf(task, wish, requestOf(world.ledger, task)),
    since: question === null ? stageSince : askedSince(question),
    workMs,
    gateMs,
    ...(task?.spent === undefined ? {} : { spent: spentRow(world.policy, task.spent) }),
  };
}

/** Whom it waits for, rather than who had it last. */
function shownWorker(task: TaskState | undefined): WorkerName | null {
  return task === undefined ? null : (movedTo(task) ?? task.worker);
}

function branchPart(task: TaskState | undefined): Pick<TaskRow, 'branchCommits'> {
  const attempt = task?.attempt ?? null;
  if (attempt?.branchSha === undefined) return {};
  const { commits, earlierCommits } = attempt;
  return { branchCommits: earlierCommits === undefined ? null : earlierCommits + commits };
}

function shownPhase(world: World, task: TaskState | undefined, phase: Phase | null): Phase | null {
  return phase === 'gating' && task !== undefined && awaitsReview(world, task) ? 'reviewing' : phase;
}

const NO_ATTEMPT = { number: 0, branch: null, commits: 0 } as const;

/** Of a task whose entry is gone from the queue. */
function lastKnown(world: World, id: TaskId): Pick<TaskWish, 'title' | 'kind' | 'priority' | 'assignee'> {
  const task = world.ledger.tasks.get(id);
  const kind = world.policy.workers.has(id) ? 'primary' : 'bonus';
  return { title: task?.title ?? id, kind, priority: 0, assignee: task?.synced?.assignee ?? null };
}

/** Of a task that the ledger has not taken up yet. */
function unseen({
  now,
}: World): Pick<TaskState, 'phase' | 'pullRequest' | 'merged' | 'stageSince' | 'workMs' | 'gateMs'> {
  const nothing = { phase: null, pullRequest: null, merged: null } as const;
  return { ...nothing, stageSince: now, workMs: 0, gateMs: 0 };
}

/** Why it stands where it stands, where status and edges do not say it. */
function noteOf(
  task: TaskState | undefined,
  wish: TaskWish | undefined,
  pr: PullRequest | undefined,
): string | null {
  if (task === undefined) return null;
  switch (task.stage) {
    case 'merged':
      return task.merged?.note ?? null;
    case 'failed':
      return task.failedAttempts > 0 ? `${task.failedAttempts} attempts failed` : null;
    case 'complete':
      return task.phase === 'rework'
        ? `goes back to its worker: ${task.items.find(({ kind }) => kind === 'rework')?.from ?? 'a finding'}`
        : forgeNote(task, pr);
    case 'pending':
      return pendingNote(wish) ?? movedNote(task);
    case 'running':
    case 'cancelled':
      return null;
  }
}

/** Of finished work that waits for others at the forge. */
function forgeNote({ attempt }: TaskState, pr: PullRequest | undefined): string | null {
  const head = attempt?.judged ?? null;
  const checks = pr === undefined || head === null ? [] : (evidenceAt(pr, head)?.checks ?? []);
  const open = checks.filter(({ state }) => state !== 'passed');
  return open.length === 0 ? null : `GitHub: ${namesOf(open)}`;
}

function requestOf({ pullRequests }: Ledger, task: TaskState | undefined): PullRequest | undefined {
  const number = task?.pullRequest ?? null;
  return number === null ? undefined : pullRequests.get(number);
}

function movedNote(task: TaskState): string | null {
  const to = movedTo(task);
  return to === null ? null : `${to}, to which you gave it`;
}

function pendingNote(wish: TaskWish | undefined): string | null {
  if (wish === undefined) return 'its entry is gone from the queue';
  if (wish.hold) return 'on hold';
  return wish.textFile === null ? 'it has no text' : null;
}
