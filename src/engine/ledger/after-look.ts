import { limitEnd } from '../../domain/account.ts';
import type { FactOf } from '../../domain/facts.ts';
import type { AgentState, ScreenSign } from '../../domain/generation.ts';
import { turnAfter } from './turn.ts';

type Look = FactOf<'pane.seen'>;

/** The agent once its screen was looked at. What it says itself outranks that: only whether a dialog is open is taken from there. */
export function afterLook(agent: AgentState, look: Look, at: number): AgentState {
  const seen: AgentState = { ...agent, seenAt: at, mayStillAsk: false };
  if (look.limit !== undefined) return limited(seen, look.limit, at);
  if (look.shows === 'dialog' && mayAsk(agent, at)) return asking(seen, look, at);
  if (mayBeRepainting(agent, look)) return { ...seen, screen: screenSign(agent, look, at) };
  if (agent.lastEvent === null) return look.shows === 'dialog' ? seen : beforeItsFirstWord(seen, look, at);
  return hadDialog(agent) ? withoutDialog(seen, look, at) : { ...seen, screen: screenSign(agent, look, at) };
}

/** As if it had said so itself: its turn is over. */
function limited(agent: AgentState, { says, resetAt }: NonNullable<Look['limit']>, at: number): AgentState {
  const turn = turnAfter(agent.turn, { event: 'limit', at }, at);
  return {
    ...agent,
    activity: 'limited',
    since: at,
    limitedUntil: limitEnd(at, resetAt ?? undefined),
    limitSeen: { says, at },
    asks: null,
    shown: null,
    chosen: null,
    screen: null,
    ...(turn === undefined ? {} : { turn }),
  };
}

/** Older than this, what it said last is no news of a turn that began since the look. */
const OLD_WORD_MS = 120_000;

function screenSign({ screen }: AgentState, { shows, counter, lines }: Look, at: number): ScreenSign {
  const before = screen ?? NOT_LOOKED_AT;
  const seen = shows === 'dialog' ? 'unknown' : shows;
  const moved = counter !== undefined && before.counter !== null && counter !== before.counter;
  return {
    shows: seen,
    at,
    looks: before.shows === seen ? before.looks + 1 : 1,
    counter: counter ?? before.counter,
    countedAt: moved ? at : before.countedAt,
    ...(lines === undefined ? {} : { lines }),
  };
}

const NOT_LOOKED_AT: ScreenSign = { shows: 'unknown', at: 0, looks: 0, counter: null, countedAt: null };

/** Who attaches makes its window another size, and it paints anew: one look that shows nothing known takes no dialog away. */
function mayBeRepainting({ activity, shown = null, answered, screen }: AgentState, { shows }: Look): boolean {
  if (shows !== 'unknown' || activity !== 'asks' || shown === null) return false;
  if (shown.dialog !== null && answered === shown.dialog.id) return false;
  return (screen ?? null) === null;
}

/** A look may be older than an event that is known already: a turn that began since is no dialog. */
function mayAsk({ lastEvent, lastEventAt, activity, mayStillAsk = false }: AgentState, at: number): boolean {
  if (lastEvent === null || lastEvent === 'permission' || lastEvent === 'question') return true;
  const isOldWord = at - (lastEventAt ?? at) >= OLD_WORD_MS;
  return isOldWord || activity === 'asks' || activity === 'idle' || mayStillAsk;
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
    screen: null,
    chosen: chosen?.dialog === dialog?.id ? chosen : null,
    since: asked && !isAnother ? agent.since : at,
  };
}

function beforeItsFirstWord(agent: AgentState, { shows }: Look, at: number): AgentState {
  const rest = { ...agent, asks: null, shown: null, chosen: null, screen: null };
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
  return { ...agent, activity, asks: null, shown: null, chosen: null, screen: null, since: at };
}
