import type { AttemptStart } from '../domain/begun-on.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import { taskBranch, type TaskId, type WorkerName } from '../domain/names.ts';
import type { Action, ActionOf, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { isDue } from './due.ts';
import { isKeptBySomebody } from './occupied.ts';
import { beginsOn } from './finished-work.ts';
import { canBegin } from './readiness.ts';
import type { Rule, RulePart } from './rule.ts';
import { hasCrashedOut, isOutOfService, keptFor, mayResume, wantsSeat, whyNotFree } from './taking.ts';
import { moreUrgent } from './urgency.ts';
import { whyNarrow, widthOf } from './width.ts';

/**
 * Gives every free worker its next item: what was begun before what is new; among those the lower priority number, its own
 * before open ones, more dependants, older. No worker idles while there is an item that it may take.
 */
export const assignment: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const free = [...world.ledger.workers.values()].filter((worker) => isFree(world, worker));
  const work = workOf(world);
  const part: Part = { notes: [], actions: [] };
  for (const { worker, task, begun } of shareOut(world, { free, work })) {
    if (begun) add(part, resume(world, worker, task));
    else part.actions.push(begin(world, worker, task));
  }
  return { ...part, wakeAt: keptUntil(world, work) };
};

/** Why a worker has nothing to do, or null when it has. */
export function explainAssignment(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || worker.task !== null) return null;
  const busy = whyNotFree(world, worker);
  if (busy !== null) return `it gets no work: ${busy}`;
  const next = nextFor(world, worker, workOf(world));
  if (next === null) return whyNone(world, name);
  return whyNarrow(world) ?? `${next.task} is next`;
}

/** What crashed its agents is not given to it again. */
function whyNone(world: World, name: WorkerName): string {
  const kept = [...world.ledger.active].filter((id) => hasCrashedOut(world, name, id) && canBegin(world, id));
  const crashed = kept.length === 0 ? '' : ` (${kept.join(', ')} crashed its agents)`;
  return `there is no task that it may take now${crashed}`;
}

interface Part {
  readonly notes: Note[];
  readonly actions: Action[];
}

/** What there is to give away in this tick. */
interface Work {
  /** Work that was begun before and sits in no seat, most urgent first. */
  readonly begun: readonly TaskState[];
  /** Tasks that a human wants a certain worker to have. */
  readonly moved: readonly TaskState[];
  /** Tasks that crashed the agents of some worker: others may try them, whosever they are. */
  readonly crashing: readonly TaskId[];
  /** Workers out of service: their tasks are open to all. */
  readonly absent: readonly WorkerName[];
  /** Taken, or on its way to a worker. */
  readonly given: Set<TaskId>;
}

interface Match {
  readonly worker: WorkerState;
  readonly task: TaskId;
  readonly begun: boolean;
}

function workOf(world: World): Work {
  const { ledger, policy, graph } = world;
  const active = [...ledger.active].flatMap((id) => ledger.tasks.get(id) ?? []);
  const names = new Set([...ledger.workers.keys(), ...policy.workers.keys()]);
  return {
    begun: active.filter((task) => wantsSeat(world, task)).toSorted((a, b) => byAge(world, a, b)),
    moved: active.filter(({ id, moveTo }) => moveTo !== null && canBegin(world, id)),
    crashing: active.flatMap(({ id, crashedOut = [] }) => (crashedOut.length > 0 ? [id] : [])),
    absent: graph.ready.size === 0 ? [] : [...names].filter((name) => isOutOfService(world, name)),
    given: new Set(beingGiven(world)),
  };
}

/** The most urgent item first, as long as there is room: whoever comes first in the config has no right of way. */
function shareOut(
  world: World,
  { free, work }: { readonly free: readonly WorkerState[]; readonly work: Work },
): readonly Match[] {
  if (free.length === 0) return [];
  const seated = [...world.ledger.workers.values()].flatMap(({ task }) => task ?? []);
  let room = widthOf(world) - new Set([...seated, ...work.given]).size;
  const waiting = new Set(free);
  const matches: Match[] = [];
  while (room > 0 && waiting.size > 0) {
    const best = [...waiting]
      .flatMap((worker) => nextFor(world, worker, work) ?? [])
      .toSorted((a, b) => Number(b.begun) - Number(a.begun) || byUrgency(world, a.task, b.task))[0];
    if (best === undefined) break;
    matches.push(best);
    waiting.delete(best.worker);
    work.given.add(best.task);
    room -= 1;
  }
  return matches;
}

function nextFor(world: World, worker: WorkerState, work: Work): Match | null {
  const resumed = nextBegun(world, worker, work);
  if (resumed !== null) return { worker, task: resumed, begun: true };
  const ready = nextReady(world, worker, work);
  return ready === null ? null : { worker, task: ready, begun: false };
}

function isFree(world: World, worker: WorkerState): boolean {
  return worker.task === null && !isBeingGiven(world, worker.name) && whyNotFree(world, worker) === null;
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

/** When somebody else may take what is kept for a worker that is away. Epoch milliseconds, or null. */
function keptUntil(world: World, { begun, given }: Work): number | null {
  const times = begun
    .filter(({ id }) => !given.has(id))
    .map((task) => keptFor(world, task)?.until ?? Number.POSITIVE_INFINITY);
  const first = Math.min(...times);
  return Number.isFinite(first) ? first : null;
}

/** Work that was begun before: rework, answers, and tasks whose worker is gone. */
function nextBegun(world: World, worker: WorkerState, { begun, given }: Work): TaskId | null {
  const mine = begun.find(
    (task) => !given.has(task.id) && mayResume(world, worker.name, task) && isResumable(world, worker, task),
  );
  return mine?.id ?? null;
}

/** What fails here does not keep the worker from other work. */
function isResumable(world: World, worker: WorkerState, task: TaskState): boolean {
  const back = returning(world, worker, task);
  return back === null || isPossible(world, back);
}

function byAge(world: World, a: TaskState, b: TaskState): number {
  return priorityOf(world, a.id) - priorityOf(world, b.id) || a.stageSince - b.stageSince;
}

/** Lower number, more dependants, older. */
function byUrgency(world: World, a: TaskId, b: TaskId): number {
  const order = (id: TaskId) => world.wish.tasks.get(id)?.order ?? Number.MAX_SAFE_INTEGER;
  return moreUrgent(world, a, b) || order(a) - order(b);
}

function priorityOf(world: World, id: TaskId): number {
  return world.wish.tasks.get(id)?.priority ?? Number.MAX_SAFE_INTEGER;
}

/** What a human moved here; else the best of its own, the open ones, and those of workers that are out of service. */
function nextReady(
  world: World,
  worker: WorkerState,
  { moved, crashing, absent, given }: Work,
): TaskId | null {
  const { ready } = world.graph;
  const may = (id: TaskId) => !given.has(id) && mayBegin(world, worker, id);
  const mine = moved.find(({ id, moveTo }) => moveTo === worker.name && may(id));
  if (mine !== undefined) return mine.id;
  const own = ready.own(worker.name).find(may);
  const queues = [ready.open, ...absent.map((name) => ready.own(name))];
  const others = [...queues, crashing].flatMap((ids) => ids.find(may) ?? []);
  const other = others.toSorted((a, b) => byUrgency(world, a, b))[0];
  if (own === undefined || other === undefined) return own ?? other ?? null;
  return priorityOf(world, own) <= priorityOf(world, other) ? own : other;
}

function mayBegin(world: World, worker: WorkerState, id: TaskId): boolean {
  const moveTo = world.ledger.tasks.get(id)?.moveTo ?? null;
  if (moveTo !== worker.name && hasCrashedOut(world, worker.name, id)) return false;
  const isHere = moveTo === null || moveTo === worker.name || isOutOfService(world, moveTo);
  if (world.ledger.integration.tip === null) return false;
  return isHere && canBegin(world, id) && isPossible(world, begin(world, worker, id));
}

type Taking = ActionOf<'begin-attempt' | 'return-to-branch'>;

/** After a retry, or a move, the last worker may still be at work on the branch: it is interrupted, and lets go of it then. */
function isPossible(world: World, action: Taking): boolean {
  return isDue(world, action) && !isKeptBySomebody(world, action.branch, action.worker);
}

function begin(world: World, worker: WorkerState, id: TaskId): Taking {
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
    ...beginning(world, id, again),
  };
}

/** What a new branch begins on, or one that is there was begun on. */
function beginning(world: World, id: TaskId, again: boolean): AttemptStart {
  const on = again ? (world.ledger.tasks.get(id)?.attempt?.on ?? []) : beginsOn(world, id);
  return on.length === 0 ? {} : { on };
}

/** Merged, closed or fresh work begins on a branch of its own, named after the attempt; anything else goes on where it was. */
function nextBranch(world: World, task: TaskState): number {
  if (task.branches === 0) return 1;
  const pr = task.pullRequest === null ? undefined : world.ledger.pullRequests.get(task.pullRequest);
  const ended = pr !== undefined && pr.state !== 'open' && pr.head === task.attempt?.branch;
  return task.fresh || ended ? task.attempts + 1 : task.branches;
}

/** Whose leftovers lie in the worktree: the task of the branch that it stands on. */
function previousOf(
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

/** The same, under the name of the worker where nobody knows whose work it was. */
export function ownerOf(
  world: World,
  worker: WorkerState,
): { readonly task: TaskId; readonly attempt: number } {
  return previousOf(world, worker) ?? { task: worker.name, attempt: 0 };
}

function add({ notes, actions }: Part, more: RulePart): void {
  notes.push(...(more.notes ?? []));
  actions.push(...(more.actions ?? []));
}

/** Standing on its branch already it is seated at once; otherwise its worktree goes there first. */
function resume(world: World, worker: WorkerState, id: TaskId): RulePart {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return {};
  const back = returning(world, worker, task);
  if (back !== null) return { actions: [back] };
  const facts = [{ type: 'worker.seated', worker: worker.name, task: id }] as const;
  return { notes: [{ rule: 'assignment', why: whyResumed(worker, task), evidence: [], facts }] };
}

function returning(world: World, worker: WorkerState, task: TaskState): Taking | null {
  if (task.attempt === null || worker.worktree?.branch === task.attempt.branch) return null;
  return {
    kind: 'return-to-branch',
    lane: `tree:${worker.name}`,
    rule: 'assignment',
    why: whyResumed(worker, task),
    evidence: [],
    worker: worker.name,
    task: task.id,
    attempt: task.attempt.number,
    branch: task.attempt.branch,
    previous: previousOf(world, worker),
  };
}

function whyResumed({ name }: WorkerState, { id, items }: TaskState): string {
  return `${name} goes on with ${id}: ${items[0]?.kind ?? 'it was not finished'}`;
}
