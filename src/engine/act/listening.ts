import { whyAccountWaits } from '../../decide/accounts.ts';
import { activityOf, isPaused } from '../../decide/activity.ts';
import { leased } from '../../decide/lease.ts';
import { paneState } from '../../decide/pane.ts';
import type { DeliveryKind } from '../../domain/delivery.ts';
import type { AgentState } from '../../domain/generation.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { World } from '../../domain/world.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { type Agent, workerNow } from './subject.ts';

/** Messages for an agent that is at work and should come to itself: it takes them at the end of its turn. */
const WHILE_BUSY: ReadonlySet<DeliveryKind> = new Set(['remind', 'help']);

/** Why a text must not be pasted now, or null. `screen` null: the pane is gone. */
export function whyNotListening(
  world: World,
  { who, kind }: Agent,
  { as, screen }: { readonly as: DeliveryKind; readonly screen: AgentScreen | null },
): string | null {
  const worker = workerNow(world, who.worker);
  if (worker.generation?.number !== who.number || screen === null) return 'its session is gone';
  const pane = paneState(world, worker.name);
  if (pane.state === 'ended') return pane.says;
  if (isPaused(world, worker)) return 'it is paused';
  if (leased(world, worker.name)) return 'you are typing in its session';
  const waits = whyAccountWaits(world, worker.name);
  if (waits !== null) return waits;
  if (as === 'go-on' && screen.shows === 'busy') return 'it goes on already';
  return whyNotOnScreen(screen) ?? whyNotByEvents(world, worker, { as, screen, kind });
}

/** Why a text is held back that would go out if the composer were empty. */
export const DRAFT = 'clear the draft in its composer, and the text goes out by itself';

function whyNotOnScreen({ shows, composer }: AgentScreen): string | null {
  if (shows === 'dialog') return 'a dialog is open in its session';
  return composer === null || composer.text.trim() === '' ? null : DRAFT;
}

/** What its events say counts. Where it has said nothing yet, or can say nothing, a prompt on the screen does. */
function whyNotByEvents(
  world: World,
  { name, agent }: WorkerState,
  { as, screen, kind }: Pick<Agent, 'kind'> & { readonly as: DeliveryKind; readonly screen: AgentScreen },
): string | null {
  const { activity } = activityOf(world, name);
  const answersIt = as === 'answer' && agent.lastEvent === 'question';
  switch (activity) {
    case 'idle':
    case 'in-review':
      return isSeenBusy(agent, screen) && !WHILE_BUSY.has(as)
        ? 'its agent is busy'
        : whyNotReady(agent, kind, screen);
    case 'working':
      return WHILE_BUSY.has(as) ? null : 'its agent is busy';
    case 'asks':
      return answersIt ? null : 'its agent asks something';
    case 'starting':
    case 'unknown':
      return isAtPrompt(agent, screen) ? null : 'its agent is not ready yet';
    case 'limited':
    case 'off':
    case 'paused':
      return `its agent is ${activity}`;
  }
}

/** Of one that says nothing, quiet stands for idle: its screen knows better. */
function isSeenBusy({ lastEvent }: AgentState, { shows }: AgentScreen): boolean {
  return lastEvent === null && shows === 'busy';
}

/** One that should have told that it is ready must at least show its prompt. */
function whyNotReady(agent: AgentState, { facts }: Agent['kind'], screen: AgentScreen): string | null {
  if (agent.ready) return null;
  const isThere = facts.proves === 'nothing' ? screen.shows !== 'busy' : isAtPrompt(agent, screen);
  return isThere ? null : 'its agent is not ready yet';
}

function isAtPrompt({ lastEvent }: AgentState, { shows }: AgentScreen): boolean {
  return lastEvent === null && shows === 'prompt';
}
