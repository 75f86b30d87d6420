import { join } from 'node:path';
import { type FSWatcher, watch as chokidarWatch } from 'chokidar';
import type { History, WorktreePlace } from '../../ports/repository.ts';
import type { RepositoryContext } from './context.ts';
import { fullRef } from './refs.ts';
import { exists } from './status.ts';

/**
 * Hints about commits from a few small files: the reflog of each worktree's git dir, which git appends to on each commit,
 * checkout and reset, and the files of single refs. Trees are never watched: a commit changes no file in them.
 */
export function watchRepository(
  context: Pick<RepositoryContext, 'commonDir' | 'refs'>,
): Pick<History, 'watch' | 'onHint' | 'close'> {
  const listeners: (() => void)[] = [];
  const armed = new Map<string, FSWatcher>();
  const deaf = new Set<string>();
  const rearming = new Map<string, NodeJS.Timeout>();

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  /** A file that went away or came anew has taken its watch with it; so has one whose folder did. */
  const rearm = (path: string): void => {
    deaf.add(path);
    if (rearming.has(path)) return;
    const again = async (): Promise<void> => {
      rearming.delete(path);
      if (!armed.has(path)) return;
      await disarm(path);
      await arm(path);
      tell();
    };
    rearming.set(
      path,
      setTimeout(() => void again(), rearmAfterMs),
    );
  };

  const arm = (path: string): Promise<void> => {
    const watcher = chokidarWatch(path, { ignoreInitial: true, followSymlinks: false, depth: 0 });
    armed.set(path, watcher);
    return new Promise((resolve) => {
      watcher.once('ready', resolve);
      watcher.on('all', (event) => {
        if (event !== 'change') rearm(path);
        tell();
      });
      watcher.on('error', () => {
        // Out of watches or descriptors: armed again at the next call, and the sweep sees what this watch would have told.
        deaf.add(path);
        tell();
        resolve();
      });
    });
  };

  const disarm = async (path: string): Promise<void> => {
    const watcher = armed.get(path);
    clearTimeout(rearming.get(path));
    rearming.delete(path);
    armed.delete(path);
    deaf.delete(path);
    await watcher?.close();
  };

  return {
    async watch(places, refs) {
      const wanted = new Set(await filesToWatch(context, places, refs));
      const missing = await Promise.all(
        [...armed.keys()].map(async (path) => ({ path, gone: !(await exists(path)) })),
      );
      const stale = missing.filter(({ path, gone }) => gone || !wanted.has(path) || deaf.has(path));
      await Promise.all(stale.map(({ path }) => disarm(path)));
      await Promise.all([...wanted].filter((path) => !armed.has(path)).map(arm));
    },
    onHint: (listener) => {
      listeners.push(listener);
    },
    async close() {
      listeners.length = 0;
      await Promise.all([...armed.keys()].map(disarm));
    },
  };
}

/** Long enough for a file that is replaced to be there again; several changes make one new watch. */
const rearmAfterMs = 50;

async function filesToWatch(
  { commonDir, refs }: Pick<RepositoryContext, 'commonDir' | 'refs'>,
  places: readonly WorktreePlace[],
  names: readonly string[],
): Promise<readonly string[]> {
  const ofPlaces = places.map(async ({ gitDir }) => {
    const reflog = join(gitDir, 'logs/HEAD');
    if (await exists(reflog)) return [reflog];
    const head = await refs.head(gitDir);
    return [
      join(gitDir, 'HEAD'),
      ...(head.branch === null ? [] : [await refFile(commonDir, fullRef(head.branch))]),
    ];
  });
  const ofRefs = names.map(async (name) => [await refFile(commonDir, fullRef(name))]);
  return (await Promise.all([...ofPlaces, ...ofRefs])).flat();
}

/** A ref's reflog where it has one (appended to, so its watch lasts), else the file that holds it when it is not packed. */
async function refFile(commonDir: string, ref: string): Promise<string> {
  const reflog = join(commonDir, 'logs', ref);
  return (await exists(reflog)) ? reflog : join(commonDir, ref);
}
