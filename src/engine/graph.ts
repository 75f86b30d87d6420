import { canBegin } from '../decide/readiness.ts';
import type { Graph, ReadyTasks } from '../domain/graph.ts';
import type { Ledger, TaskState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { TaskWish, Wish } from '../domain/wish.ts';
import { findCycles } from './cycles.ts';
import { sortedTasks, type SortedTasks } from './sorted-tasks.ts';

/** The graph kept up to date: built anew when the wish changes, otherwise only around the tasks that changed. */
export interface GraphIndex {
  readonly graph: Graph;
  /** Looks again at these tasks, at what depends on them, and at what they waited for. */
  touch(tasks: Iterable<TaskId>): void;
}

interface MutableGraph extends Graph {
  after: Map<TaskId, readonly TaskId[]>;
  dependants: Map<TaskId, TaskId[]>;
  cycles: readonly (readonly TaskId[])[];
}

export function indexGraph(ledger: Ledger, wish: Wish): GraphIndex {
  const sets = emptySets();
  const after = new Map<TaskId, readonly TaskId[]>();
  const dependants = new Map<TaskId, TaskId[]>();
  for (const task of wish.tasks.values()) setEdges({ after, dependants }, task.id, edgesOf(ledger, task));
  const compare = urgency(wish, dependants);
  const ready = readyIndex(wish, compare);
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
  const prospects = { ledger, wish, graph };
  const place = (id: TaskId): void => {
    const task = ledger.tasks.get(id);
    const wanted = wish.tasks.get(id);
    if (wanted !== undefined) setEdges(graph, id, edgesOf(ledger, wanted));
    mark(sets.unseen, id, task === undefined && wanted !== undefined);
    mark(sets.vanished, id, task !== undefined && wanted === undefined);
    mark(sets.unsynced, id, task !== undefined && wanted !== undefined && differs(task, wanted));
    mark(sets.withoutText, id, wanted?.textFile === null && !wanted.hold && task?.stage === 'pending');
    mark(sets.lost, id, isLost(task) && (dependants.get(id)?.length ?? 0) > 0);
    ready.set(id, canBegin(prospects, id));
  };
  for (const id of wish.tasks.keys()) place(id);
  for (const id of ledger.tasks.keys()) if (!wish.tasks.has(id)) place(id);
  return {
    graph,
    touch(tasks) {
      const around = new Set<TaskId>();
      const waitedFor = new Set<TaskId>();
      for (const id of tasks) {
        for (const near of [id, ...(dependants.get(id) ?? [])]) around.add(near);
        for (const on of after.get(id) ?? []) waitedFor.add(on);
      }
      for (const id of around) place(id);
      // Last: an edge that was dropped is gone only now.
      for (const id of waitedFor) place(id);
    },
  };
}

function emptySets(): Record<'unseen' | 'vanished' | 'unsynced' | 'lost' | 'withoutText', Set<TaskId>> {
  return {
    unseen: new Set(),
    vanished: new Set(),
    unsynced: new Set(),
    lost: new Set(),
    withoutText: new Set(),
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
  wish: Wish,
  dependants: ReadonlyMap<TaskId, readonly TaskId[]>,
): (a: TaskId, b: TaskId) => number {
  const count = new Map([...dependants].map(([id, others]) => [id, others.length]));
  const priority = (id: TaskId) => wish.tasks.get(id)?.priority ?? Number.MAX_SAFE_INTEGER;
  const order = (id: TaskId) => wish.tasks.get(id)?.order ?? Number.MAX_SAFE_INTEGER;
  return (a, b) =>
    priority(a) - priority(b) || (count.get(b) ?? 0) - (count.get(a) ?? 0) || order(a) - order(b);
}

function readyIndex(
  wish: Wish,
  compare: (a: TaskId, b: TaskId) => number,
): { readonly view: ReadyTasks; set(id: TaskId, ready: boolean): void } {
  const open = sortedTasks(compare);
  const own = new Map<WorkerName, SortedTasks>();
  const all = new Set<TaskId>();
  const bucketOf = (id: TaskId): SortedTasks => {
    const assignee = wish.tasks.get(id)?.assignee ?? null;
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
