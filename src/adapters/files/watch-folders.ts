import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isMissing, messageOf } from './error-code.ts';

/**
 * Notices of files in single folders; hints only. Plain `fs.watch` and not chokidar: a folder is watched before the call
 * returns, so that the first event of an agent that starts a moment later is heard, and nothing is listed on the way.
 */
export interface FolderWatches {
  /** Watches `folder`, anew if it is no longer the folder that was watched. What cannot be watched is said, for people. */
  see(folder: string): Promise<string | null>;
  /** Forgets folders that are not among these. */
  keep(folders: ReadonlySet<string>): void;
  close(): void;
}

interface Watched {
  readonly identity: string;
  readonly watcher: FSWatcher;
}

/** `changed` hears the folder and the name of each file that came, went or changed; the name is null when it is not known. */
export function watchFolders(changed: (folder: string, name: string | null) => void): FolderWatches {
  const watched = new Map<string, Watched>();
  const forget = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  const begin = (folder: string, identity: string): void => {
    const watcher = watch(folder, (_event, name) => changed(folder, name));
    // Deaf from here on: the next look at the folder watches it anew.
    watcher.on('error', () => {
      forget(folder);
      changed(folder, null);
    });
    watched.set(folder, { identity, watcher });
  };
  return {
    async see(folder) {
      const identity = await identityOf(folder);
      if (watched.get(folder)?.identity === identity) return null;
      forget(folder);
      if (identity === null) return null;
      try {
        begin(folder, identity);
        return null;
      } catch (error) {
        return isMissing(error) ? null : `${folder} cannot be watched, only looked at: ${messageOf(error)}`;
      }
    },
    keep(folders) {
      for (const folder of watched.keys()) if (!folders.has(folder)) forget(folder);
    },
    close() {
      for (const folder of watched.keys()) forget(folder);
    },
  };
}

/** Null: there is no such folder. A folder made anew may get the number of the one that was removed, but not its birth. */
async function identityOf(folder: string): Promise<string | null> {
  try {
    const { dev, ino, birthtimeMs } = await stat(folder);
    return `${dev}:${ino}:${birthtimeMs}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
