import { setTimeout as wait } from 'node:timers/promises';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Watched, WatchOptions } from '../../ports/client.ts';
import type { DoorPlace } from './address.ts';
import { follow } from './follow.ts';
import { openKeptSnapshot } from './kept-snapshot.ts';
import { openNewest, type Newest } from './newest.ts';

/** Between two tries to connect: soon at first, since a supervisor that is replaced is back in a moment. */
const firstPauseMs = 50;
const longestPauseMs = 1_000;

/** What `Client.watch` promises. Errors: Fault `file-unreadable`. */
export async function* watchDoor(place: DoorPlace, options: WatchOptions): AsyncGenerator<Watched> {
  const over = new AbortController();
  const news = openNewest<Watched>();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const keeping = keepWatching(place, { ...options, signal }, news).then(news.end, news.fail);
  try {
    for (let seen = await news.next(); seen !== null; seen = await news.next()) yield seen;
  } finally {
    over.abort();
    await keeping;
  }
}

async function keepWatching(
  place: DoorPlace,
  { signal, few }: WatchOptions,
  news: Newest<Watched>,
): Promise<void> {
  const kept = openKeptSnapshot(place.journalDir);
  let seen: Watched | null = null;
  let failures = 0;
  const say = (next: Watched): void => {
    seen = next;
    news.put(next);
  };
  const sayLast = async (supervisor: Silent): Promise<void> => {
    const before = seen;
    const found = await kept();
    // Whoever spoke meanwhile knows better.
    if (seen === before && !signal.aborted) sayIfNew(before, lastOf(before, found, supervisor), say);
  };
  while (!signal.aborted) {
    const end = await follow(place, {
      request: { ask: 'watch', ...(few === true ? { few } : {}) },
      signal,
      picture: (snapshot, at) => {
        failures = 0;
        say({ snapshot, supervisor: 'alive', at });
      },
      silence: () => void sayLast('stale').catch(news.fail),
    });
    failures += 1;
    if (end !== 'hung up' || failures > 1) await sayLast(silentAs[end]);
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** failures), signal);
  }
}

type Silent = Exclude<Watched['supervisor'], 'alive'>;

const silentAs = { nobody: 'dead', starting: 'starting', refused: 'stale', 'hung up': 'stale' } as const;

function sayIfNew(before: Watched | null, next: Watched, say: (next: Watched) => void): void {
  const isSame = before?.snapshot === next.snapshot && before.supervisor === next.supervisor;
  if (!isSame) say(next);
}

/** What is known of one who says nothing. */
function lastOf(before: Watched | null, kept: Snapshot | null, supervisor: Silent): Watched {
  const known = before?.snapshot ?? null;
  const snapshot = known === null || (kept !== null && kept.at >= known.at) ? kept : known;
  return { snapshot, supervisor, at: Math.max(before?.at ?? 0, snapshot?.at ?? 0) };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
