import type { AccountLimit } from '../../domain/account.ts';
import type { Conflict } from '../../domain/conflict.ts';
import { FULL_PROJECT, type ProjectBudget } from '../../domain/budget.ts';
import type { LedgerImage } from '../../domain/ledger-image.ts';
import type {
  Failure,
  IntegrationState,
  Ledger,
  OpenEffect,
  ServerDeath,
  Stage,
  Synced,
  TaskState,
  WorkerState,
} from '../../domain/ledger.ts';
import type { GoneTree, Trashed } from '../../domain/merged-work.ts';
import type { Receipt } from '../../domain/delivery.ts';
import type { ForgeWatch } from '../../domain/forge-watch.ts';
import type { AgentState } from '../../domain/generation.ts';
import type { Sha } from '../../domain/names.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { ProgramState } from '../../domain/program.ts';
import type { ClosedQuestion, Question } from '../../domain/question.ts';
import type { Order } from '../../domain/request.ts';
import type { DoneOrder } from '../../domain/undo.ts';

/** The ledger as the fold sees it. Everybody else gets it as `Ledger`. */
export interface MutableLedger extends Ledger {
  tasks: Map<string, TaskState>;
  workers: Map<string, WorkerState>;
  receipts: Map<string, Receipt>;
  questions: Map<string, Question>;
  questionsAsked: number;
  closed: readonly ClosedQuestion[];
  pullRequests: Map<number, PullRequest>;
  pushed: Map<string, readonly Sha[]>;
  lockedForge?: string;
  forgeChoice?: 'local';
  forge?: ForgeWatch;
  open: Map<string, OpenEffect>;
  failures: Map<string, Failure>;
  integration: IntegrationState;
  conflicts: Map<string, Conflict>;
  accounts: Map<string, AccountLimit>;
  stretches: Map<string, readonly number[]>;
  trash: Map<string, Trashed>;
  goneTrees: Map<string, GoneTree>;
  serverDeaths: readonly ServerDeath[];
  budget: ProjectBudget;
  programs: Map<string, ProgramState>;
  commandsAnswered?: NonNullable<Ledger['commandsAnswered']>;
  orders: Order[];
  done: readonly DoneOrder[];
  active: Set<string>;
  stages: Map<Stage, number>;
  statusChanges: number;
  writing: Map<string, Synced>;
  decisions: Map<string, string>;
  epoch: number;
  pausedAll: boolean;
  startedAt: number | null;
}

export function emptyLedger(integrationBranch: string): MutableLedger {
  return {
    tasks: new Map(),
    workers: new Map(),
    receipts: new Map(),
    questions: new Map(),
    questionsAsked: 0,
    closed: [],
    pullRequests: new Map(),
    pushed: new Map(),
    open: new Map(),
    failures: new Map(),
    integration: {
      branch: integrationBranch,
      tip: null,
      baseTip: null,
      omnibus: null,
      rounds: 0,
      merges: 0,
      movedAt: null,
    },
    conflicts: new Map(),
    accounts: new Map(),
    stretches: new Map(),
    trash: new Map(),
    goneTrees: new Map(),
    serverDeaths: [],
    budget: FULL_PROJECT,
    programs: new Map(),
    orders: [],
    done: [],
    active: new Set(),
    stages: new Map(),
    statusChanges: 0,
    writing: new Map(),
    decisions: new Map(),
    epoch: 0,
    pausedAll: false,
    startedAt: null,
  };
}

export const UNSEEN_AGENT: AgentState = {
  ready: false,
  activity: 'unknown',
  since: 0,
  lastEvent: null,
  lastEventAt: null,
  asks: null,
  limitedUntil: null,
  progress: null,
  eta: null,
};

function newWorker(name: string): WorkerState {
  return {
    name,
    generations: 0,
    generation: null,
    lastEnd: null,
    agent: UNSEEN_AGENT,
    task: null,
    worktree: null,
    crashes: [],
    restarts: 0,
    restartNotBefore: null,
    quarantined: null,
    paused: false,
    progressAt: null,
    quietMs: 0,
    idleSince: null,
    interrupted: null,
    saved: null,
    inbox: [],
  };
}

export function toImage(ledger: Ledger): LedgerImage {
  return {
    version: 1,
    tasks: [...ledger.tasks.values()],
    workers: [...ledger.workers.values()],
    receipts: [...ledger.receipts.values()],
    questions: [...ledger.questions.values()],
    questionsAsked: ledger.questionsAsked,
    ...(ledger.closed === undefined ? {} : { closed: ledger.closed }),
    pullRequests: [...ledger.pullRequests.values()],
    open: [...ledger.open.values()],
    failures: [...ledger.failures],
    integration: ledger.integration,
    conflicts: [...ledger.conflicts.values()],
    pushed: [...ledger.pushed],
    ...forgePart(ledger),
    accounts: [...ledger.accounts],
    stretches: [...ledger.stretches],
    ...(ledger.trash === undefined ? {} : { trash: [...ledger.trash] }),
    ...(ledger.goneTrees === undefined ? {} : { goneTrees: [...ledger.goneTrees] }),
    serverDeaths: ledger.serverDeaths,
    ...(ledger.budget === undefined ? {} : { budget: ledger.budget }),
    programs: [...ledger.programs],
    ...(ledger.commandsAnswered === undefined ? {} : { commandsAnswered: ledger.commandsAnswered }),
    orders: ledger.orders,
    ...(ledger.done === undefined ? {} : { done: ledger.done }),
    writing: [...ledger.writing],
    decisions: [...ledger.decisions],
    statusChanges: ledger.statusChanges,
    epoch: ledger.epoch,
    pausedAll: ledger.pausedAll,
    startedAt: ledger.startedAt,
  };
}

export function fromImage(image: LedgerImage): MutableLedger {
  const ledger: MutableLedger = {
    tasks: new Map(image.tasks.map((task) => [task.id, task])),
    workers: new Map(image.workers.map((worker) => [worker.name, worker])),
    receipts: new Map(image.receipts.map((receipt) => [receipt.id, receipt])),
    questions: new Map(image.questions.map((question) => [question.id, question])),
    questionsAsked: image.questionsAsked,
    closed: image.closed ?? [],
    pullRequests: new Map(image.pullRequests.map((pr) => [pr.number, pr])),
    open: new Map(image.open.map((effect) => [effect.key, effect])),
    failures: new Map(image.failures),
    integration: image.integration,
    conflicts: new Map((image.conflicts ?? []).map((conflict) => [conflict.key, conflict])),
    pushed: new Map(image.pushed),
    ...forgePart(image),
    accounts: new Map(image.accounts),
    stretches: new Map(image.stretches),
    trash: new Map(image.trash),
    goneTrees: new Map(image.goneTrees),
    serverDeaths: image.serverDeaths ?? [],
    budget: image.budget ?? FULL_PROJECT,
    programs: new Map(image.programs),
    ...(image.commandsAnswered === undefined ? {} : { commandsAnswered: image.commandsAnswered }),
    orders: [...image.orders],
    done: image.done ?? [],
    active: new Set(),
    stages: new Map(),
    statusChanges: image.statusChanges ?? 0,
    writing: new Map(image.writing),
    decisions: new Map(image.decisions),
    epoch: image.epoch,
    pausedAll: image.pausedAll,
    startedAt: image.startedAt,
  };
  for (const task of ledger.tasks.values()) {
    noteActive(ledger, task);
    countStage(ledger, task.stage, 1);
  }
  return ledger;
}

/** What of it is there. */
function forgePart({
  forge,
  lockedForge,
  forgeChoice,
}: Pick<LedgerImage, 'forge' | 'lockedForge' | 'forgeChoice'>): Pick<
  LedgerImage,
  'forge' | 'lockedForge' | 'forgeChoice'
> {
  return {
    ...(forge === undefined ? {} : { forge }),
    ...(lockedForge === undefined ? {} : { lockedForge }),
    ...(forgeChoice === undefined ? {} : { forgeChoice }),
  };
}

/** Keeps the index of tasks that every tick looks at. */
export function noteActive(ledger: MutableLedger, task: TaskState): void {
  if (isActive(ledger, task)) ledger.active.add(task.id);
  else ledger.active.delete(task.id);
}

function isActive(ledger: Ledger, task: TaskState): boolean {
  if (task.stage === 'running' || task.stage === 'complete') return true;
  if (task.items.length > 0 || isPassedOn(task) || isToBeTidied(task)) return true;
  const pr = task.pullRequest === null ? undefined : ledger.pullRequests.get(task.pullRequest);
  return pr !== undefined && pr.state === 'open' && pr.task === task.id;
}

/** A human gave it to a certain worker, or it is kept from some. */
function isPassedOn({ moveTo, crashedOut = [] }: TaskState): boolean {
  return moveTo !== null || crashedOut.length > 0;
}

/** Of merged work its branch is to be removed, or it is to be taken out again; of cancelled work its merges are to be let go of. */
function isToBeTidied({ tidy = null, drop = null }: TaskState): boolean {
  return tidy !== null || drop !== null;
}

/** Keeps the number of tasks in each stage. */
export function countStage(ledger: MutableLedger, stage: Stage, change: 1 | -1): void {
  ledger.stages.set(stage, (ledger.stages.get(stage) ?? 0) + change);
}

/** Replaces a task's record. Unknown tasks are ignored: facts about them come from a journal of another queue. */
export function changeTask(
  ledger: MutableLedger,
  id: string,
  change: (task: TaskState) => Partial<TaskState>,
): void {
  const task = ledger.tasks.get(id);
  if (task === undefined) return;
  const next = { ...task, ...change(task) };
  ledger.tasks.set(id, next);
  if (next.stage !== task.stage) {
    ledger.statusChanges += 1;
    countStage(ledger, task.stage, -1);
    countStage(ledger, next.stage, 1);
  }
  noteActive(ledger, next);
}

/** Replaces a worker's record, which is made when it is new. */
export function changeWorker(
  ledger: MutableLedger,
  name: string,
  change: (worker: WorkerState) => Partial<WorkerState>,
): void {
  const worker = ledger.workers.get(name) ?? newWorker(name);
  ledger.workers.set(name, { ...worker, ...change(worker) });
}
