import { knowsAuthor } from '../../adapters/git/author.ts';
import type { RepositoryFacts } from '../../adapters/git/inspect.ts';
import type { Policy } from '../../domain/policy.ts';
import type { OpenedProject } from '../human-files.ts';
import type { Refusal } from '../refusal.ts';

/** What a repository must have before anything can be begun in it; null: it has. */
export function refuseRepository(
  { bare, head, topLevel }: Pick<RepositoryFacts, 'bare' | 'head' | 'topLevel'>,
  { base }: Pick<Policy, 'base'>,
  root: string,
): Refusal | null {
  const what = 'start in this repository';
  if (bare || topLevel === null) {
    const help = 'make a checkout of it (git clone), and start there';
    return { what, on: root, because: 'it is bare: it has no files', help };
  }
  if (head === null) {
    const help = 'git add -A && git commit -m "first"';
    return { what, on: root, because: 'it has no commit yet, and work has to begin somewhere', help };
  }
  if (base === '') {
    const help = 'git switch <branch>, or set "base" in czar.config.json';
    return { what, on: root, because: 'HEAD is detached, so there is no base branch', help };
  }
  return null;
}

/** Tells of what works in another way than a person may expect. */
export async function sayOddities({ repository, place, policy }: OpenedProject): Promise<void> {
  const { shallow, submodules, lfs, signsCommits } = repository;
  // The demo agent commits as itself.
  const commits = [...policy.agents.values()].some(({ kind }) => kind !== 'demo');
  const said = [
    shallow && 'this clone is shallow: history ends where it was cut (git fetch --unshallow)',
    submodules.length > 0 &&
      `worktrees come without submodules (${submodules.slice(0, 3).join(', ')}): "setup.run": "git submodule update --init"`,
    lfs && 'files of Git LFS are fetched only if git-lfs is set up in your own git config',
    commits &&
      !(await knowsAuthor(place.gitDir, place.around.env)) &&
      'git knows no name for commits here, and agents need one: git config user.name …, user.email …',
    signsCommits && 'merges made by Czar are not signed; commits of agents are as they make them',
  ];
  for (const line of said) if (typeof line === 'string') place.around.progress(`note: ${line}`);
}
