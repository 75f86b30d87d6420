import type { Fact } from '../../domain/facts.ts';
import type { Core } from '../core.ts';

/** Notices worktrees that somebody removed: they are made anew. */
export async function observeLostWorktrees({ parts, book }: Core): Promise<void> {
  const workers = [...book.ledger.workers.values()];
  const looks = workers.map(async ({ name, worktree }): Promise<readonly Fact[]> => {
    if (worktree === null || !(await parts.repository.worktrees.isGone(worktree))) return [];
    return [{ type: 'worktree.gone', worker: name }];
  });
  const facts = (await Promise.all(looks)).flat();
  if (facts.length > 0) await book.write([{ type: 'observed', at: parts.clock.now(), facts }]);
}
