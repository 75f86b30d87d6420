import { join } from 'node:path';
import type { History, WorktreePlace } from '../../ports/repository.ts';
import type { RepositoryContext } from './context.ts';
import { type Ear, listenTo } from './ear.ts';
import { readableHead } from './heads.ts';
import { announcesMore } from './reflog.ts';
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
  const ears = new Map<string, Ear>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const drop = async (path: string): Promise<void> => {
    const ear = ears.get(path);
    ears.delete(path);
    await ear?.close();
  };

  return {
    async watch(places, refs) {
      const wanted = new Set(await filesToWatch(context, places, refs));
      for (const [path, ear] of ears) if (!wanted.has(path) || ear.isDeaf()) await drop(path);
      const missing = [...wanted].filter((path) => !ears.has(path));
      await Promise.all(
        missing.map(async (path) =>
          ears.set(path, await listenTo({ path, tell, isEarly: () => announcesMore(context, path) })),
        ),
      );
    },
    onHint: (listener) => {
      listeners.push(listener);
    },
    async close() {
      listeners.length = 0;
      await Promise.all([...ears.keys()].map(drop));
    },
  };
}

async function filesToWatch(
  { commonDir, refs }: Pick<RepositoryContext, 'commonDir' | 'refs'>,
  places: readonly WorktreePlace[],
  names: readonly string[],
): Promise<readonly string[]> {
  const ofPlaces = places.map(async ({ gitDir }) => {
    const reflog = join(gitDir, 'logs/HEAD');
    if (await exists(reflog)) return [reflog];
    const head = await readableHead(refs, gitDir);
    if (head === null) return [reflog];
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
