import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { HeadView } from '../../domain/commit.ts';
import { Fault } from '../../domain/fault.ts';
import { isMissing } from '../files/error-code.ts';
import { namesIn } from '../files/names-in.ts';
import type { RepositoryContext } from './context.ts';
import { readIfThere, type RefFiles } from './ref-files.ts';

/** A checkout of the repository as its admin files tell it: the main one, or a linked worktree. */
export interface Checkout {
  readonly path: string;
  readonly gitDir: string;
  /** Null: its HEAD cannot be read (half-made). */
  readonly head: HeadView | null;
}

/** All linked worktrees that git knows of, their folders there or not. */
export async function linkedCheckouts({
  commonDir,
  refs,
}: Pick<RepositoryContext, 'commonDir' | 'refs'>): Promise<readonly Checkout[]> {
  const admin = join(commonDir, 'worktrees');
  const names = await namesIn(admin);
  const checkouts = await Promise.all(
    names.map(async (name): Promise<readonly Checkout[]> => {
      const gitDir = join(admin, name);
      const link = (await readIfThere(join(gitDir, 'gitdir')))?.trim();
      if (link === undefined || link === '') return [];
      return [{ path: dirname(resolve(gitDir, link)), gitDir, head: await readableHead(refs, gitDir) }];
    }),
  );
  return checkouts.flat();
}

/** Where a branch is checked out; null: nowhere. The main checkout counts when it has files. */
export async function checkoutOf(context: RepositoryContext, branch: string): Promise<Checkout | null> {
  const { mainCheckout, commonDir, refs } = context;
  const main: readonly Checkout[] =
    mainCheckout === null
      ? []
      : [{ path: mainPath(commonDir, mainCheckout), gitDir: commonDir, head: await refs.head(commonDir) }];
  const all = [...main, ...(await linkedCheckouts(context))];
  return all.find(({ head }) => head?.branch === branch) ?? null;
}

/** The project may itself lie in a linked worktree of the user. */
function mainPath(commonDir: string, mainCheckout: string): string {
  return basename(commonDir) === '.git' ? dirname(commonDir) : mainCheckout;
}

/** Null: there is no HEAD, or none that makes sense. */
export async function readableHead(refs: RefFiles, gitDir: string): Promise<HeadView | null> {
  try {
    return await refs.head(gitDir);
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

/** The path without symbolic links, or as it is where there is nothing. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}
