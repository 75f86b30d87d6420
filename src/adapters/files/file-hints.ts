import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { isMissing } from './error-code.ts';

export interface Watched {
  readonly root: string;
  readonly home: string;
}

const fileNames: ReadonlySet<string> = new Set([
  'work-queue.json',
  'dependencies.json',
  'czar.config.json',
  'czar.config.jsonc',
]);

/** A watch costs one handle per file: of a larger folder only the sweep notices edits. */
const maxWatchedTexts = 2_000;

/** Calls `changed` when a human file seems to have changed. A hint and no more: a watch may go deaf without a word. */
export async function watchFiles({ root, home }: Watched, changed: () => void): Promise<FSWatcher> {
  const tasks = join(home, 'tasks');
  const isWatched = (path: string) =>
    [root, home, tasks].includes(path) ||
    ([root, home].includes(dirname(path)) && fileNames.has(basename(path))) ||
    (dirname(path) === tasks && /\.(?:md|txt)$/.test(path));
  const folders = (await isSmall(tasks)) ? [root, home, tasks] : [root, home];
  const watcher = watch(folders, { depth: 0, ignoreInitial: true, ignored: (path) => !isWatched(path) });
  watcher.on('all', changed);
  // A watch that fails is a reason to look.
  watcher.on('error', changed);
  return watcher;
}

async function isSmall(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length <= maxWatchedTexts;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}
