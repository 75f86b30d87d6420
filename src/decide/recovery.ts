import { counted } from '../domain/counted.ts';
import { endWords } from '../domain/crash.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import { shortDuration, wholeDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { crashOfTask } from './crashing-tasks.ts';
import { hashText } from './hash-text.ts';
import { isPaused } from './activity.ts';
import { runningTask } from './running-task.ts';
import { isBeingEnded, paneState } from './pane.ts';
import { askOnce } from './questions.ts';
import { earlier, type Rule } from './rule.ts';
import { deathsSay, recentDeaths, whyNoSessions } from './server-deaths.ts';

/** A part of the backoff, so that workers that died together do not all come back at the same instant. */
const JITTER = 0.2;

/** Notices sessions that ended, and starts crashed workers again with backoff until their budget is used up. */
export const recovery: Rule = (world) => {
  const workers = [...world.ledger.workers.values()];
  return {
    notes: workers.flatMap((worker) => [...endNoticed(world, worker), ...crashHandled(world, worker)]),
    wakeAt: workers.reduce<number | null>((at, worker) => earlier(at, restartTime(world, worker)), null),
  };
};

/** What keeps a worker from being restarted, or when it will be; null when there is nothing to restart. */
export function explainRecovery(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return null;
  if (worker.quarantined !== null)
    return `it is quarantined: ${worker.quarantined.because} (czar restart ${name})`;
  if (worker.restartNotBefore === null) return null;
  if (isPaused(world, worker)) return 'it is paused: it is not restarted';
  const waitMs = worker.restartNotBefore - world.now;
  return waitMs > 0 ? `it is restarted in ${shortDuration(waitMs)}` : 'it is being restarted';
}

/** Crashes that count against the budget: those within the window. */
export function recentCrashes(world: World, worker: WorkerState): number {
  return worker.crashes.filter((at) => at > world.now - world.policy.restart.perMs).length;
}

/** Whether a worker's session ended by itself and nothing was decided about it yet. */
export function hasCrashed(worker: WorkerState): boolean {
  if (worker.generation !== null || worker.quarantined !== null || worker.restartNotBefore !== null)
    return false;
  return worker.lastEnd !== null && worker.lastEnd.how !== 'ended-by-czar';
}

/** An end that Czar is bringing about itself is told by the outcome of that effect. */
function endNoticed(world: World, worker: WorkerState): readonly Note[] {
  const pane = paneState(world, worker.name);
  if (pane.state !== 'ended' || worker.generation === null || isBeingEnded(world, worker.name)) return [];
  const { number } = worker.generation;
  const lines = pane.lines === undefined ? {} : { lines: pane.lines };
  return [
    {
      rule: 'recovery',
      why: `${worker.name}: ${pane.says}`,
      evidence: [{ source: 'tmux', at: world.now, says: pane.says }],
      facts: [{ type: 'generation.ended', worker: worker.name, number, end: pane.end, ...lines }],
    },
  ];
}

function crashHandled(world: World, worker: WorkerState): readonly Note[] {
  if (!hasCrashed(worker) || world.stopping !== 'no' || isPaused(world, worker)) return [];
  if (!world.policy.workers.has(worker.name) || !world.terminal.known) return [];
  if (worker.lastEnd?.withServer === true) return serverDeathHandled(world, worker);
  const { restart } = world.policy;
  const crashes = recentCrashes(world, worker);
  const evidence: Evidence[] = [
    { source: 'tmux', at: worker.lastEnd?.at ?? world.now, says: endWords(worker.lastEnd) },
    {
      source: 'ledger',
      at: world.now,
      says: `${counted(crashes, 'restart')} in ${wholeDuration(restart.perMs)}`,
    },
  ];
  const byTask = crashOfTask(world, worker, { isUsedUp: crashes >= restart.max });
  if (byTask !== null) return byTask;
  if (crashes >= restart.max) return [quarantine(world, worker, evidence)];
  const delayMs = backoffMs(world, worker.name, crashes);
  const notBefore = world.now + delayMs;
  return [
    {
      rule: 'recovery',
      why: `${worker.name} crashed and is restarted ${whenSays(delayMs)}`,
      evidence,
      facts: [{ type: 'worker.restarting', worker: worker.name, because: 'crash', notBefore }],
    },
  ];
}

/** It counts against the budget of the server, not of the worker. */
function serverDeathHandled(world: World, worker: WorkerState): readonly Note[] {
  if (whyNoSessions(world) !== null) return [];
  const deaths = recentDeaths(world);
  const delayMs = backoffMs(world, worker.name, Math.max(0, deaths - 1));
  return [
    {
      rule: 'recovery',
      why: `${worker.name} went with its tmux server and is restarted ${whenSays(delayMs)}`,
      evidence: [{ source: 'ledger', at: world.now, says: deathsSay(world, deaths) }],
      facts: [
        {
          type: 'worker.restarting',
          worker: worker.name,
          because: 'server',
          notBefore: world.now + delayMs,
        },
      ],
    },
  ];
}

function whenSays(delayMs: number): string {
  return delayMs === 0 ? 'at once' : `in ${shortDuration(delayMs)}`;
}

/** None after the first crash; then doubling, never longer than the window. */
function backoffMs(world: World, name: WorkerName, crashes: number): number {
  if (crashes === 0) return 0;
  const { backoffMs: firstMs, perMs } = world.policy.restart;
  const jitter = 1 + (JITTER * (hashText(`${name} ${crashes}`) % 1000)) / 1000;
  return Math.min(Math.round(firstMs * 2 ** (crashes - 1) * jitter), perMs);
}

function quarantine(world: World, worker: WorkerState, evidence: readonly Evidence[]): Note {
  const { max, perMs } = world.policy.restart;
  const because = `it ended again after ${counted(max, 'restart')} in ${wholeDuration(perMs)}`;
  const asked = askOnce(world, { topic: 'quarantined', worker: worker.name, detail: because, evidence });
  return {
    rule: 'recovery',
    why: `${worker.name} is quarantined: ${because}`,
    evidence,
    facts: [
      { type: 'worker.quarantined', worker: worker.name, because },
      ...taskFreed(world, worker),
      ...(asked === null ? [] : [asked]),
    ],
  };
}

/** Its task goes on to any worker that may take it, until too many of its attempts failed. */
function taskFreed(world: World, worker: WorkerState): readonly Fact[] {
  const task = runningTask(world, worker);
  if (task === null || task.attempt === null) {
    return worker.task === null ? [] : [{ type: 'worker.seated', worker: worker.name, task: null }];
  }
  const because = `${worker.name} was quarantined`;
  const failed: Fact = { type: 'attempt.failed', task: task.id, attempt: task.attempt.number, because };
  if (task.failedAttempts + 1 < world.policy.retries.task) return [failed];
  const last = `${task.failedAttempts + 1} attempts failed; ${because}`;
  return [failed, { type: 'task.stage', task: task.id, stage: 'failed', phase: null, because: last }];
}

function restartTime(world: World, worker: WorkerState): number | null {
  const at = worker.restartNotBefore;
  return at !== null && at > world.now && !isPaused(world, worker) ? at : null;
}
