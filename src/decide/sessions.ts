import type { Receipt } from '../domain/delivery.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { activityOf, isPaused } from './activity.ts';
import { whyProgramWaits } from './canary.ts';
import { runningTask } from './running-task.ts';
import { leased, leasedUntil } from './lease.ts';
import { hasOtherServers } from './mcp.ts';
import { paneState } from './pane.ts';
import { hasCrashed } from './recovery.ts';
import { earlier, type Rule } from './rule.ts';
import { whyNoSessions } from './server-deaths.ts';

/** Every configured worker has a session from the start on, so that a person can attach before there is work. */
export const sessions: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const configured = [...world.policy.workers.keys()];
  const known = configured.flatMap((name) => world.ledger.workers.get(name) ?? []);
  return {
    notes: [
      ...configured.filter((name) => !world.ledger.workers.has(name)).map(newWorker),
      ...known.flatMap((worker) => freshNotes(world, worker)),
    ],
    actions: known.flatMap((worker) => (whyNoStart(world, worker) === null ? [start(world, worker)] : [])),
    wakeAt: known.reduce<number | null>((at, { name }) => earlier(at, leasedUntil(world, name)), null),
  };
};

/** Why a worker without a session gets none now, or null. */
export function explainSession(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || (worker.generation !== null && worker.restartNotBefore === null)) return null;
  return whyNoStart(world, worker) ?? 'its session is started';
}

/** Its task is to have other servers; or its kind wants a new session between tasks, and this one has had another attempt's text. */
export function needsFresh(world: World, worker: WorkerState): boolean {
  const { generation } = worker;
  const attempt = runningTask(world, worker)?.attempt ?? null;
  if (generation === null || attempt === null || attempt.openedIn.includes(generation.number)) return false;
  if (hasOtherServers(world, worker)) return true;
  if (world.kinds.get(generation.kind)?.betweenTasks !== 'fresh') return false;
  return [...world.ledger.receipts.values()].some(
    (receipt) =>
      receipt.worker === worker.name &&
      receipt.generation === generation.number &&
      isFullText(receipt) &&
      (receipt.task !== worker.task || receipt.attempt !== attempt.number),
  );
}

function whyFresh(world: World, worker: WorkerState): string {
  return hasOtherServers(world, worker) ? 'this session has other servers' : 'this session had another task';
}

function isFullText({ kind }: Receipt): boolean {
  return kind === 'opening' || kind === 'continuation';
}

function whyNoStart(world: World, worker: WorkerState): string | null {
  if (!world.terminal.known) return `tmux cannot be reached: ${world.terminal.reason}`;
  if (worker.quarantined !== null) return `it is quarantined: ${worker.quarantined.because}`;
  if (isPaused(world, worker)) return 'it is paused';
  if (worker.worktree === null) return 'its worktree is not ready';
  return worker.generation === null ? whyNoNew(world, worker) : whyNoReplacement(world, worker);
}

function whyNoNew(world: World, worker: WorkerState): string | null {
  const held = whyNoSessions(world);
  if (held !== null) return held;
  if (hasCrashed(worker)) return 'its crash is dealt with first';
  return isLater(world, worker) ? 'its restart is due later' : whyProgramWaits(world, worker.name);
}

function isLater({ now }: World, { restartNotBefore }: WorkerState): boolean {
  return restartNotBefore !== null && restartNotBefore > now;
}

/** A running session is replaced only for a restart, and only when what is there is certain. */
function whyNoReplacement(world: World, worker: WorkerState): string | null {
  if (worker.restartNotBefore === null) return 'it has a session';
  if (isLater(world, worker)) return 'its restart is due later';
  const pane = paneState(world, worker.name);
  if (pane.state === 'unknown') return pane.because;
  if (pane.state === 'ended') return 'its end is noted first';
  return leased(world, worker.name) ? 'you are typing in its session' : whyProgramWaits(world, worker.name);
}

function start(world: World, worker: WorkerState): Action {
  const again = worker.generations > 0;
  const due = worker.task === null ? 'no task yet' : `its task is ${worker.task}`;
  return {
    kind: 'start-session',
    lane: `keys:${worker.name}`,
    rule: 'sessions',
    why: `${worker.name} gets ${again ? 'a new' : 'its'} session: ${due}`,
    evidence: [
      { source: 'tmux', at: world.now, says: worker.generation === null ? 'no session' : 'restart wanted' },
    ],
    worker: worker.name,
    generation: worker.generations + 1,
    previous: worker.generation?.number ?? null,
  };
}

function newWorker(worker: WorkerName): Note {
  return {
    rule: 'sessions',
    why: `${worker} is in the config`,
    evidence: [],
    facts: [{ type: 'worker.known', worker }],
  };
}

function freshNotes(world: World, worker: WorkerState): readonly Note[] {
  if (worker.restartNotBefore !== null || isPaused(world, worker) || !needsFresh(world, worker)) return [];
  if (activityOf(world, worker.name).activity !== 'idle') return [];
  return [
    {
      rule: 'sessions',
      why: `${worker.name} gets a fresh session for its next task`,
      evidence: [{ source: 'ledger', at: world.now, says: whyFresh(world, worker) }],
      facts: [{ type: 'worker.restarting', worker: worker.name, because: 'fresh', notBefore: world.now }],
    },
  ];
}
