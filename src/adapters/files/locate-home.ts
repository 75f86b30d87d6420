import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeConfig } from './config-file.ts';
import { hasCode, isMissing } from './error-code.ts';
import { decodeUtf8, maxFileBytes } from './human-file.ts';
import { readInside } from './read-inside.ts';

export interface LocatedHome {
  /** Absolute path of the folder of queue, dependencies, tasks and status. */
  readonly home: string;
  /** Whether a queue lies there: without one there is no project yet. */
  readonly hasQueue: boolean;
}

/** The home of a project: what the config says, else the root when the queue lies there, else `.czar/`. */
export async function locateHome(root: string): Promise<LocatedHome> {
  const configured = await configuredHome(root);
  if (configured !== null)
    return { home: join(root, configured), hasQueue: await hasQueue(join(root, configured)) };
  if (await hasQueue(root)) return { home: root, hasQueue: true };
  const home = join(root, '.czar');
  return { home, hasQueue: await hasQueue(home) };
}

/** What the config says of it, from the root; null when it does not, or cannot be read. */
export async function configuredHome(root: string): Promise<string | null> {
  for (const name of ['czar.config.json', 'czar.config.jsonc']) {
    const result = await readInside({
      root: await realpath(root),
      path: join(root, name),
      maxBytes: maxFileBytes,
    });
    const text = result.state === 'read' ? decodeUtf8(result.bytes) : null;
    if (text !== null) return decodeConfig(name, text).value?.home ?? null;
  }
  return null;
}

async function hasQueue(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, 'work-queue.json'))).isFile();
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}
