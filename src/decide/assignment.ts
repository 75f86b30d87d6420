import type { TaskState, WorkerState } from '../domain/ledger.ts';
import { taskBranch, type TaskId, type WorkerName } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { canBegin } from './readiness.ts';
import type { Rule } from './rule.ts';
import { isOutOfService, keptFor, mayTake, wantsSeat, whyNotFree } from './taking.ts';
import { whyNarrow, widthOf } from './width.ts';

/**
 * Gives every free worker its next item: what was begun before what is new; among those the lower priority number, its own
 * before open ones, more dependants, older. No worker idles while there is an item that it may take.
 */
export const assignment: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const given = new Set<TaskId>(beingGiven(world));
  let seats = widthOf(world) - given.size - seated(world);
  const notes: Note[] = [];
  const actions: Action[] = [];
  for (const worker of world.ledger.workers.values()) {
    if (worker.task !== null || isBeingGiven(world, worker.name) || whyNotFree(world, worker) !== null)
      continue;
    const resumed = nextBegun(world, worker, given);
    const next = resumed ?? (seats > 0 ? nextReady(world, worker, given) : null);
    if (next === null) continue;
    given.add(next);
    seats -= 1;
    if (resumed === null) actions.push(begin(world, worker, next));
    else resume(world, worker, next, { notes, actions });
  }
  return { notes, actions };
};

/** Why a worker has nothing to do, or null when it has. */
export function explainAssignment(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || worker.task !== null) return null;
  const busy = whyNotFree(world, worker);
  if (busy !== null) return `it gets no work: ${busy}`;
  const next = nextBegun(world, worker, new Set()) ?? nextReady(world, worker, new Set());
  if (next === null) return 'there is no task that it may take now';
  return whyNarrow(world) ?? `${next} is next`;
}

function seated(world: World): number {
  let count = 0;
  for (const { task } of world.ledger.workers.values()) if (task !== null) count += 1;
  return count;
}

function beingGiven(world: World): readonly TaskId[] {
  return [...world.ledger.open.values()].flatMap(({ action }) =>
    action.kind === 'begin-attempt' || action.kind === 'return-to-branch' ? [action.task] : [],
  );
}

function isBeingGiven(world: World, worker: WorkerName): boolean {
  return [...world.ledger.open.values()].some(
    ({ action }) => 'worker' in action && action.worker === worker && action.lane === `tree:${worker}`,
  );
}

/** Work that was begun before: rework, answers, and tasks whose worker is gone. */
function nextBegun(world: World, worker: WorkerState, given: ReadonlySet<TaskId>): TaskId | null {
  const mine = [...world.ledger.active].flatMap((id) => {
    const task = world.ledger.tasks.get(id);
    return task !== undefined && !given.has(id) && isFor(world, worker, task) ? [task] : [];
  });
  return mine.toSorted((a, b) => byUrgency(world, a, b))[0]?.id ?? null;
}

function isFor(world: World, worker: WorkerState, task: TaskState): boolean {
  if (!wantsSeat(world, task)) return false;
  const kept = keptFor(world, task);
  return kept === null ? mayTake(world, worker.name, task.id) : kept.worker === worker.name;
}

function byUrgency(world: World, a: TaskState, b: TaskState): number {
  const priority = (task: TaskState) => world.wish.tasks.get(task.id)?.priority ?? Number.MAX_SAFE_INTEGER;
  return priority(a) - priority(b) || a.stageSince - b.stageSince;
}

/** The best of its own, the open ones, and those of workers that are out of service. */
function nextReady(world: World, worker: WorkerState, given: ReadonlySet<TaskId>): TaskId | null {
  const { ready } = world.graph;
  const free = (tasks: readonly TaskId[]) =>
    tasks.find((id) => mayBegin(world, { worker: worker.name, task: id, given })) ?? null;
  const moved = [...world.ledger.active].find(
    (id) => world.ledger.tasks.get(id)?.moveTo === worker.name && canBegin(world, id) && !given.has(id),
  );
  if (moved !== undefined) return moved;
  const orphaned = [...world.ledger.workers.keys()]
    .filter((name) => isOutOfService(world, name))
    .map((name) => free(ready.own(name)));
  const best = [free(ready.own(worker.name)), free(ready.open), ...orphaned].filter((id) => id !== null);
  const priority = (id: TaskId) => world.wish.tasks.get(id)?.priority ?? Number.MAX_SAFE_INTEGER;
  return best.toSorted((a, b) => priority(a) - priority(b))[0] ?? null;
}

function mayBegin(
  world: World,
  {
    worker,
    task,
    given,
  }: { readonly worker: WorkerName; readonly task: TaskId; readonly given: ReadonlySet<TaskId> },
): boolean {
  const moveTo = world.ledger.tasks.get(task)?.moveTo ?? null;
  return (
    !given.has(task) &&
    (moveTo === null || moveTo === worker || isOutOfService(world, moveTo)) &&
    canBegin(world, task)
  );
}

function begin(world: World, worker: WorkerState, id: TaskId): Action {
  const task = world.ledger.tasks.get(id);
  const attempt = (task?.attempts ?? 0) + 1;
  const branchNumber = task === undefined ? 1 : nextBranch(world, task);
  const again = task !== undefined && task.branches === branchNumber;
  const wish = world.wish.tasks.get(id);
  return {
    kind: 'begin-attempt',
    lane: `tree:${worker.name}`,
    rule: 'assignment',
    why: `${id} is ready and next for ${worker.name}${attempt > 1 ? ` (attempt ${attempt})` : ''}`,
    evidence: [
      {
        source: 'ledger',
        at: world.now,
        says: `priority ${wish?.priority ?? 'none'}, ${wish?.assignee === worker.name ? 'its own' : 'open'}`,
      },
    ],
    worker: worker.name,
    task: id,
    attempt,
    branch: taskBranch(world.policy.git.branchPrefix, id, branchNumber),
    branchNumber,
    from: again ? null : world.ledger.integration.tip,
    previous: previousOf(world, worker),
  };
}

/** Merged, closed or fresh work begins on a branch of its own; anything else goes on where it was. */
function nextBranch(world: World, task: TaskState): number {
  if (task.branches === 0) return 1;
  const pr = task.pullRequest === null ? undefined : world.ledger.pullRequests.get(task.pullRequest);
  const ended = pr !== undefined && pr.state !== 'open';
  return task.fresh || ended ? task.branches + 1 : task.branches;
}

/** Whose leftovers lie in the worktree: the task of the branch that it stands on. */
export function previousOf(
  world: World,
  worker: WorkerState,
): { readonly task: TaskId; readonly attempt: number } | null {
  const branch = worker.worktree?.branch ?? null;
  const prefix = world.policy.git.branchPrefix;
  if (branch === null || !branch.startsWith(prefix)) return null;
  const task = branch.slice(prefix.length).split('.')[0] ?? '';
  const attempts = world.ledger.tasks.get(task)?.attempts ?? 0;
  return attempts === 0 ? null : { task, attempt: attempts };
}

function resume(
  world: World,
  worker: WorkerState,
  id: TaskId,
  into: { notes: Note[]; actions: Action[] },
): void {
  const task = world.ledger.tasks.get(id);
  if (task?.attempt === undefined || task.attempt === null) return;
  const why = `${worker.name} goes on with ${id}: ${task.items[0]?.kind ?? 'it was not finished'}`;
  if (worker.worktree?.branch === task.attempt.branch) {
    into.notes.push({
      rule: 'assignment',
      why,
      evidence: [],
      facts: [{ type: 'worker.seated', worker: worker.name, task: id }],
    });
    return;
  }
  into.actions.push({
    kind: 'return-to-branch',
    lane: `tree:${worker.name}`,
    rule: 'assignment',
    why,
    evidence: [],
    worker: worker.name,
    task: id,
    attempt: task.attempt.number,
    branch: task.attempt.branch,
    previous: previousOf(world, worker),
  });
}
