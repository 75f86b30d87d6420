import { eventWords } from '../domain/agent-event.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { AgentState, PaneView, ScreenSign } from '../domain/generation.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { wasGivenUnheard } from './activity.ts';
import { countsQuiet } from './counts-quiet.ts';
import { livePane } from './pane.ts';
import { earlier, type Rule } from './rule.ts';
import { runningTask } from './running-task.ts';
import { believedMs, stillOf, wakesItself } from './signs.ts';
import { quietFrom } from './turn-over.ts';

const SOONEST_MS = 500;
const LATEST_MS = 10_000;
/** Looks become rarer the longer a start takes: about fifty in the first ten minutes. */
const PART_OF_WAIT = 0.1;
const TMUX_SECOND_MS = 1_000;
/** Of `health.slow`: so often the screen of an agent is looked at that should be at work and stands still. */
const PART_OF_SLOW = 1 / 8;

/** An agent that thinks so long before its first word is looked at, and then a quarter of that time later. */
const FIRST_WORD_MS = 30_000;
const PART_OF_SILENCE = 0.25;

/** A dialog that an event tells of is drawn within this time, or is none. */
const DRAWN_WITHIN_MS = 5_000;

/**
 * Looks at the screens of agents that say nothing before their first text, until they are ready: whoever could ask something there
 * (trust, a login) asks it now. Once an agent has said a word, its screen is looked at while it asks, for the dialog and its choices,
 * and to type.
 */
export const looking: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const silent = [...world.ledger.workers.values()].flatMap((worker) => {
    const at = nextLookAt(world, worker);
    return at === null ? [] : [{ worker, at }];
  });
  return {
    actions: silent.flatMap(({ worker, at }) => (at <= world.now ? lookAt(worker) : [])),
    wakeAt: silent.reduce<number | null>(
      (soonest, { at }) => earlier(soonest, at > world.now ? at : null),
      null,
    ),
  };
};

/** What a worker's start waits for, or null when it is not its screen. */
export function explainLooking(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || silentPane(world, worker) === null) return null;
  return worker.agent.activity === 'asks'
    ? 'its agent asks something before it can begin'
    : 'its screen shows no prompt yet';
}

/** Epoch milliseconds; null: there is nothing to look for. */
function nextLookAt(world: World, worker: WorkerState): number | null {
  if (worker.agent.lastEvent !== null)
    return (
      nextLookAtDialog(world, worker) ??
      earlier(
        earlier(nextLookAtFirstWord(world, worker), nextLookAtFinished(world, worker)),
        nextLookAtSilence(world, worker),
      )
    );
  const pane = silentPane(world, worker);
  if (pane === null || worker.generation === null) return nextLookAtRest(world, worker);
  const { startedAt } = worker.generation;
  const { seenAt = startedAt, activity } = worker.agent;
  if (isSeenRepainting(worker.agent)) return seenAt + SOONEST_MS;
  if (activity === 'asks' && standsStill(pane, seenAt)) return null;
  const waitedMs = seenAt - startedAt;
  return seenAt + Math.min(Math.max(waitedMs * PART_OF_WAIT, SOONEST_MS), LATEST_MS);
}

/** It was given a text and never says a word: what it asks, or a limit, is on its screen when it comes to rest. */
function nextLookAtRest(world: World, worker: WorkerState): number | null {
  const { name, generation, agent } = worker;
  if (!agent.ready || world.kinds.get(generation?.kind ?? '')?.readyBy !== 'screen') return null;
  if (!wasGivenUnheard(world, worker)) return null;
  const output = livePane(world, name)?.lastOutputAt ?? null;
  if (output === null) return null;
  const restsAt = output + world.policy.health.quietMs;
  return (agent.seenAt ?? 0) < restsAt ? restsAt : null;
}

/** For what an event has told: until a dialog is seen, and then until it is gone. */
function nextLookAtDialog(world: World, { name, agent }: WorkerState): number | null {
  const { activity, since, shown = null, mayStillAsk = false } = agent;
  const pane = activity === 'asks' || mayStillAsk ? livePane(world, name) : null;
  if (pane === null) return null;
  const seenAt = agent.seenAt ?? 0;
  if (mayStillAsk || seenAt < since) return since;
  if (isSeenRepainting(agent)) return seenAt + SOONEST_MS;
  const isDone = shown === null ? seenAt - since >= DRAWN_WITHIN_MS : standsStill(pane, seenAt);
  if (isDone) return null;
  return seenAt + Math.min(Math.max((seenAt - since) * PART_OF_WAIT, SOONEST_MS), LATEST_MS);
}

/** It was given a text and says nothing: Esc may have taken that back, of which nobody is told. Ever more rarely while it thinks. */
function nextLookAtFirstWord(world: World, { name, agent, generation }: WorkerState): number | null {
  const { activity, lastEvent, lastEventAt, screen = null } = agent;
  if (activity !== 'busy' || lastEvent !== 'prompt' || lastEventAt === null) return null;
  if (world.kinds.get(generation?.kind ?? '')?.takesBack !== true || livePane(world, name) === null)
    return null;
  if (screen === null) return lastEventAt + FIRST_WORD_MS;
  if (screen.shows === 'prompt' && screen.looks > 1) return null;
  return screen.at + Math.max(LATEST_MS, (screen.at - lastEventAt) * PART_OF_SILENCE);
}

/** It committed that its task is done, and came to rest without a word: its prompt, seen twice, says that its turn is over. */
function nextLookAtFinished(world: World, worker: WorkerState): number | null {
  const { activity, screen = null } = worker.agent;
  const restsAt = activity === 'busy' ? finishedRestAt(world, worker) : null;
  if (restsAt === null || screen === null || screen.at < restsAt) return restsAt;
  return screen.shows === 'prompt' && screen.looks === 1 ? screen.at + LATEST_MS : null;
}

function finishedRestAt(world: World, worker: WorkerState): number | null {
  const attempt = runningTask(world, worker)?.attempt ?? null;
  return attempt === null || attempt.marker === null ? null : quietFrom(world, worker.name, attempt);
}

/** Its word does not hold any more: its screen may show that its turn is over, that it asks, or a count that moves. */
function nextLookAtSilence(world: World, worker: WorkerState): number | null {
  const { activity, screen = null } = worker.agent;
  if (activity !== 'busy' || runningTask(world, worker) === null) return null;
  const leftMs = believedMs(world) - stillOf(world, worker);
  if (leftMs > 0) return wakesItself(world) ? world.now + leftMs : null;
  if (!countsQuiet(world, worker.name) || livePane(world, worker.name) === null) return null;
  return screen === null || screen.at > world.now ? world.now : nextLookAtScreen(world, screen);
}

/** Soon at a prompt that nobody told of; then rarely. */
function nextLookAtScreen({ policy }: World, { at, shows, looks }: ScreenSign): number {
  const rarelyMs = policy.health.slowMs * PART_OF_SLOW;
  const isFirst = shows === 'prompt' && looks === 1;
  return at + (isFirst ? Math.min(LATEST_MS, rarelyMs) : Math.max(rarelyMs, SOONEST_MS));
}

/** The live pane of an agent that has said nothing and has not been seen ready; null: there is none. */
function silentPane(world: World, { name, generation, agent }: WorkerState): PaneView | null {
  if (generation === null || agent.ready || agent.lastEvent !== null) return null;
  return world.kinds.get(generation.kind)?.readyBy === 'screen' ? livePane(world, name) : null;
}

/** Its dialog was there, and then nothing that is known: the next look tells. */
function isSeenRepainting({ activity, shown = null, screen = null }: AgentState): boolean {
  return activity === 'asks' && shown !== null && screen !== null;
}

/** Nobody is there to answer the dialog, and nothing was printed since it was seen. tmux tells whole seconds. */
function standsStill({ attachedClients, lastOutputAt }: PaneView, seenAt: number): boolean {
  return attachedClients === 0 && lastOutputAt !== null && lastOutputAt + TMUX_SECOND_MS < seenAt;
}

function lookAt({ name, generation, agent }: WorkerState): readonly Action[] {
  if (generation === null) return [];
  return [
    {
      kind: 'look',
      lane: `keys:${name}`,
      rule: 'looking',
      ...reasonOf(name, agent, generation.startedAt),
      worker: name,
      generation: generation.number,
    },
  ];
}

function reasonOf(name: WorkerName, agent: AgentState, startedAt: number): Pick<Action, 'why' | 'evidence'> {
  const { lastEvent, since, seenAt, activity } = agent;
  if (lastEvent === null) {
    const evidence: Evidence = { source: 'pane', at: seenAt ?? startedAt, says: 'no prompt seen yet' };
    return { why: `the agent of ${name} says nothing before its first text`, evidence: [evidence] };
  }
  const evidence: Evidence = { source: 'event', at: since, says: `it says that it ${eventWords[lastEvent]}` };
  const what = activity === 'busy' ? 'should be at work, and nothing of it moves' : 'asks something';
  return { why: `the agent of ${name} ${what}`, evidence: [evidence] };
}
