import type { Receipt } from '../domain/delivery.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { Action, Note } from '../domain/plan.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { activityOf, isPaused } from './activity.ts';
import { leased } from './lease.ts';
import { livePane } from './pane.ts';
import type { Rule } from './rule.ts';

/** How long an interrupted agent has to stop. */
const OBEY_MS = 60_000;

/** Ends turns on tasks that were cancelled, retried or moved away, and saves what they left in the worktree. */
export const strays: Rule = (world) => {
  if (world.stopping !== 'no' || !world.terminal.known) return {};
  const workers = [...world.ledger.workers.values()].filter((worker) => strayOf(world, worker) !== null);
  if (workers.length === 0) return {};
  const ends = workers.flatMap((worker) => obeysUntil(world, worker) ?? []).filter((at) => at > world.now);
  return {
    notes: workers.flatMap((worker) => deafNotes(world, worker)),
    actions: workers.flatMap((worker) => actionsFor(world, worker)),
    wakeAt: ends.length === 0 ? null : Math.min(...ends),
  };
};

export function explainStray(world: World, name: string): string | null {
  const worker = world.ledger.workers.get(name);
  const stray = worker === undefined ? null : strayOf(world, worker);
  if (stray === null) return null;
  return `its last text was for ${stray.task.id}, which is not its task any more: it is interrupted and its work saved`;
}

/** Whether a worker's session is at work, or asks, for a task that is not its own any more: that is ended, and asks nobody. */
export function isStray(world: World, worker: WorkerState): boolean {
  const stray = strayOf(world, worker);
  return stray !== null && stray.receipt.generation === worker.generation?.number;
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

/** Once, and only while it is at work or in a dialog: keys into an idle prompt would do something else. */
function mustInterrupt(world: World, worker: WorkerState, stray: Stray): boolean {
  const { generation } = worker;
  if (generation === null || stray.receipt.generation !== generation.number) return false;
  if (livePane(world, worker.name) === null || !isInTurn(world, worker)) return false;
  return interruptedAt(worker, stray) === null;
}

function isInTurn(world: World, { name }: WorkerState): boolean {
  const { activity } = activityOf(world, name);
  return activity === 'working' || activity === 'asks';
}

/** When the turn on this text was interrupted, epoch milliseconds; null: it was not. */
function interruptedAt({ generation, interrupted }: WorkerState, { task, receipt }: Stray): number | null {
  if (interrupted === null || interrupted.generation !== generation?.number) return null;
  return interrupted.task === task.id && interrupted.at >= receipt.at ? interrupted.at : null;
}

/** Not before the agent has stopped, so that nothing is written while it is saved. A next attempt saves by itself. */
function maySave(world: World, worker: WorkerState, stray: Stray): boolean {
  const { task, attempt } = stray;
  if (worker.task !== null || worker.worktree === null) return false;
  if (worker.saved?.task === task.id && worker.saved.attempt === attempt) return false;
  const { activity } = activityOf(world, worker.name);
  return (
    activity === 'idle' || activity === 'in-review' || activity === 'off' || isQuiet(world, worker, stray)
  );
}

/** An interrupted agent that does not say so counts as stopped when its pane is quiet. */
function isQuiet(world: World, worker: WorkerState, stray: Stray): boolean {
  const at = interruptedAt(worker, stray);
  if (at === null) return false;
  const output = livePane(world, worker.name)?.lastOutputAt ?? null;
  return world.now - Math.max(at, output ?? world.now) >= world.policy.health.quietMs;
}

/** Until when an interrupted agent may go on with its turn, epoch milliseconds; null: it has stopped, or is not meant to. */
function obeysUntil(world: World, worker: WorkerState): number | null {
  if (worker.restartNotBefore !== null || isPaused(world, worker) || leased(world, worker.name)) return null;
  const stray = strayOf(world, worker);
  const at = stray === null ? null : interruptedAt(worker, stray);
  return at !== null && isInTurn(world, worker) ? at + OBEY_MS : null;
}

/** Deaf to the interrupt, it would keep its worker from all other work for ever. Its worktree is saved before it is used again. */
function deafNotes(world: World, worker: WorkerState): readonly Note[] {
  const until = obeysUntil(world, worker);
  if (until === null || until > world.now) return [];
  const says = `interrupted ${shortDuration(world.now - (worker.interrupted?.at ?? world.now))} ago, and still at work`;
  return [
    {
      rule: 'strays',
      why: `${worker.name} does not stop when it is interrupted and gets a new session`,
      evidence: [{ source: 'event', at: worker.agent.since, says }],
      facts: [{ type: 'worker.restarting', worker: worker.name, because: 'stuck', notBefore: world.now }],
    },
  ];
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
