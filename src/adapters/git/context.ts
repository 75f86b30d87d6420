import type { Clock } from '../../ports/clock.ts';
import type { Leash } from '../../ports/tether.ts';
import type { Git, GitPlace, WorkingGit } from './git.ts';
import type { RefFiles } from './ref-files.ts';

/** What all parts of one opened repository share. */
export interface RepositoryContext {
  readonly git: Git;
  readonly refs: RefFiles;
  readonly clock: Clock;
  readonly projectId: string;
  /** Absolute, without symbolic links: the folder of git's own files that all worktrees share. */
  readonly commonDir: string;
  /** The common dir as a place without files. */
  readonly common: GitPlace;
  /** Top of the user's own checkout; null in a bare repository. */
  readonly mainCheckout: string | null;
  /** The project's folder below the top of a checkout; '' when it is the top. */
  readonly prefix: string;
  /** Czar's own files for this project in the common dir. */
  readonly ownDir: string;
  readonly remote: Remote | null;
  readonly identity: { readonly name: string; readonly email: string };
  readonly setupEnv: Readonly<Record<string, string>>;
  readonly gateEnv: Readonly<Record<string, string>>;
  /** At most as many checkouts at once as the disk and the cores bear. */
  readonly checkouts: <T>(work: () => Promise<T>) => Promise<T>;
  /** One at a time: adding and removing worktrees. */
  readonly repoAdmin: <T>(work: () => Promise<T>) => Promise<T>;
}

/** The same for what changes something. */
export interface WorkContext extends RepositoryContext {
  readonly git: WorkingGit;
}

export function heldBy(context: RepositoryContext, leash: Leash): WorkContext {
  return { ...context, git: context.git.heldBy(leash) };
}

export interface Remote {
  readonly name: string;
  readonly url: string;
}
