import type { FactOf } from '../../domain/facts.ts';
import type { AgentState } from '../../domain/generation.ts';

type Look = FactOf<'pane.seen'>;

/** The agent once its screen was looked at. What it says itself outranks that: only whether a dialog is open is taken from there. */
export function afterLook(agent: AgentState, look: Look, at: number): AgentState {
  const seen: AgentState = { ...agent, seenAt: at, mayStillAsk: false };
  if (look.shows === 'dialog') return mayAsk(agent) ? asking(seen, look, at) : seen;
  if (agent.lastEvent === null) return beforeItsFirstWord(seen, look, at);
  return hadDialog(agent) ? withoutDialog(seen, look, at) : seen;
}

/** A look may be older than an event that is known already: a turn that began since is no dialog. */
function mayAsk({ lastEvent, activity, mayStillAsk = false }: AgentState): boolean {
  return lastEvent === null || activity === 'asks' || activity === 'idle' || mayStillAsk;
}

function asking(agent: AgentState, { dialog }: Look, at: number): AgentState {
  const { shown = null, chosen = null } = agent;
  const asked = agent.activity === 'asks';
  const isAnother = shown !== null && shown.dialog?.id !== dialog?.id;
  return {
    ...agent,
    activity: 'asks',
    asks: asked && agent.lastEvent !== null ? agent.asks : (dialog?.text ?? ''),
    shown: { dialog },
    chosen: chosen?.dialog === dialog?.id ? chosen : null,
    since: asked && !isAnother ? agent.since : at,
  };
}

function beforeItsFirstWord(agent: AgentState, { shows }: Look, at: number): AgentState {
  const rest = { ...agent, asks: null, shown: null, chosen: null };
  if (shows === 'prompt')
    return { ...rest, ready: true, activity: 'idle', since: agent.ready ? agent.since : at };
  return agent.activity === 'asks' ? { ...rest, activity: 'starting', since: at } : agent;
}

function hadDialog({ activity, shown = null }: AgentState): boolean {
  return activity === 'asks' && shown !== null;
}

/** A turn goes on behind its dialog, and tells its end itself. What was asked beside a turn leaves the prompt. */
function withoutDialog(agent: AgentState, { shows }: Look, at: number): AgentState {
  const { lastEvent } = agent;
  const isBesideTurn = lastEvent === 'idle' || lastEvent === 'ready' || lastEvent === 'error';
  const activity = isBesideTurn && shows === 'prompt' ? 'idle' : 'busy';
  return { ...agent, activity, asks: null, shown: null, chosen: null, since: at };
}
