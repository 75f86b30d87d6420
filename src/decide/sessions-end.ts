import type { WorkerState } from '../domain/ledger.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { activityOf } from './activity.ts';
import { ownerOf } from './assignment.ts';
import { runningTask } from './running-task.ts';
import { leased } from './lease.ts';
import { treeGoes } from './left-trees.ts';
import { livePane } from './pane.ts';
import type { Rule } from './rule.ts';

/** How long an interrupted agent has to come to rest before its session is ended all the same. */
const REST_MS = 5_000;

/** Ends the sessions of workers that were removed from the config, and all of them when the supervisor goes down with them. */
export const sessionsEnd: Rule = (world) => {
  if (!world.terminal.known) return {};
  const leaving = [...world.ledger.workers.values()].filter((worker) => whyEnd(world, worker) !== null);
  return {
    notes: leaving.flatMap((worker) => giveBack(world, worker)),
    actions: leaving.flatMap((worker) => [...endStep(world, worker), ...saveStep(world, worker)]),
    wakeAt: leaving.some(({ interrupted }) => interrupted !== null) ? world.now + REST_MS : null,
  };
};

/** Why a worker's session is being ended, or null. */
export function explainSessionEnd(world: World, name: string): string | null {
  const worker = world.ledger.workers.get(name);
  return worker === undefined || worker.generation === null ? null : whyEnd(world, worker);
}

function whyEnd(world: World, worker: WorkerState): string | null {
  if (world.stopping === 'end-sessions' || world.stopping === 'end-sessions-now') {
    return 'you asked to end all sessions';
  }
  if (world.stopping !== 'no' || world.policy.workers.has(worker.name)) return null;
  return `${worker.name} is not in the config any more`;
}

/** The task of a removed worker waits for another one. */
function giveBack(world: World, worker: WorkerState): readonly Note[] {
  const task = runningTask(world, worker);
  if (task === null || world.policy.workers.has(worker.name)) return [];
  return [
    {
      rule: 'sessions',
      why: `${task.id} waits for another worker: ${worker.name} was removed from the config`,
      evidence: [{ source: 'file', at: world.now, says: `no worker ${worker.name}` }],
      facts: [{ type: 'task.retried', task: task.id, fresh: false }],
    },
  ];
}

function endStep(world: World, worker: WorkerState): readonly Action[] {
  const { generation } = worker;
  if (generation === null || livePane(world, worker.name) === null) return [];
  if (world.stopping === 'no' && leased(world, worker.name)) return [];
  const common = {
    lane: `keys:${worker.name}`,
    rule: 'sessions',
    why: whyEnd(world, worker) ?? '',
    evidence: [],
    worker: worker.name,
    generation: generation.number,
  } as const;
  if (world.stopping === 'end-sessions-now' || atRest(world, worker))
    return [{ ...common, kind: 'end-session' }];
  if (worker.interrupted?.generation === generation.number) return [];
  return [{ ...common, kind: 'interrupt', task: worker.task }];
}

function atRest(world: World, { name, generation, interrupted }: WorkerState): boolean {
  if (activityOf(world, name).activity !== 'working') return true;
  return interrupted?.generation === generation?.number && world.now - (interrupted?.at ?? 0) >= REST_MS;
}

/** With a task or without. Only once the agent is gone, so that nothing is written while it is saved; and once. */
function saveStep(world: World, worker: WorkerState): readonly Action[] {
  if (world.stopping !== 'end-sessions' || worker.generation !== null || worker.worktree === null) return [];
  if (treeGoes(world, worker) || isSaved(world, worker)) return [];
  const running = runningTask(world, worker);
  const attempt = running?.attempt?.number;
  const { name } = worker;
  const ended = {
    kind: 'save-work',
    lane: `tree:${name}`,
    rule: 'sessions',
    evidence: [],
    worker: name,
  } as const;
  const why = (what: string): string => `all sessions are ended: ${what} is saved, and stays where it is`;
  if (running !== null && attempt !== undefined)
    return [
      { ...ended, why: why(`what ${name} left of ${running.id}`), task: running.id, attempt, stays: true },
    ];
  return [
    { ...ended, why: why(`what lies in the worktree of ${name}`), ...ownerOf(world, worker), stays: true },
  ];
}

/** Since the end was asked for: what was saved before may be old by now. */
function isSaved({ stoppingSince }: World, { saved }: WorkerState): boolean {
  return saved?.at !== undefined && saved.at >= (stoppingSince ?? 0);
}
