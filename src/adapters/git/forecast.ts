import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Forecast } from '../../ports/repository.ts';
import type { RepositoryContext } from './context.ts';
import { lookAtWork } from './forecast-look.ts';
import { type KnownRules, tryMerges } from './forecast-merges.ts';

/** Forecasting (port `Forecast`). All that it writes lies in a folder of Czar's own, and goes with the next supervisor. */
export function openForecast(context: RepositoryContext): Forecast {
  const folder = join(context.ownDir, 'forecast');
  /** By worktree: the folder with the objects of its last look; null: it needed none. */
  const stores = new Map<string, string | null>();
  const knownRules: KnownRules = { of: null, attributes: null };
  let emptied: Promise<void> | null = null;
  const ready = (): Promise<void> => {
    emptied ??= rm(folder, { recursive: true, force: true });
    return emptied;
  };
  return {
    async look(worktree) {
      await ready();
      const { store, ...looked } = await lookAtWork(context, worktree, folder);
      const before = stores.get(worktree.path) ?? null;
      stores.set(worktree.path, store);
      if (before !== null) await rm(before, { recursive: true, force: true });
      return looked;
    },
    async tryMerges(pairs, rules) {
      await ready();
      const held = [...stores.values()].filter((store) => store !== null);
      return tryMerges(context, { pairs, rules, folder, stores: held, knownRules });
    },
  };
}
