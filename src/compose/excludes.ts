import { join, relative } from 'node:path';
import { ensureExcludes } from '../adapters/files/excludes.ts';
import { trackedPaths } from '../adapters/git/tracked.ts';
import type { Place } from './place.ts';

/** Keeps what Czar makes out of `git status`; returns the patterns that were added. Errors: Fault `file-unwritable`. */
export async function excludeOwnFiles(place: Place): Promise<readonly string[]> {
  const { commonDir, topLevel, root, home, around } = place;
  const own = [join(root, '.czar'), join(home, 'status')].map((path) => relative(topLevel, path));
  const tracked = await trackedPaths(place, own, around.env);
  return ensureExcludes({ commonDir, topLevel, root, home, tracked });
}
