import { limitEndOf } from '../../domain/account.ts';
import type { AgentEvent } from '../../domain/agent-event.ts';
import type { FactOf } from '../../domain/facts.ts';
import type { AgentState } from '../../domain/generation.ts';
import { turnAfter } from './turn.ts';

/** The agent once it has said this. A dialog that was seen before it is looked at anew. */
export function afterEvent(agent: AgentState, event: AgentEvent, at: number): AgentState {
  const turn = turnAfter(agent.turn, event, at);
  const heard: AgentState = {
    ...agent,
    ready: true,
    since: at,
    lastEvent: event.event,
    lastEventAt: at,
    asks: null,
    shown: null,
    chosen: null,
    answered: null,
    screen: null,
    mayStillAsk: event.event === 'busy' && agent.activity === 'asks',
    progress: event.data?.progress ?? agent.progress,
    eta: event.data?.eta ?? agent.eta,
    ...(turn === undefined ? {} : { turn }),
  };
  switch (event.event) {
    case 'ready':
      return { ...heard, activity: 'idle', limitedUntil: null };
    case 'idle':
    case 'error':
      return agent.activity === 'limited'
        ? { ...heard, since: agent.since }
        : { ...heard, activity: 'idle', limitedUntil: null };
    case 'prompt':
    case 'busy':
      return {
        ...heard,
        activity: 'busy',
        limitedUntil: null,
        since: agent.activity === 'busy' ? agent.since : at,
      };
    case 'permission':
    case 'question':
      return { ...heard, ready: agent.ready, activity: 'asks', asks: event.text ?? '' };
    case 'limit':
      return { ...heard, ...limited(agent, event, at) };
    case 'exit':
      return { ...heard, activity: 'unknown' };
  }
}

/** The same limit may be told twice: the words with a time of its end are the better ones. */
function limited(
  agent: AgentState,
  event: AgentEvent,
  at: number,
): Pick<AgentState, 'activity' | 'since' | 'limitedUntil'> {
  const limitedUntil = limitEndOf(event, at);
  if (agent.activity !== 'limited') return { activity: 'limited', since: at, limitedUntil };
  const hasTime = event.data?.resetAt !== undefined;
  return {
    activity: 'limited',
    since: agent.since,
    limitedUntil: hasTime ? limitedUntil : agent.limitedUntil,
  };
}

/** A look at all event files comes every 30 s: what seems later than this was said by another clock. */
const LATEST_MS = 60_000;

/**
 * Hooks and transcript are heard on two ways, and either may be late: what a transcript tells of an earlier turn is over, and so
 * is what a hook told before the last line of the transcript.
 */
export function isStale(
  { saidAt, recordedAt }: AgentState,
  { event, readTo }: FactOf<'agent.event'>,
): boolean {
  if (readTo !== undefined) return event.at < (saidAt ?? 0);
  const lateMs = (recordedAt ?? 0) - event.at;
  return lateMs > 0 && lateMs <= LATEST_MS;
}

/** How far its transcript is read, and when it spoke last. */
export function afterReading(
  agent: AgentState,
  { event: { data, at: saidAtMs }, readTo }: FactOf<'agent.event'>,
  at: number,
): AgentState {
  const path = data?.transcript ?? agent.transcript?.path;
  const thenMs = Math.min(saidAtMs, at);
  const said = {
    saidAt: Math.max(agent.saidAt ?? 0, thenMs),
    ...(readTo === undefined ? {} : { recordedAt: Math.max(agent.recordedAt ?? 0, thenMs) }),
  };
  if (path === undefined) return { ...agent, ...said };
  const before = agent.transcript?.path === path ? agent.transcript.readTo : 0;
  return { ...agent, ...said, transcript: { path, readTo: Math.max(before, readTo ?? 0) } };
}
