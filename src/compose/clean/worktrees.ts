import { basename, dirname, join } from 'node:path';
import type { KeptThing } from '../../domain/clean-plan.ts';
import type { ListedWorktree } from '../../ports/repository.ts';
import { looseLeash } from '../loose-leash.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Survey } from './survey.ts';

/** Worktrees of seats that are gone; with `all` those of every worker and of the gates. */
export function worktrees(survey: Survey): Bucket {
  return bucketOf(survey.worktrees.map((worktree) => judge(worktree, survey)));
}

function gatesFolder({ place }: Pick<Survey, 'place'>): string {
  return join(place.root, '.czar', 'gates');
}

function judge(worktree: ListedWorktree, survey: Survey): Removal | KeptThing | null {
  const { path, branch } = worktree;
  if (path.startsWith(`${gatesFolder(survey)}/`)) return judgeGate(worktree, survey);
  if (dirname(path) !== survey.policy.worktrees) return null;
  if (!survey.all && survey.policy.workers.has(basename(path))) return null;
  const because = whyKept(worktree, survey);
  if (because !== null) return { name: path, because };
  const proof = branch === null ? 'clean, its commit is on a branch' : `clean, all of it is on ${branch}`;
  return removal(worktree, survey, proof);
}

function judgeGate(worktree: ListedWorktree, survey: Survey): Removal | null {
  if (!survey.all || survey.runs) return null;
  return removal(worktree, survey, 'checks run in it; it holds nothing of its own');
}

function whyKept({ path, uncommitted }: ListedWorktree, { panes }: Survey): string | null {
  if (panes.some(({ worker, dead }) => worker === basename(path) && !dead)) return 'an agent works in it';
  if (uncommitted === null) return 'git cannot tell what is in it';
  return uncommitted > 0 ? `${uncommitted} files in it are uncommitted` : null;
}

function removal({ path, bytes }: ListedWorktree, { repository, place }: Survey, proof: string): Removal {
  return {
    what: 'worktree',
    name: path,
    bytes,
    proof,
    take: async () => {
      const { removed, because } = await repository.worktrees.remove(path, looseLeash(place.around));
      return removed ? null : because;
    },
  };
}
