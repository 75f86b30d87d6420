import { join } from 'node:path';
import { watchFolders } from './watch-folders.ts';

export interface Watched {
  readonly root: string;
  readonly home: string;
}

export interface FileHints {
  close(): void;
}

const fileNames: ReadonlySet<string> = new Set([
  'work-queue.json',
  'dependencies.json',
  'czar.config.json',
  'czar.config.jsonc',
]);
const tasksName = 'tasks';

/**
 * Calls `changed` when a human file seems to have changed. A hint and no more: a watch may go deaf without a word. Folders are
 * watched and not files, so that a file that is replaced, by an editor or by Czar, is still heard a moment later.
 */
export async function watchFiles({ root, home }: Watched, changed: () => void): Promise<FileHints> {
  const tasks = join(home, tasksName);
  const folders = [...new Set([root, home, tasks])];
  let isClosed = false;
  const watches = watchFolders((folder, name) => {
    if (name !== null && !isHuman(name, folder === tasks)) return;
    changed();
    if (name === null || name === tasksName) void seeAll();
  });
  /** What cannot be watched is looked at by the sweep. */
  const seeAll = async (): Promise<void> => {
    const seen = await Promise.allSettled(folders.map((folder) => watches.see(folder)));
    if (isClosed) watches.close();
    else if (seen.some(({ status }) => status === 'rejected')) changed();
  };
  await seeAll();
  return {
    close() {
      isClosed = true;
      watches.close();
    },
  };
}

function isHuman(name: string, isTask: boolean): boolean {
  return isTask ? /\.(?:md|txt)$/.test(name) : fileNames.has(name) || name === tasksName;
}
