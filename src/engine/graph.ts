import { canBegin } from '../decide/readiness.ts';
import type { Graph, ReadyTasks } from '../domain/graph.ts';
import type { Ledger, TaskState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { TaskWish, Wish } from '../domain/wish.ts';
import { findCycles } from './cycles.ts';
import { sortedTasks, type SortedTasks } from './sorted-tasks.ts';

/** The graph kept up to date: around the tasks that changed, and built anew when the wish changed in more than single entries. */
export interface GraphIndex {
  readonly graph: Graph;
  /** Looks again at these tasks, at what depends on them, and at what they waited for. */
  touch(tasks: Iterable<TaskId>): void;
  /** Goes over to another wish; false, and nothing done, when only a new graph can show it. */
  follow(wish: Wish): boolean;
}

interface MutableGraph extends Graph {
  after: Map<TaskId, readonly TaskId[]>;
  dependants: Map<TaskId, TaskId[]>;
  cycles: readonly (readonly TaskId[])[];
}

export function indexGraph(
  ledger: Ledger,
  first: Wish,
  unblockOn: Policy['merge']['unblockOn'] = 'merged',
): GraphIndex {
  const sets = emptySets();
  const after = new Map<TaskId, readonly TaskId[]>();
  const dependants = new Map<TaskId, TaskId[]>();
  for (const task of first.tasks.values()) setEdges({ after, dependants }, task.id, edgesOf(ledger, task));
  const prospects = { ledger, wish: first, policy: { merge: { unblockOn } } };
  const wished: Wished = (id) => prospects.wish.tasks.get(id);
  const ready = readyIndex(wished, urgency(wished, dependants));
  const graph: MutableGraph = {
    after,
    dependants,
    cycles: findCycles(after),
    unsynced: sets.unsynced,
    get unseen() {
      return [...sets.unseen];
    },
    get vanished() {
      return [...sets.vanished];
    },
    get lost() {
      return [...sets.lost];
    },
    get withoutText() {
      return [...sets.withoutText];
    },
    ready: ready.view,
  };
  const place = (id: TaskId): void => {
    const task = ledger.tasks.get(id);
    const wanted = wished(id);
    if (wanted !== undefined) setEdges(graph, id, edgesOf(ledger, wanted));
    mark(sets.unseen, id, task === undefined && wanted !== undefined);
    mark(sets.vanished, id, task !== undefined && wanted === undefined);
    mark(sets.unsynced, id, task !== undefined && wanted !== undefined && differs(task, wanted));
    mark(sets.withoutText, id, wanted?.textFile === null && !wanted.hold && task?.stage === 'pending');
    mark(sets.lost, id, isLost(task) && (dependants.get(id)?.length ?? 0) > 0);
    ready.set(id, canBegin({ ...prospects, graph }, id));
  };
  for (const id of first.tasks.keys()) place(id);
  for (const id of ledger.tasks.keys()) if (!first.tasks.has(id)) place(id);
  const touch = (tasks: Iterable<TaskId>): void => {
    for (const id of around(graph, tasks)) place(id);
  };
  return {
    graph,
    touch,
    follow(wish) {
      const changed = changedInPlace(prospects.wish, wish);
      if (changed === null) return false;
      prospects.wish = wish;
      touch(changed);
      return true;
    },
  };
}

/** Entries that differ, when neither their number, their edges nor their order do; null otherwise. */
function changedInPlace(before: Wish, now: Wish): readonly TaskId[] | null {
  if (before.tasks.size !== now.tasks.size) return null;
  const changed: TaskId[] = [];
  for (const [id, task] of now.tasks) {
    const known = before.tasks.get(id);
    if (known === task) continue;
    if (known === undefined || !hasSamePlace(known, task)) return null;
    changed.push(id);
  }
  return changed;
}

function hasSamePlace(a: TaskWish, b: TaskWish): boolean {
  if (a.priority !== b.priority || a.order !== b.order || a.assignee !== b.assignee) return false;
  return a.after.length === b.after.length && a.after.every((on, index) => on === b.after[index]);
}

type Wished = (id: TaskId) => TaskWish | undefined;

/** These tasks and what depends on them, then what they waited for: an edge that was dropped is gone only when they are placed. */
function around(
  { after, dependants }: Pick<Graph, 'after' | 'dependants'>,
  tasks: Iterable<TaskId>,
): Iterable<TaskId> {
  const near = new Set<TaskId>();
  const waitedFor = new Set<TaskId>();
  for (const id of tasks) {
    for (const other of [id, ...(dependants.get(id) ?? [])]) near.add(other);
    for (const on of after.get(id) ?? []) waitedFor.add(on);
  }
  return [...near, ...waitedFor];
}

function emptySets() {
  return {
    unseen: new Set<TaskId>(),
    vanished: new Set<TaskId>(),
    unsynced: new Set<TaskId>(),
    lost: new Set<TaskId>(),
    withoutText: new Set<TaskId>(),
  };
}

function edgesOf(ledger: Ledger, { id, after }: TaskWish): readonly TaskId[] {
  const dropped = ledger.tasks.get(id)?.droppedEdges ?? [];
  return dropped.length === 0 ? after : after.filter((on) => !dropped.includes(on));
}

function setEdges(
  { after, dependants }: Pick<MutableGraph, 'after' | 'dependants'>,
  id: TaskId,
  edges: readonly TaskId[],
): void {
  const before = after.get(id) ?? [];
  if (before === edges) return;
  after.set(id, edges);
  for (const on of before) {
    if (!edges.includes(on))
      dependants.set(
        on,
        (dependants.get(on) ?? []).filter((other) => other !== id),
      );
  }
  for (const on of edges) {
    const others = dependants.get(on);
    if (others === undefined) dependants.set(on, [id]);
    else if (!before.includes(on)) others.push(id);
  }
}

function mark(set: Set<TaskId>, id: TaskId, belongs: boolean): void {
  if (belongs) set.add(id);
  else set.delete(id);
}

function isLost(task: TaskState | undefined): boolean {
  return task?.stage === 'failed' || task?.stage === 'cancelled';
}

function differs({ synced }: TaskState, wish: TaskWish): boolean {
  return synced?.status !== wish.status || synced.assignee !== wish.assignee;
}

/** Lower number first, then more dependants, then the earlier entry. */
function urgency(
  wished: Wished,
  dependants: ReadonlyMap<TaskId, readonly TaskId[]>,
): (a: TaskId, b: TaskId) => number {
  const count = new Map([...dependants].map(([id, others]) => [id, others.length]));
  const priority = (id: TaskId) => wished(id)?.priority ?? Number.MAX_SAFE_INTEGER;
  const order = (id: TaskId) => wished(id)?.order ?? Number.MAX_SAFE_INTEGER;
  return (a, b) =>
    priority(a) - priority(b) || (count.get(b) ?? 0) - (count.get(a) ?? 0) || order(a) - order(b);
}

function readyIndex(
  wished: Wished,
  compare: (a: TaskId, b: TaskId) => number,
): { readonly view: ReadyTasks; set(id: TaskId, ready: boolean): void } {
  const open = sortedTasks(compare);
  const own = new Map<WorkerName, SortedTasks>();
  const all = new Set<TaskId>();
  const bucketOf = (id: TaskId): SortedTasks => {
    const assignee = wished(id)?.assignee ?? null;
    if (assignee === null) return open;
    const bucket = own.get(assignee) ?? sortedTasks(compare);
    own.set(assignee, bucket);
    return bucket;
  };
  return {
    view: {
      own: (worker) => own.get(worker)?.items ?? [],
      get open() {
        return open.items;
      },
      get size() {
        return all.size;
      },
    },
    set(id, ready) {
      if (ready === all.has(id)) return;
      mark(all, id, ready);
      if (ready) bucketOf(id).add(id);
      else bucketOf(id).remove(id);
    },
  };
}
