import type { Receipt } from '../domain/delivery.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { activityOf, isPaused } from './health.ts';
import { leased } from './lease.ts';
import { livePane } from './pane.ts';
import type { Rule } from './rule.ts';

/** Ends turns on tasks that were cancelled, retried or moved away, and saves what they left in the worktree. */
export const strays: Rule = (world) => {
  if (world.stopping !== 'no' || !world.terminal.known) return {};
  return { actions: [...world.ledger.workers.values()].flatMap((worker) => actionsFor(world, worker)) };
};

export function explainStray(world: World, name: string): string | null {
  const worker = world.ledger.workers.get(name);
  const stray = worker === undefined ? null : strayOf(world, worker);
  if (stray === null) return null;
  return `its last text was for ${stray.task.id}, which is not its task any more: it is interrupted and its work saved`;
}

interface Stray {
  readonly task: TaskState;
  readonly receipt: Receipt;
  readonly attempt: number;
}

/** The task that a worker was last given, if it should not go on with it. */
function strayOf(world: World, worker: WorkerState): Stray | null {
  const receipt = lastGiven(world, worker);
  const id = receipt?.task ?? null;
  const task = id === null ? undefined : world.ledger.tasks.get(id);
  if (receipt === null || task === undefined || worker.task === task.id) return null;
  if (receipt.attempt === null || !isLost(task, worker)) return null;
  return { task, receipt, attempt: receipt.attempt };
}

function isLost({ stage, worker: at }: TaskState, worker: WorkerState): boolean {
  if (stage === 'running') return at !== worker.name;
  return stage === 'cancelled' || stage === 'failed' || stage === 'pending';
}

function lastGiven(world: World, worker: WorkerState): Receipt | null {
  let last: Receipt | null = null;
  for (const receipt of world.ledger.receipts.values()) {
    if (receipt.worker !== worker.name || receipt.task === null || receipt.verdict === 'refused') continue;
    if (last === null || receipt.at >= last.at) last = receipt;
  }
  return last;
}

function actionsFor(world: World, worker: WorkerState): readonly Action[] {
  const stray = strayOf(world, worker);
  if (stray === null || isPaused(world, worker) || leased(world, worker.name)) return [];
  if (mustInterrupt(world, worker, stray)) return [interrupt(worker, stray)];
  return maySave(world, worker, stray) ? [save(worker, stray)] : [];
}

/** Once per generation and task, and only while it is at work: keys into an idle prompt would do something else. */
function mustInterrupt(world: World, worker: WorkerState, { task, receipt }: Stray): boolean {
  const { generation, interrupted } = worker;
  if (generation === null || receipt.generation !== generation.number) return false;
  if (livePane(world, worker.name) === null || activityOf(world, worker.name).activity !== 'working')
    return false;
  return interrupted?.generation !== generation.number || interrupted.task !== task.id;
}

/** Not before the agent has stopped, so that nothing is written while it is saved. A next attempt saves by itself. */
function maySave(world: World, worker: WorkerState, { task, attempt }: Stray): boolean {
  if (worker.task !== null || worker.worktree === null) return false;
  if (worker.saved?.task === task.id && worker.saved.attempt === attempt) return false;
  const { activity } = activityOf(world, worker.name);
  return (
    activity === 'idle' || activity === 'in-review' || activity === 'off' || isQuiet(world, worker, task)
  );
}

/** An interrupted agent that does not say so counts as stopped when its pane is quiet. */
function isQuiet(world: World, { name, interrupted }: WorkerState, task: TaskState): boolean {
  if (interrupted === null || interrupted.task !== task.id) return false;
  const output = livePane(world, name)?.lastOutputAt ?? null;
  const since = Math.max(interrupted.at, output ?? world.now);
  return world.now - since >= world.policy.health.quietMs;
}

function interrupt(worker: WorkerState, { task, receipt }: Stray): Action {
  return {
    kind: 'interrupt',
    lane: `keys:${worker.name}`,
    rule: 'strays',
    why: `${task.id} is not the task of ${worker.name} any more`,
    evidence: [{ source: 'ledger', at: task.stageSince, says: `${task.id} is ${task.stage}` }],
    worker: worker.name,
    generation: receipt.generation,
    task: task.id,
  };
}

function save(worker: WorkerState, { task, attempt }: Stray): Action {
  return {
    kind: 'save-work',
    lane: `tree:${worker.name}`,
    rule: 'strays',
    why: `${worker.name} stopped working on ${task.id}: what it left is saved`,
    evidence: [{ source: 'ledger', at: task.stageSince, says: `${task.id} is ${task.stage}` }],
    worker: worker.name,
    task: task.id,
    attempt,
  };
}
