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

/** chokidar swallows changes within 50 ms of the last one it told: one more hint after that time stands for them. */
const echoAfterMs = 60;

/** Calls `tell` after each change of the file at `path`. Resolves when changes are noticed. */
export async function listenTo(path: string, tell: () => void): Promise<Ear> {
  let isDeaf = false;
  let isClosed = false;
  let echo: NodeJS.Timeout | null = null;
  let rearming: NodeJS.Timeout | null = null;

  const onEvent = (event: string): void => {
    // A file that went away or came anew has taken its watch with it; so has one whose folder did.
    if (event !== 'change') rearming ??= setTimeout(() => void rearm(), rearmAfterMs);
    if (echo !== null) clearTimeout(echo);
    echo = setTimeout(tell, echoAfterMs);
    tell();
  };
  const onError = (): void => {
    // Out of watches or descriptors: the sweep sees what this watch would have told.
    isDeaf = true;
    tell();
  };
  let watcher = await watchNearest(path, { onEvent, onError });

  const rearm = async (): Promise<void> => {
    await watcher.close();
    rearming = null;
    if (isClosed) return;
    watcher = await watchNearest(path, { onEvent, onError });
    if (isClosed) await watcher.close();
    else tell();
  };

  return {
    isDeaf: () => isDeaf,
    async close() {
      isClosed = true;
      if (echo !== null) clearTimeout(echo);
      if (rearming !== null) clearTimeout(rearming);
      await watcher.close();
    },
  };
}

interface Listeners {
  readonly onEvent: (event: string) => void;
  readonly onError: () => void;
}

/** Watches the file, or while it is not there the next folder above that is: a watch on nothing hears nothing. */
async function watchNearest(path: string, { onEvent, onError }: Listeners): Promise<FSWatcher> {
  let nearest = path;
  while (!(await exists(nearest)) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  const watcher = watch(nearest, { ignoreInitial: true, followSymlinks: false, depth: 0 });
  return new Promise((resolve) => {
    watcher.once('ready', () => resolve(watcher));
    watcher.on('all', onEvent);
    watcher.on('error', () => {
      onError();
      resolve(watcher);
    });
  });
}
