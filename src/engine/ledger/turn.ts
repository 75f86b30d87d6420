import type { AgentEvent } from '../../domain/agent-event.ts';
import type { Turn, TurnEnd } from '../../domain/generation.ts';

const SAID_CHARS = 500;

/** The turn after an event of the agent. What cut a turn short holds until the next one: agents also tell that they rest then. */
export function turnAfter(turn: Turn | undefined, event: AgentEvent, at: number): Turn | undefined {
  switch (event.event) {
    case 'prompt':
      return begun(turn, at);
    case 'busy':
      return turn?.end === null ? turn : begun(turn, at);
    case 'idle':
      return turn?.end === null ? ended(turn, endOf(event, at)) : turn;
    case 'error':
    case 'limit':
      return cutShort(turn, endOf(event, at));
    case 'ready':
    case 'permission':
    case 'question':
    case 'exit':
      return turn;
  }
}

function begun(turn: Turn | undefined, at: number): Turn {
  const goesOn = turn?.end === null || turn?.end.how === 'error';
  return { beganAt: at, end: null, errors: goesOn ? turn.errors : 0 };
}

/** A turn of which nobody told that it began, or how it ended; what is told twice counts once. */
function cutShort(turn: Turn | undefined, end: TurnEnd): Turn {
  if (turn === undefined) return ended({ beganAt: end.at, end: null, errors: 0 }, end);
  const isKnown = turn.end?.how === 'limit' || (turn.end?.how === 'error' && end.how === 'error');
  return isKnown ? turn : ended(turn, end);
}

function ended(turn: Turn, end: TurnEnd): Turn {
  return { ...turn, end, errors: turn.errors + (end.how === 'error' ? 1 : 0) };
}

function endOf({ event, data, text }: AgentEvent, at: number): TurnEnd {
  if (event === 'limit') return { how: 'limit', at };
  if (event === 'idle' && data?.ended !== 'error') return { how: data?.ended ?? 'well', at };
  return {
    how: 'error',
    at,
    ...(data?.error === undefined ? {} : { error: data.error }),
    ...(text === undefined ? {} : { says: text.slice(0, SAID_CHARS) }),
  };
}
