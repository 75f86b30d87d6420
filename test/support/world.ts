import { FULL_PROJECT } from '../../src/domain/budget.ts';
import { canBegin } from '../../src/decide/readiness.ts';
import type { PaneView, TerminalView } from '../../src/domain/generation.ts';
import type { Graph } from '../../src/domain/graph.ts';
import type { IntegrationState, Ledger, Stage, TaskState, WorkerState } from '../../src/domain/ledger.ts';
import type { TaskId, WorkerName } from '../../src/domain/names.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { PullRequest } from '../../src/domain/pull-request.ts';
import type { Question } from '../../src/domain/question.ts';
import { known, type Seen } from '../../src/domain/seen.ts';
import type { TaskWish, Wish } from '../../src/domain/wish.ts';
import type { CountedTime, KindFacts, World } from '../../src/domain/world.ts';
import { aPolicy } from './policy.ts';
import { aWish, aWorker, INTEGRATION_TIP, NOON } from './ledger-parts.ts';

/** What a test says about its world; everything else is filled in with a quiet, healthy default. */
export interface WorldParts {
  readonly now?: number;
  readonly policy?: Policy;
  /** Each has a default wish, unless `wishes` names it or `unwished` does. */
  readonly tasks?: readonly TaskState[];
  readonly wishes?: readonly TaskWish[];
  /** Tasks of the ledger that are gone from the queue. */
  readonly unwished?: readonly TaskId[];
  /** Workers of the policy that are not named have an empty state. */
  readonly workers?: readonly WorkerState[];
  readonly questions?: readonly Question[];
  readonly pullRequests?: readonly PullRequest[];
  readonly ledger?: Partial<Ledger>;
  readonly integration?: Partial<IntegrationState>;
  readonly wish?: Partial<Omit<Wish, 'tasks'>>;
  readonly panes?: readonly PaneView[];
  /** Wins over `panes`. */
  readonly terminal?: Seen<TerminalView>;
  readonly kinds?: Readonly<Record<string, Partial<KindFacts>>>;
  readonly world?: Partial<World>;
}

/** The facts of the demo agent. */
const DEMO_KIND: KindFacts = {
  proves: 'prompt-event',
  tellsIdle: true,
  resumes: false,
  betweenTasks: 'keep',
  readyBy: 'event',
};

/** So much time in which nothing moved counts against these workers, in milliseconds. */
export function stoodStill(
  ms: Readonly<Record<WorkerName, number>>,
  over: Partial<CountedTime> = {},
): Pick<World, 'counted'> {
  const counted = Object.entries(ms).map(([name, stillMs]): [WorkerName, CountedTime] => [
    name,
    { quietMs: stillMs, stillMs, progressAt: null, mark: [], ...over },
  ]);
  return { counted: new Map(counted) };
}

/** A world of consistent parts: the graph is derived from tasks and wishes as the engine does it. */
export function aWorld(parts: WorldParts = {}): World {
  const now = parts.now ?? NOON;
  const policy = parts.policy ?? aPolicy();
  const wish = wishOf(parts);
  const ledger = ledgerOf(parts, policy);
  const base: World = {
    now,
    projectId: 'a1b2c3d4e5f6',
    policy,
    ledger,
    wish,
    unaccepted: null,
    graph: emptyGraph(),
    terminal: parts.terminal ?? known({ serverPid: 100, panes: parts.panes ?? [] }, now),
    heads: new Map(),
    astray: new Map(),
    unread: new Map(),
    clashes: new Map(),
    uncommitted: new Map(),
    baseTip: known('base0', now),
    integrationTip: known(ledger.integration.tip, now),
    remote: null,
    forge: 'local',
    textHashes: new Map(),
    counted: new Map(),
    vitals: new Map(),
    agentMs: new Map(),
    machine: known({ freeMemoryBytes: 64e9, freeDiskBytes: 500e9, cores: 8, load: 0.5 }, now),
    programs: new Map(),
    kinds: kindsOf(parts),
    stopping: 'no',
    stoppingSince: null,
  };
  const world = { ...base, ...parts.world };
  return { ...world, graph: parts.world?.graph ?? graphOf(world) };
}

/** The same world after its ledger changed: what the next tick would see. */
export function withLedger(world: World, ledger: Ledger): World {
  const next = { ...world, ledger };
  return { ...next, graph: graphOf(next) };
}

function wishOf(parts: WorldParts): Wish {
  const gone = new Set(parts.unwished);
  const byTask = (parts.tasks ?? [])
    .filter((task) => !gone.has(task.id))
    .map((task) => aWish(task.id, { status: task.synced?.status ?? 'pending' }));
  const tasks = new Map([...byTask, ...(parts.wishes ?? [])].map((wish) => [wish.id, wish]));
  return {
    tasks,
    problems: [],
    queue: { state: 'good', hash: 'queue-hash' },
    dependencies: { state: 'good', hash: 'dependencies-hash' },
    dependencyFields: new Map(),
    notQueued: [],
    ...parts.wish,
  };
}

function ledgerOf(parts: WorldParts, policy: Policy): Ledger {
  const tasks = new Map((parts.tasks ?? []).map((task) => [task.id, task]));
  const workers = new Map<WorkerName, WorkerState>(
    [...policy.workers.keys()].map((name) => [name, aWorker(name)]),
  );
  for (const worker of parts.workers ?? []) workers.set(worker.name, worker);
  const questions = new Map((parts.questions ?? []).map((question) => [question.id, question]));
  return {
    tasks,
    workers,
    receipts: new Map(),
    questions,
    questionsAsked: Math.max(0, ...[...questions.values()].map((question) => question.number)),
    pullRequests: new Map((parts.pullRequests ?? []).map((pr) => [pr.number, pr])),
    open: new Map(),
    failures: new Map(),
    conflicts: new Map(),
    integration: {
      branch: policy.git.integration,
      tip: INTEGRATION_TIP,
      baseTip: 'base0',
      omnibus: null,
      rounds: 0,
      merges: 0,
      movedAt: null,
      ...parts.integration,
    },
    pushed: new Map(),
    accounts: new Map(),
    programs: new Map(),
    stretches: new Map(),
    serverDeaths: [],
    budget: FULL_PROJECT,
    orders: [],
    active: new Set([...tasks.values()].filter((task) => isActive(parts, task)).map((task) => task.id)),
    stages: stagesOf(tasks.values()),
    statusChanges: 0,
    writing: new Map(),
    decisions: new Map(),
    epoch: 1,
    pausedAll: false,
    startedAt: NOON - 3_600_000,
    ...parts.ledger,
  };
}

function stagesOf(tasks: Iterable<TaskState>): ReadonlyMap<Stage, number> {
  const stages = new Map<Stage, number>();
  for (const { stage } of tasks) stages.set(stage, (stages.get(stage) ?? 0) + 1);
  return stages;
}

function isActive({ pullRequests = [] }: WorldParts, task: TaskState): boolean {
  const hasOpen = pullRequests.some(({ number, state }) => number === task.pullRequest && state === 'open');
  return (
    hasOpen ||
    task.stage === 'running' ||
    task.stage === 'complete' ||
    task.items.length > 0 ||
    task.moveTo !== null ||
    (task.crashedOut ?? []).length > 0
  );
}

function kindsOf(parts: WorldParts): ReadonlyMap<string, KindFacts> {
  const kinds = { demo: {}, ...parts.kinds };
  return new Map(Object.entries(kinds).map(([name, facts]) => [name, { ...DEMO_KIND, ...facts }]));
}

function emptyGraph(): Graph {
  return {
    after: new Map(),
    dependants: new Map(),
    cycles: [],
    unseen: [],
    vanished: [],
    unsynced: new Set(),
    lost: [],
    withoutText: [],
    ready: { own: () => [], open: [], size: 0 },
  };
}

/** Edges, dependants, differences and the ready ones, counted anew. */
function graphOf(world: World): Graph {
  const { ledger, wish } = world;
  const wishes = [...wish.tasks.values()];
  const after = new Map(
    wishes.map((task) => {
      const dropped = ledger.tasks.get(task.id)?.droppedEdges ?? [];
      return [task.id, task.after.filter((id) => !dropped.includes(id))];
    }),
  );
  const dependants = new Map<TaskId, TaskId[]>();
  for (const [id, before] of after)
    for (const on of before) dependants.set(on, [...(dependants.get(on) ?? []), id]);
  const edges: World = { ...world, graph: { ...emptyGraph(), after, dependants } };
  const ready = wishes.filter((task) => canBegin(edges, task.id)).sort(byUrgency);
  return {
    ...edges.graph,
    unseen: wishes.map((task) => task.id).filter((id) => !ledger.tasks.has(id)),
    vanished: [...ledger.tasks.keys()].filter((id) => !wish.tasks.has(id)),
    unsynced: new Set(wishes.filter((task) => differs(ledger.tasks.get(task.id), task)).map(({ id }) => id)),
    lost: [...dependants.keys()].filter((id) => isLost(ledger.tasks.get(id))),
    withoutText: wishes.filter((task) => lacksText(ledger.tasks.get(task.id), task)).map(({ id }) => id),
    ready: {
      own: (worker) => ready.filter((task) => task.assignee === worker).map((task) => task.id),
      open: ready.filter((task) => task.assignee === null).map((task) => task.id),
      size: ready.length,
    },
  };
}

function differs(task: TaskState | undefined, wish: TaskWish): boolean {
  if (task === undefined) return false;
  return task.synced?.status !== wish.status || task.synced.assignee !== wish.assignee;
}

function isLost(task: TaskState | undefined): boolean {
  return task?.stage === 'failed' || task?.stage === 'cancelled';
}

function lacksText(task: TaskState | undefined, wish: TaskWish): boolean {
  return task?.stage === 'pending' && wish.textFile === null && !wish.hold;
}

function byUrgency(a: TaskWish, b: TaskWish): number {
  return a.priority - b.priority || a.order - b.order;
}
