import type { Socket } from 'node:net';
import type { WatchRequest } from '../../domain/request.ts';
import { deltaBetween } from '../../domain/snapshot-delta.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Watch } from '../../ports/door.ts';
import { watchedText } from './snapshot-text.ts';

/** Fewer than there may be connections, so that requests always get in. */
export const watchersMax = 48;
/** Watchers are told at most so often of news, and at least so often that all is well. */
const newsMs = 50;

/** How often watchers hear that all is well, and how long one may read nothing before it is cut off: it can connect anew. */
export interface Pace {
  readonly beatMs: number;
  readonly readingTimeoutMs: number;
}

const usualPace: Pace = { beatMs: 4_000, readingTimeoutMs: 30_000 };

/** Those who watch through one door. */
export interface Watchers {
  isFull(): boolean;
  /** Shows the picture to a peer until its connection is over. Resolves then. */
  serve(socket: Socket, request: WatchRequest, watch: Watch): Promise<void>;
}

export function openWatchers(pace: Pace = usualPace): Watchers {
  let count = 0;
  const deltaText = rememberedDelta();
  return {
    isFull: () => count >= watchersMax,
    async serve(socket, request, watch) {
      count += 1;
      const { show, end } = telling(socket, { deltaText, pace });
      const stop = watch(request, show);
      await closed(socket);
      stop();
      end();
      count -= 1;
    },
  };
}

/** A peer that speaks while it watches is cut off. What it sends is read, because else nobody would notice that it hangs up. */
async function closed(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    if (socket.destroyed) resolve();
    socket.once('close', () => resolve());
    socket.on('data', () => socket.destroy());
    socket.resume();
  });
}

/** The line for a watcher; null: there is nothing to tell. */
type DeltaText = (before: Snapshot, after: Snapshot) => string | null;

/** Most watchers have seen the same: the same difference is found once for all of them. */
function rememberedDelta(): DeltaText {
  const texts = new WeakMap<Snapshot, { readonly before: Snapshot; readonly text: string | null }>();
  return (before, after) => {
    const known = texts.get(after);
    if (known?.before === before) return known.text;
    const delta = deltaBetween(before, after);
    const text = delta === null ? null : `${JSON.stringify({ v: 1, delta })}\n`;
    texts.set(after, { before, text });
    return text;
  };
}

interface Telling {
  readonly show: (snapshot: Snapshot) => void;
  readonly end: () => void;
}

/** Tells one peer. One that reads slowly is sent nothing until it has read, and then the difference to what it knows. */
function telling(
  socket: Socket,
  { deltaText, pace }: { readonly deltaText: DeltaText; readonly pace: Pace },
): Telling {
  let newest: Snapshot | null = null;
  let known: Snapshot | null = null;
  let told = 0;
  let waiting: NodeJS.Timeout | null = null;
  const tell = (): void => {
    waiting = null;
    if (newest === null || newest === known || socket.writableNeedDrain || socket.destroyed) return;
    for (const piece of known === null ? watchedText(newest) : [deltaText(known, newest) ?? ''])
      socket.write(piece);
    known = newest;
    told = performance.now();
  };
  const beat = (): void => {
    const quietMs = performance.now() - told;
    if (!socket.writableNeedDrain) socket.write(`${JSON.stringify({ v: 1, beat: Date.now() })}\n`);
    else if (quietMs > pace.readingTimeoutMs) socket.destroy();
  };
  const beats = setInterval(beat, pace.beatMs);
  socket.on('drain', tell);
  return {
    show(snapshot) {
      newest = snapshot;
      waiting ??= setTimeout(tell, Math.max(0, told + newsMs - performance.now()));
    },
    end() {
      clearInterval(beats);
      if (waiting !== null) clearTimeout(waiting);
    },
  };
}
