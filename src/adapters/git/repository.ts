import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Repository } from '../../ports/repository.ts';
import { askedRefs } from './asked-refs.ts';
import { configValue } from './config.ts';
import type { Remote, RepositoryContext } from './context.ts';
import { openForecast } from './forecast.ts';
import { createGit, type GitPlace } from './git.ts';
import { openHistory } from './history.ts';
import { openMerges } from './merges.ts';
import { refFiles } from './ref-files.ts';
import { exists } from './status.ts';
import { openTrash } from './trash.ts';
import { turns } from './turns.ts';
import { openWorktrees } from './worktrees.ts';

export interface RepositoryOptions {
  /** The project's folder. */
  readonly root: string;
  readonly commonDir: string;
  readonly projectId: string;
  /** Of Czar's own commits. */
  readonly identity: { readonly name: string; readonly email: string };
  /** The whole environment of checks (CI is added), and of the setup command. */
  readonly gateEnv: Readonly<Record<string, string>>;
  readonly setupEnv: Readonly<Record<string, string>>;
  /** The environment that Czar was started in; git gets a few variables of it. */
  readonly outerEnv: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Top of the checkout that `root` lies in; null: a bare repository. */
  readonly mainCheckout: string | null;
  /** Folder of the worktrees that checks run in. Not in the git dir: test runners leave out what lies under ".git". */
  readonly gatesDir: string;
  readonly cores: number;
}

/** Opens the repository of a project. Where its remote is, is read now and never again. Errors: Fault `git-failed`. */
export async function openRepository(options: RepositoryOptions): Promise<Repository> {
  const context = await contextOf(options);
  return {
    history: openHistory(context),
    worktrees: openWorktrees(context),
    merges: openMerges(context, options.gatesDir),
    forecast: openForecast(context),
    trash: openTrash(context),
  };
}

async function contextOf(options: RepositoryOptions): Promise<RepositoryContext> {
  const commonDir = await realpath(options.commonDir);
  const common: GitPlace = { gitDir: commonDir, workTree: null };
  const remote = await remoteOf(options.outerEnv, common);
  const git = createGit(options.outerEnv, remote?.url.startsWith('/') === true ? 'file' : 'https:ssh');
  // Refs in git's newer binary format are git's alone to read.
  const inFiles = !(await exists(join(commonDir, 'reftable')));
  return {
    git,
    refs: inFiles ? refFiles(commonDir) : askedRefs(git, common),
    clock: options.clock,
    projectId: options.projectId,
    commonDir,
    common,
    mainCheckout: options.mainCheckout,
    prefix: await prefixOf(options),
    ownDir: join(commonDir, 'czar', options.projectId),
    remote,
    identity: options.identity,
    setupEnv: options.setupEnv,
    gateEnv: options.gateEnv,
    checkouts: turns(Math.min(4, 2 * options.cores)),
    repoAdmin: turns(1),
  };
}

async function remoteOf(outerEnv: RepositoryOptions['outerEnv'], common: GitPlace): Promise<Remote | null> {
  const url = configValue(await createGit(outerEnv, 'https:ssh').config(common), 'remote.origin.url');
  return url === null ? null : { name: 'origin', url };
}

async function prefixOf({ root, mainCheckout }: RepositoryOptions): Promise<string> {
  if (mainCheckout === null) return '';
  const way = relative(await realpath(mainCheckout), await realpath(root));
  return way.startsWith('..') ? '' : way;
}
