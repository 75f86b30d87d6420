import type { Repository } from '../../../../src/ports/repository.ts';
import { openHistory } from './history.ts';
import { type Judging, openMerges } from './merges.ts';
import { openWorktrees } from './worktrees.ts';

/** The simulated repository as one life of the supervisor uses it. `hears`: whether a hint is not lost. */
export function simulatedRepository(judging: Judging, hears: () => boolean = () => true): Repository {
  const { store, life } = judging;
  return {
    history: openHistory(store, life, hears),
    worktrees: openWorktrees(judging),
    merges: openMerges(judging),
  };
}
