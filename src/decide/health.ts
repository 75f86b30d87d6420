import { limitEnd } from '../domain/account.ts';
import type { Activity, Evidence, Health } from '../domain/evidence.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { limitedUntil, limitOf } from './accounts.ts';
import { type PaneState, paneState } from './pane.ts';

const SLOW_START_MS = 60_000;

/** What a worker is doing, since when (epoch milliseconds), and what that rests on. */
export interface ActivityView {
  readonly activity: Activity;
  readonly since: number;
  readonly evidence: readonly Evidence[];
}

export interface HealthView {
  readonly health: Health;
  readonly evidence: readonly Evidence[];
}

/** The one classifier of activity, for rules and surfaces alike. */
export function activityOf(world: World, name: WorkerName): ActivityView {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return { activity: 'off', since: world.now, evidence: [] };
  if (isPaused(world, worker))
    return from(worker, 'paused', { source: 'human', at: world.now, says: 'paused' });
  const pane = paneState(world, name);
  switch (pane.state) {
    case 'unknown':
      return from(worker, 'unknown', { source: 'tmux', at: world.now, says: pane.because });
    case 'none':
    case 'ended':
      return off(world, worker, pane);
    case 'live':
      return ofAgent(world, worker, pane.pane.lastOutputAt);
  }
}

/** When the quiet of a worker's pane will count as rest, if nothing more comes out of it; null when it does already, or never will. */
export function quietAt(world: World, name: WorkerName): number | null {
  const pane = paneState(world, name);
  const output = pane.state === 'live' ? pane.pane.lastOutputAt : null;
  const at = output === null ? null : output + world.policy.health.quietMs;
  return at !== null && at > world.now ? at : null;
}

/** The one classifier of health. What is unknown is not called crashed. */
export function healthOf(world: World, name: WorkerName): HealthView {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return { health: 'healthy', evidence: [] };
  const crash = crashEvidence(world, worker);
  if (crash !== null) return { health: 'crashed', evidence: [crash] };
  if (!countsQuiet(world, name)) return { health: 'healthy', evidence: [] };
  const quietMs = quietOf(world, worker);
  const { slowMs, stuckMs } = world.policy.health;
  if (quietMs < slowMs) return { health: 'healthy', evidence: [] };
  const evidence = [quietEvidence(world, worker, quietMs), ...silenceEvidence(world, worker)];
  return { health: quietMs >= stuckMs ? 'stuck' : 'slow', evidence };
}

/**
 * Whether time passes for this worker: it has a running task that nobody's answer is missing for, and should be working on it.
 * Time when idle, asking, in review or paused does not count, nor when it or its account is limited, nor when tmux cannot be seen.
 */
export function countsQuiet(world: World, name: WorkerName): boolean {
  if (world.stopping !== 'no') return false;
  const worker = world.ledger.workers.get(name);
  const task = worker === undefined ? null : runningTask(world, worker);
  if (task === null || worker?.quarantined !== null || waitsForAnswer(world, worker)) return false;
  if (limitedUntil(world, name) !== null) return false;
  const { activity } = activityOf(world, name);
  if (activity === 'unknown') return paneState(world, name).state === 'live';
  return activity === 'working' || activity === 'starting';
}

/** A parked task waits by itself: its worker goes on with others, and its time counts. */
function waitsForAnswer(world: World, worker: WorkerState): boolean {
  for (const { holds, worker: name, task } of world.ledger.questions.values()) {
    if (holds === 'worker' ? name === worker.name : holds === 'task' && task === worker.task) return true;
  }
  return false;
}

/** The task in a worker's seat, if it is under way there. */
export function runningTask(world: World, worker: WorkerState): TaskState | null {
  const task = worker.task === null ? undefined : world.ledger.tasks.get(worker.task);
  return task?.stage === 'running' && task.attempt !== null ? task : null;
}

export function isPaused(world: World, worker: WorkerState): boolean {
  return world.ledger.pausedAll || worker.paused;
}

/** Counted time without progress, in milliseconds. Never more than the time since the last progress, which may be news of this tick. */
export function quietOf(world: World, worker: WorkerState): number {
  const counted = world.quietMs.get(worker.name) ?? worker.quietMs;
  return worker.progressAt === null ? counted : Math.min(counted, Math.max(0, world.now - worker.progressAt));
}

export function quietEvidence(world: World, worker: WorkerState, quietMs: number): Evidence {
  const lastCommitAt = runningTask(world, worker)?.attempt?.lastCommitAt ?? null;
  const commit =
    lastCommitAt === null ? 'no commit yet' : `last commit ${shortDuration(world.now - lastCommitAt)} ago`;
  return {
    source: 'git',
    at: lastCommitAt ?? world.now,
    says: `${shortDuration(quietMs)} without progress, ${commit}`,
  };
}

export function explainHealth(world: World, name: WorkerName): string | null {
  const { health, evidence } = healthOf(world, name);
  if (health === 'healthy') return null;
  return `it is ${health}: ${evidence.map(({ says }) => says).join('; ')}`;
}

function ofAgent(world: World, worker: WorkerState, lastOutputAt: number | null): ActivityView {
  const { agent } = worker;
  const heard = lastHeard(worker);
  switch (agent.activity) {
    case 'starting':
      return speaksByOutput(world, worker, lastOutputAt)
        ? byOutput(world, worker, { lastOutputAt, heard })
        : from(worker, 'starting', heard);
    case 'asks':
      return from(worker, 'asks', heard);
    case 'limited':
      return limited(world, worker, heard);
    case 'idle':
      return resting(world, worker, heard);
    case 'busy':
      return tellsIdle(world, worker) && !finishedUnheard(world, worker)
        ? from(worker, 'working', heard)
        : byOutput(world, worker, { lastOutputAt, heard });
    case 'unknown':
      return byOutput(world, worker, { lastOutputAt, heard });
  }
}

function lastHeard({ agent }: WorkerState): Evidence {
  if (agent.lastEvent === null) return { source: 'pane', at: agent.since, says: unheard(agent) };
  return { source: 'event', at: agent.lastEventAt ?? agent.since, says: `event ${agent.lastEvent}` };
}

function unheard({ activity, ready }: WorkerState['agent']): string {
  if (activity === 'asks') return 'a dialog on its screen';
  return ready ? 'a prompt on its screen' : 'no event yet';
}

/** A limit that is over says nothing any more: the agent is free to be told to go on. */
function limited(world: World, worker: WorkerState, heard: Evidence): ActivityView {
  const { since } = worker.agent;
  const until = worker.agent.limitedUntil ?? limitEnd(since, undefined);
  const isFreed = (limitOf(world, worker.name)?.freedAt ?? 0) >= since;
  if (until <= world.now || isFreed) return resting(world, worker, heard);
  return from(worker, 'limited', { ...heard, expiresAt: until });
}

/** Idle, or in review when what it did last waits for checks and merge. */
function resting(world: World, worker: WorkerState, heard: Evidence): ActivityView {
  if (worker.task !== null) return from(worker, 'idle', heard);
  for (const id of world.ledger.active) {
    const task = world.ledger.tasks.get(id);
    if (task?.stage === 'complete' && task.worker === worker.name) return from(worker, 'in-review', heard);
  }
  return from(worker, 'idle', heard);
}

/** For agents that do not tell when a turn ends, quiet in the pane stands for idle. */
function byOutput(
  world: World,
  worker: WorkerState,
  { lastOutputAt, heard }: { readonly lastOutputAt: number | null; readonly heard: Evidence },
): ActivityView {
  if (lastOutputAt === null) return from(worker, 'unknown', heard);
  const output: Evidence = { source: 'pane', at: lastOutputAt, says: 'last output' };
  const quiet = world.now - lastOutputAt >= world.policy.health.quietMs;
  const view = quiet ? resting(world, worker, output) : from(worker, 'working', output);
  return { ...view, since: quiet ? lastOutputAt : worker.agent.since };
}

function off(world: World, worker: WorkerState, pane: PaneState): ActivityView {
  const starting = [...world.ledger.open.values()].find(
    ({ action }) => action.kind === 'start-session' && action.worker === worker.name,
  );
  if (starting !== undefined) {
    const evidence: Evidence = { source: 'ledger', at: starting.at, says: 'its session is being started' };
    return { activity: 'starting', since: starting.at, evidence: [evidence] };
  }
  const at = worker.lastEnd?.at ?? world.now;
  const says = pane.state === 'ended' ? pane.says : 'it has no session';
  return { activity: 'off', since: at, evidence: [{ source: 'tmux', at, says }] };
}

function crashEvidence(world: World, worker: WorkerState): Evidence | null {
  if (worker.quarantined !== null) {
    return {
      source: 'ledger',
      at: worker.quarantined.at,
      says: `quarantined: ${worker.quarantined.because}`,
    };
  }
  const pane = paneState(world, worker.name);
  if (pane.state === 'ended') return { source: 'tmux', at: world.now, says: pane.says };
  if (pane.state !== 'none' || worker.lastEnd === null) return null;
  const { how, at, status } = worker.lastEnd;
  if (how === 'ended-by-czar') return null;
  return {
    source: 'tmux',
    at,
    says: status === null ? `its session was ${how}` : `it ended with status ${status}`,
  };
}

/** No sign of life for long. Only said: a silent agent may be thinking, so silence alone never ends anything. */
function silenceEvidence(world: World, worker: WorkerState): readonly Evidence[] {
  const pane = paneState(world, worker.name);
  const output = pane.state === 'live' ? pane.pane.lastOutputAt : null;
  const signs = [output, worker.agent.lastEventAt, worker.progressAt].filter((at) => at !== null);
  const last = Math.max(...signs);
  if (signs.length === 0 || world.now - last < world.policy.health.silenceMs) return [];
  return [{ source: 'pane', at: last, says: `no sign of life for ${shortDuration(world.now - last)}` }];
}

/** Its last work was judged complete, and no event came since: it will not tell any more that its turn is over. */
function finishedUnheard(world: World, { name, task, agent }: WorkerState): boolean {
  if (task !== null) return false;
  const last = [...world.ledger.receipts.values()].findLast(
    (receipt) => receipt.worker === name && receipt.task !== null && receipt.verdict !== 'refused',
  );
  const given =
    last?.task === undefined || last.task === null ? undefined : world.ledger.tasks.get(last.task);
  if (given?.stage !== 'complete' && given?.stage !== 'merged') return false;
  return (given.attempt?.judgedAt ?? 0) >= (agent.lastEventAt ?? 0);
}

/**
 * Events may fail to come from an agent that should tell when it is ready: one that came to rest without a word is taken by its
 * pane, and so is one that was given its text like that. Whoever types looks at its screen first.
 */
function speaksByOutput(world: World, worker: WorkerState, lastOutputAt: number | null): boolean {
  if (saysNothing(world, worker)) return true;
  if (worker.agent.lastEvent !== null || worker.generation === null) return false;
  const opened = runningTask(world, worker)?.attempt?.openedIn ?? [];
  if (opened.includes(worker.generation.number)) return true;
  return lastOutputAt !== null && world.now - lastOutputAt >= restMs(world, worker);
}

/** A screen that is looked at until its prompt is there may stand still before that, on a busy machine for long. */
function restMs(world: World, { generation }: WorkerState): number {
  const { quietMs } = world.policy.health;
  const { readyBy } = world.kinds.get(generation?.kind ?? '') ?? {};
  return readyBy === 'screen' ? Math.max(quietMs, SLOW_START_MS) : quietMs;
}

function saysNothing(world: World, worker: WorkerState): boolean {
  return world.kinds.get(worker.generation?.kind ?? '')?.proves === 'nothing';
}

function tellsIdle(world: World, worker: WorkerState): boolean {
  return world.kinds.get(worker.generation?.kind ?? '')?.tellsIdle ?? false;
}

function from(worker: WorkerState, activity: Activity, evidence: Evidence): ActivityView {
  return { activity, since: worker.agent.since, evidence: [evidence] };
}
