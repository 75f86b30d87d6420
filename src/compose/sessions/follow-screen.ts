import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import { isSameValue } from '../../domain/same-value.ts';
import type { Peek } from '../../surfaces/cli/project-door.ts';
import type { Place } from '../place.ts';
import { openSessions, type Session, type Sessions } from './panes.ts';
import { endOfLog, screenOf } from './peek.ts';

const lookMs = 500;
/** While it shows nothing else it is looked at half as often. */
const quietLookMs = 1_000;
/** tmux tells the second of the last output: a screen is not read again once that is so long ago. */
const outputMs = 2_000;
/** A log is for those who are not there any more. */
const logMs = 2_000;

/** What the worker's terminal shows, whenever it shows something else, until `signal` is aborted. One connection for all of it. */
export async function* followScreen(
  place: Place,
  worker: string,
  signal: AbortSignal,
): AsyncGenerator<Peek | null> {
  const sessions = await openSessions(place);
  const look = looker(place, worker, sessions);
  let shown: Peek | null | undefined;
  try {
    while (!signal.aborted) {
      const seen = await look();
      if (seen !== 'as before' && (shown === undefined || !isSameValue(seen, shown))) {
        shown = seen;
        yield seen;
      }
      await pause(seen === 'as before' ? quietLookMs : lookMs, signal);
    }
  } finally {
    await sessions.close();
  }
}

type Look = () => Promise<Peek | null | 'as before'>;

function looker(place: Place, worker: string, sessions: Sessions): Look {
  let read: Read | null = null;
  return async () => {
    const session = await found(sessions, worker);
    if (session === 'unknown' || isAsRead(session, read)) return 'as before';
    read = { pane: paneOf(session), at: Date.now() };
    return (await screenOf(session)) ?? endOfLog(place, worker);
  };
}

interface Read {
  /** Null: none was alive, and its log was read. */
  readonly pane: string | null;
  readonly at: number;
}

function paneOf(session: Session | null): string | null {
  return session === null || session.pane.dead ? null : `${session.serverPid} ${session.pane.paneId}`;
}

function isAsRead(session: Session | null, read: Read | null): boolean {
  if (read === null || read.pane !== paneOf(session)) return false;
  return session === null || session.pane.dead ? Date.now() - read.at < logMs : isQuiet(session, read.at);
}

/** A server that cannot be reached now may be there again in a moment. */
async function found(sessions: Sessions, worker: string): Promise<Session | null | 'unknown'> {
  try {
    return await sessions.find(worker);
  } catch (error) {
    if (error instanceof Fault && error.facts.transient === true) return 'unknown';
    throw error;
  }
}

/** It was read when its last output was certainly on the screen. */
function isQuiet({ pane }: Session, readAt: number): boolean {
  return pane.lastOutputAt !== null && pane.lastOutputAt + outputMs < readAt;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
