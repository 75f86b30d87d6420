import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import { exists } from './status.ts';

/** Listens to one file, which may be replaced, go away and come back. */
export interface Ear {
  /** The machine has no more watches to give: make a new ear later. */
  isDeaf(): boolean;
  close(): Promise<void>;
}

/** Long enough for a file that is replaced to be there again; several changes make one new watch. */
const rearmAfterMs = 50;

/** Pauses while what was announced is not there yet. After the last it is told all the same. */
const patienceMs = [1, 1, 2, 4, 8, 16, 32, 64] as const;

export interface EarOptions {
  readonly path: string;
  readonly tell: () => void;
  /**
   * Whether the file announces what has not happened yet: git writes the reflog a moment before it moves the ref, and may be held
   * up between the two. Who is told too early looks in vain. Never rejects.
   */
  readonly isEarly: () => Promise<boolean>;
}

/** Calls `tell` after each change of the file at `path`. Resolves when changes are noticed. */
export async function listenTo({ path, tell, isEarly }: EarOptions): Promise<Ear> {
  let isDeaf = false;
  let isClosed = false;
  let heard: 'nothing' | 'once' | 'again' = 'nothing';
  let rearming: NodeJS.Timeout | null = null;

  const tellInTime = async (): Promise<void> => {
    for (const ms of patienceMs) {
      if (isClosed || !(await isEarly())) break;
      await pause(ms);
    }
    if (isClosed) return;
    const hasMore = heard === 'again';
    heard = 'nothing';
    tell();
    if (hasMore) hear();
  };
  const hear = (): void => {
    const isWaiting = heard !== 'nothing';
    heard = isWaiting ? 'again' : 'once';
    if (!isWaiting) void tellInTime();
  };
  const onEvent = (event: string): void => {
    if (event === 'change') return;
    // A file that went away or came anew has taken its watch with it; so has one whose folder did.
    rearming ??= setTimeout(() => void rearm(), rearmAfterMs);
    hear();
  };
  const onError = (): void => {
    // Out of watches or descriptors: the sweep sees what this watch would have told.
    isDeaf = true;
    tell();
  };
  let watcher = await watchNearest(path, { hear, onEvent, onError });

  const rearm = async (): Promise<void> => {
    await watcher.close();
    rearming = null;
    if (isClosed) return;
    watcher = await watchNearest(path, { hear, onEvent, onError });
    if (isClosed) await watcher.close();
    else tell();
  };

  return {
    isDeaf: () => isDeaf,
    async close() {
      isClosed = true;
      if (rearming !== null) clearTimeout(rearming);
      await watcher.close();
    },
  };
}

interface Listeners {
  readonly hear: () => void;
  readonly onEvent: (event: string) => void;
  readonly onError: () => void;
}

/** Watches the file, or while it is not there the next folder above that is: a watch on nothing hears nothing. */
async function watchNearest(path: string, { hear, onEvent, onError }: Listeners): Promise<FSWatcher> {
  let nearest = path;
  while (!(await exists(nearest)) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  const watcher = watch(nearest, { ignoreInitial: true, followSymlinks: false, depth: 0 });
  return new Promise((resolve) => {
    watcher.once('ready', () => resolve(watcher));
    watcher.on('all', onEvent);
    // Its own events of changes leave out those within 50 ms of the last one; the raw ones leave out nothing. Of a file that was
    // replaced they tell before the new one is watched, so what happens in between is told by a new watch.
    watcher.on('raw', (event) => {
      if (event === 'rename' && nearest === path) onEvent(event);
      else hear();
    });
    watcher.on('error', () => {
      onError();
      resolve(watcher);
    });
  });
}
