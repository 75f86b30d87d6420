import { dirname } from 'node:path';
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

/** git writes the reflog a moment before it moves the ref, and may be held up between the two: who looked too early is told again. */
const echoesAfterMs = [8, 60] as const;

/** Calls `tell` after each change of the file at `path`. Resolves when changes are noticed. */
export async function listenTo(path: string, tell: () => void): Promise<Ear> {
  let isDeaf = false;
  let isClosed = false;
  let echoes: readonly NodeJS.Timeout[] = [];
  let rearming: NodeJS.Timeout | null = null;

  const hear = (): void => {
    for (const echo of echoes) clearTimeout(echo);
    echoes = echoesAfterMs.map((ms) => setTimeout(tell, ms));
    tell();
  };
  const onEvent = (event: string): void => {
    // A file that went away or came anew has taken its watch with it; so has one whose folder did.
    if (event !== 'change') rearming ??= setTimeout(() => void rearm(), rearmAfterMs);
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
      for (const echo of echoes) clearTimeout(echo);
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
    // Its own events leave out changes within 50 ms of the last one; the raw ones leave out nothing.
    watcher.on('raw', hear);
    watcher.on('error', () => {
      onError();
      resolve(watcher);
    });
  });
}
