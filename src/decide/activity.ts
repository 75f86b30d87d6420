import { eventWords } from '../domain/agent-event.ts';
import { limitEnd } from '../domain/account.ts';
import type { Activity, Evidence } from '../domain/evidence.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { limitOf } from './accounts.ts';
import { type PaneState, paneState } from './pane.ts';
import { runningTask } from './running-task.ts';
import { atWork, believedMs, stillOf, vitalsOf } from './signs.ts';

const SLOW_START_MS = 60_000;
/** A prompt on the screen of an agent that says it is busy is believed when it is seen again. */
export const LOOKS_AT_PROMPT = 2;

/** What a worker is doing, since when (epoch milliseconds), and what that rests on. */
export interface ActivityView {
  readonly activity: Activity;
  readonly since: number;
  readonly evidence: readonly Evidence[];
}

/** The one classifier of activity, for rules and surfaces alike. */
export function activityOf(world: World, name: WorkerName): ActivityView {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return { activity: 'off', since: world.now, evidence: [] };
  if (isPaused(world, worker)) {
    const since = worker.pausedAt ?? worker.agent.since;
    return {
      activity: 'paused',
      since,
      evidence: [{ source: 'human', at: worker.pausedAt ?? world.now, says: 'paused' }],
    };
  }
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

export function isPaused(world: World, worker: WorkerState): boolean {
  return world.ledger.pausedAll || worker.paused;
}

function ofAgent(world: World, worker: WorkerState, lastOutputAt: number | null): ActivityView {
  const heard = lastHeard(worker);
  if (goesByOutput(world, worker, lastOutputAt)) return byOutput(world, worker, { lastOutputAt, heard });
  switch (worker.agent.activity) {
    case 'starting':
    case 'asks':
      return from(worker, worker.agent.activity, heard);
    case 'limited':
      return limited(world, worker, heard);
    case 'idle':
      return resting(world, worker, heard);
    case 'busy':
      return busy(world, worker, heard);
    case 'unknown':
      return from(worker, 'unknown', heard);
  }
}

/** Nothing but what it prints tells what it does. */
export function goesByOutput(world: World, worker: WorkerState, lastOutputAt: number | null): boolean {
  switch (worker.agent.activity) {
    case 'unknown':
      return true;
    case 'starting':
      return speaksByOutput(world, worker, lastOutputAt);
    case 'busy':
      return !tellsIdle(world, worker) || finishedUnheard(world, worker);
    case 'idle':
      return wasGivenUnheard(world, worker);
    case 'asks':
    case 'limited':
      return false;
  }
}

interface Heard {
  readonly lastOutputAt: number | null;
  readonly heard: Evidence;
}

function busy(world: World, worker: WorkerState, heard: Evidence): ActivityView {
  if (isTakenBack(world, worker)) {
    const at = worker.agent.screen?.at ?? world.now;
    return { ...resting(world, worker, { source: 'pane', at, says: TAKEN_BACK }), since: at };
  }
  const leftMs = believedMs(world) - stillOf(world, worker);
  return leftMs > 0
    ? from(worker, 'working', { ...heard, expiresAt: world.now + leftMs })
    : afterItsWord(world, worker, heard);
}

const TAKEN_BACK = 'its prompt stands on its screen: it was interrupted before it said anything';

/** It was given a text, has not said a word since, and its prompt was seen again and again. */
function isTakenBack(world: World, { agent, generation }: WorkerState): boolean {
  if (agent.lastEvent !== 'prompt' || world.kinds.get(generation?.kind ?? '')?.takesBack !== true)
    return false;
  const screen = agent.screen ?? null;
  return screen?.shows === 'prompt' && screen.looks >= LOOKS_AT_PROMPT;
}

function lastHeard({ agent }: WorkerState): Evidence {
  if (agent.lastEvent === null) return { source: 'pane', at: agent.since, says: unheard(agent) };
  return {
    source: 'event',
    at: agent.lastEventAt ?? agent.since,
    says: `it says that it ${eventWords[agent.lastEvent]}`,
  };
}

function unheard({ activity, ready }: WorkerState['agent']): string {
  if (activity === 'asks') return 'a dialog on its screen';
  return ready ? 'a prompt on its screen' : 'no event yet';
}

/** A limit that is over says nothing any more: the agent is free to be told to go on. */
function limited(world: World, worker: WorkerState, heard: Evidence): ActivityView {
  const { since, limitSeen } = worker.agent;
  const until = worker.agent.limitedUntil ?? limitEnd(since, undefined);
  const isFreed = (limitOf(world, worker.name)?.freedAt ?? 0) >= since;
  if (until <= world.now || isFreed) return resting(world, worker, heard);
  const said: Evidence =
    limitSeen?.at === since
      ? { source: 'pane', at: since, says: `its screen says: ${limitSeen.says}` }
      : heard;
  return from(worker, 'limited', { ...said, expiresAt: until });
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

/**
 * It said that it is at work, and nothing has moved since for so long that its word does not hold any more: the end of a turn may
 * not have been told. What runs for it comes next, and then its screen.
 */
function afterItsWord(world: World, worker: WorkerState, heard: Evidence): ActivityView {
  const stale: Evidence = {
    ...heard,
    says: `${heard.says}, and nothing moved for ${shortDuration(stillOf(world, worker))} since`,
  };
  if (atWork(world, worker))
    return { ...from(worker, 'working', worksSince(world, worker)), since: worker.agent.since };
  const screen = worker.agent.screen ?? null;
  if (screen === null) return from(worker, 'unknown', stale);
  const seen: Evidence = { source: 'pane', at: screen.at, says: SCREEN_SAYS[screen.shows] };
  if (screen.shows === 'busy') return from(worker, 'working', seen);
  if (screen.shows === 'prompt' && screen.looks >= LOOKS_AT_PROMPT)
    return { ...resting(world, worker, seen), since: screen.at };
  return { ...from(worker, 'unknown', stale), evidence: [stale, seen] };
}

const SCREEN_SAYS = {
  prompt: 'its prompt stands on its screen: the end of its turn was not told',
  busy: 'its screen says that it is at work',
  unknown: 'nothing that is known stands on its screen',
} as const;

function worksSince(world: World, worker: WorkerState): Evidence {
  const at = vitalsOf(world, worker)?.processes?.workedAt ?? world.now;
  return { source: 'process', at, says: 'what it started uses the processor' };
}

/** For agents that do not tell when a turn ends, quiet in the pane stands for idle, unless what they started is at work. */
function byOutput(world: World, worker: WorkerState, { lastOutputAt, heard }: Heard): ActivityView {
  if (lastOutputAt === null) return from(worker, 'unknown', heard);
  const output: Evidence = { source: 'pane', at: lastOutputAt, says: 'last output' };
  const quiet = world.now - lastOutputAt >= world.policy.health.quietMs;
  if (quiet && atWork(world, worker)) return from(worker, 'working', worksSince(world, worker));
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
  if (wasGivenUnheard(world, worker)) return true;
  return lastOutputAt !== null && world.now - lastOutputAt >= restMs(world, worker);
}

/** It was given the text of its task, and has not said a word in this life. */
export function wasGivenUnheard(world: World, worker: WorkerState): boolean {
  if (worker.agent.lastEvent !== null || worker.generation === null) return false;
  const opened = runningTask(world, worker)?.attempt?.openedIn ?? [];
  return opened.includes(worker.generation.number);
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
