import { livePane } from '../../decide/pane.ts';
import { uncommittedOf } from '../../decide/uncommitted.ts';
import type { Receipt } from '../../domain/delivery.ts';
import type { TaskState, WorkerState } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { TaskRow, WorkerRow } from '../../domain/snapshot.ts';
import type { World } from '../../domain/world.ts';
import type { Asked } from './asked.ts';
import { doingOf, type Doing } from './doing.ts';
import { pushedPart } from './pushed-commits.ts';
import { seatReceipts, seatsOf } from './seats.ts';
import { spentRow } from './spent-row.ts';
import { waitsOf } from './waits.ts';

export interface WorkerRowsContext {
  readonly asked: Asked;
  readonly tasks: readonly TaskRow[];
  /** Files that the commits of each worker's task change; null: not known. */
  readonly filesChanged: ReadonlyMap<WorkerName, number | null>;
}

/** Every configured worker in the order of the config, then removed ones that still have a session or a task. */
export function workerRows(
  world: World,
  { asked, tasks, filesChanged }: WorkerRowsContext,
): readonly WorkerRow[] {
  const seats = seatsOf(world, asked);
  const receipts = seatReceipts(world, seats);
  const doings = shownWorkers(world).map((name) => ({ name, doing: doingOf(world, name, { asked, seats }) }));
  const waits = waitsOf(
    tasks,
    doings.map(({ name, doing }) => ({ worker: name, free: isFree(world, name, { seats, doing }) })),
  );
  return doings.map(({ name, doing }) => {
    const worker = world.ledger.workers.get(name);
    return {
      worker: name,
      agent: world.policy.workers.get(name)?.agent ?? worker?.generation?.kind ?? 'none',
      ...doingPart(doing),
      ...taskPart(world, seats.get(name)),
      ...pushedPart(world, seats.get(name)?.attempt ?? null),
      ...seatPart(worker),
      branch: seats.get(name)?.attempt?.branch ?? worker?.worktree?.branch ?? null,
      filesChanged: filesChanged.get(name) ?? null,
      ...uncommittedPart(world, name),
      ...leftPart(asked, name),
      waitingFor: waits.get(name) ?? [],
      proofOfLife: worker !== undefined && isAlive(world, worker),
      ...receiptPart(receipts.get(name)),
      ...promptPart(world, name),
      ...(worker?.spent === undefined ? {} : { spent: spentRow(world.policy, worker.spent) }),
    };
  });
}

interface Freedom {
  readonly seats: ReadonlyMap<WorkerName, unknown>;
  readonly doing: Pick<Doing, 'activity'>;
}

/** Nobody and nothing keeps it from beginning a task. */
function isFree(world: World, name: WorkerName, { seats, doing }: Freedom): boolean {
  const isOut = (world.ledger.workers.get(name)?.quarantined ?? null) !== null;
  return !seats.has(name) && !isOut && doing.activity !== 'paused';
}

function receiptPart(receipt: Receipt | undefined): Pick<WorkerRow, 'receipt' | 'textFile'> {
  const { verdict = null, file } = receipt ?? {};
  return { receipt: verdict, ...(file === undefined ? {} : { textFile: file }) };
}

function uncommittedPart(world: World, name: WorkerName): Pick<WorkerRow, 'uncommitted'> {
  const now = uncommittedOf(world, name);
  if (now === null) return {};
  if (now.files === null) return { uncommitted: null };
  return { uncommitted: { files: now.files, at: now.at, ...(now.isOld ? { old: true } : {}) } };
}

type DoingPart = Pick<WorkerRow, 'health' | 'activity' | 'doing' | 'since' | 'limitedUntil'>;

function doingPart({ health, activity, doing, since, limitedUntil }: Doing): DoingPart {
  return { health, activity, doing, since, ...(limitedUntil === undefined ? {} : { limitedUntil }) };
}

function leftPart({ left }: Asked, name: WorkerName): Pick<WorkerRow, 'parked'> {
  const question = left.get(name);
  if (question === undefined || question.task === null) return {};
  return { parked: { task: question.task, question: question.number } };
}

function promptPart({ policy, kinds }: World, name: WorkerName): Pick<WorkerRow, 'permissions' | 'onPrompt'> {
  const agent = policy.agents.get(policy.workers.get(name)?.agent ?? '');
  if (agent === undefined || kinds.get(agent.kind)?.obeysPermissions !== true)
    return { permissions: null, onPrompt: null };
  return { permissions: agent.permissions, onPrompt: agent.onPrompt };
}

function shownWorkers({ policy, ledger }: World): readonly WorkerName[] {
  const removed = [...ledger.workers.values()].filter(
    ({ name, generation, task }) => !policy.workers.has(name) && (generation !== null || task !== null),
  );
  return [...policy.workers.keys(), ...removed.map(({ name }) => name)];
}

function taskPart(
  world: World,
  task: TaskState | undefined,
): Pick<WorkerRow, 'task' | 'taskTitle' | 'commits' | 'lastCommitAt' | 'pr' | 'blocking'> {
  if (task === undefined)
    return { task: null, taskTitle: null, commits: 0, lastCommitAt: null, pr: null, blocking: [] };
  return {
    task: task.id,
    taskTitle: world.wish.tasks.get(task.id)?.title ?? task.title,
    commits: task.attempt?.commits ?? 0,
    lastCommitAt: task.attempt?.lastCommitAt ?? null,
    pr: task.pullRequest,
    blocking: (world.graph.dependants.get(task.id) ?? []).filter((id) => stillWaits(world, id)),
  };
}

function stillWaits({ ledger }: World, id: string): boolean {
  const stage = ledger.tasks.get(id)?.stage ?? 'pending';
  return stage === 'pending';
}

type SeatPart = Pick<
  WorkerRow,
  'session' | 'generation' | 'worktree' | 'quarantined' | 'restarts' | 'progress' | 'eta'
>;

function seatPart(worker: WorkerState | undefined): SeatPart {
  if (worker === undefined) {
    const nothing = { session: null, worktree: null, quarantined: null, progress: null, eta: null };
    return { ...nothing, generation: 0, restarts: 0 };
  }
  return {
    session: worker.generation?.session ?? null,
    generation: worker.generations,
    worktree: worker.worktree?.path ?? null,
    quarantined: worker.quarantined?.because ?? null,
    restarts: worker.restarts,
    progress: worker.agent.progress,
    eta: worker.agent.eta,
  };
}

/** A live pane, and the agent's own word that it is up where its kind gives it. */
function isAlive(world: World, { name, agent, generation }: WorkerState): boolean {
  if (livePane(world, name) === null) return false;
  return agent.ready || world.kinds.get(generation?.kind ?? '')?.proves === 'nothing';
}
