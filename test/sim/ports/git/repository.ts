import type { Repository } from '../../../../src/ports/repository.ts';
import type { Random } from '../../random.ts';
import { openForecast } from './forecast.ts';
import { openHistory } from './history.ts';
import { type Judging, openMerges } from './merges.ts';
import { openTrash } from './trash.ts';
import { openWorktrees } from './worktrees.ts';

/** The simulated repository as one life of the supervisor uses it. `hears`: whether a hint is not lost. */
export function simulatedRepository(
  judging: Judging & { readonly ofForecasts?: Random },
  hears: () => boolean = () => true,
): Repository {
  const { store, life, ofForecasts } = judging;
  return {
    forecast: openForecast({ store, life, random: ofForecasts }),
    history: openHistory(store, life, { hears, remote: judging.access?.remote }),
    worktrees: openWorktrees(judging),
    merges: openMerges(judging),
    trash: openTrash(judging),
  };
}
