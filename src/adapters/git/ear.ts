import { type FSWatcher, watch } from 'chokidar';

/** Listens to one file, and goes on listening when the file is replaced. */
export interface Ear {
  /** It may have missed its file's coming back: make a new one. */
  isDeaf(): boolean;
  close(): Promise<void>;
}

/** Long enough for a file that is replaced to be there again; several changes make one new watch. */
const rearmAfterMs = 50;

/** Calls `tell` after each change of the file at `path`, which need not exist. Resolves when changes are noticed. */
export async function listenTo(path: string, tell: () => void): Promise<Ear> {
  let isDeaf = false;
  let isClosed = false;
  let rearming: NodeJS.Timeout | null = null;

  const onEvent = (event: string): void => {
    // A file that went away or came anew has taken its watch with it; so has one whose folder did.
    if (event !== 'change') rearming ??= setTimeout(() => void rearm(), rearmAfterMs);
    tell();
  };
  const onError = (): void => {
    // Out of watches or descriptors: the sweep sees what this watch would have told.
    isDeaf = true;
    tell();
  };
  let watcher = await ready(path, { onEvent, onError });

  const rearm = async (): Promise<void> => {
    await watcher.close();
    watcher = await ready(path, { onEvent, onError });
    rearming = null;
    // Closed while it was opened.
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

function ready(
  path: string,
  { onEvent, onError }: { readonly onEvent: (event: string) => void; readonly onError: () => void },
): Promise<FSWatcher> {
  const watcher = watch(path, { ignoreInitial: true, followSymlinks: false, depth: 0 });
  return new Promise((resolve) => {
    watcher.once('ready', () => resolve(watcher));
    watcher.on('all', onEvent);
    watcher.on('error', () => {
      onError();
      resolve(watcher);
    });
  });
}
