import { lstatSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { hasCode } from '../files/error-code.ts';
import { replaceFile } from '../files/replace-file.ts';
import type {
  ListedWorktree,
  PreparedWorktree,
  PrepareWorktree,
  RanSetup,
  WorktreePlace,
  Worktrees,
} from '../../ports/repository.ts';
import { bringBack } from './bring-back.ts';
import { isKeptElsewhere } from './kept-elsewhere.ts';
import { fastForward, leaveBranch, switchTo } from './branches.ts';
import { heldBy, type RepositoryContext, type WorkContext } from './context.ts';
import { type Checkout, linkedCheckouts, realPathOf } from './heads.ts';
import { keepTexts, leaveText } from './left-texts.ts';
import { isMadeThere, madeIn, removeMade } from './made-by-setup.ts';
import { makeWorktree } from './prepare.ts';
import { copyWork, saveWork } from './saved-work.ts';
import { setUp, setupHash } from './setup.ts';
import { exists, interruptedIn, statusOf } from './status.ts';
import { contentOf } from './worktree-content.ts';
import { beingMade } from './worktree-state.ts';
import { readIfThere } from './ref-files.ts';

/** The workers' checkouts (port `Worktrees`). */
export function openWorktrees(context: RepositoryContext): Worktrees {
  return {
    prepare: (request) => prepare(heldBy(context, request), request),
    isSetUp: (worktree, ran) => isSetUp(context, worktree, ran),
    switchTo: (worktree, branch, leash) => switchTo(heldBy(context, leash), worktree, branch),
    leaveBranch: (worktree, leash) => leaveBranch(heldBy(context, leash), worktree),
    fastForward: (worktree, move, leash) => fastForward(heldBy(context, leash), worktree, move),
    save: (worktree, ref, leash) => saveWork(heldBy(context, leash), worktree, ref),
    copy: (worktree, ref, leash) => copyWork(heldBy(context, leash), worktree, ref),
    bringBack: (worktree, ref, leash) => bringBack(heldBy(context, leash), worktree, ref),
    state: (worktree) => contentOf(context, worktree),
    uncommitted: async (worktree) => (await statusOf(context, worktree)).length,
    leaveText: (worktree, text) => leaveText(context, worktree, text),
    keepTexts,
    list: () => list(context),
    isGone: async ({ path, gitDir }) => isMissing(path) || isMissing(gitDir),
    remove: (path, leash) => remove(heldBy(context, leash), path),
  };
}

/**
 * A path that cannot be looked at is not provably missing. Asked twice per worker at every look at git, so without the detour
 * through node's thread pool.
 */
function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return hasCode(error, 'ENOTDIR');
  }
}

async function prepare(context: WorkContext, request: PrepareWorktree): Promise<PreparedWorktree> {
  const { path, gitDir, did, isNew } = await makeWorktree(context, request);
  await rm(join(gitDir, REMOVING), { force: true });
  const { branch, sha } = await context.refs.head(gitDir);
  const hash = await setupHash(context, request.setup, sha);
  const isDone = !isNew && hash === request.setupHash && (await isMadeThere({ path, gitDir }));
  const needsSetup = hasSetup(request) && !isDone;
  if (needsSetup) await setUp(context, { ...request, gitDir });
  return { path, gitDir, branch, setupHash: hash, did: needsSetup && !isNew ? `${did}, set up` : did };
}

async function isSetUp(context: RepositoryContext, worktree: WorktreePlace, ran: RanSetup): Promise<boolean> {
  if (!hasSetup(ran)) return true;
  const { sha } = await context.refs.head(worktree.gitDir);
  const hash = await setupHash(context, ran.setup, sha);
  return hash === ran.setupHash && (await isMadeThere(worktree));
}

function hasSetup({ setup: { run, copy, link } }: RanSetup): boolean {
  return run !== null || copy.length > 0 || link.length > 0;
}

async function list(context: RepositoryContext): Promise<readonly ListedWorktree[]> {
  const rows: ListedWorktree[] = [];
  for (const checkout of await linkedCheckouts(context)) {
    rows.push({
      path: checkout.path,
      branch: checkout.head?.branch ?? null,
      head: checkout.head?.sha ?? null,
      uncommitted: await uncommittedIn(context, checkout),
      bytes: await bytesIn(checkout.path),
    });
  }
  return rows;
}

async function uncommittedIn(context: RepositoryContext, checkout: Checkout): Promise<number | null> {
  if (checkout.head === null || !(await exists(join(checkout.path, '.git')))) return null;
  try {
    return (await statusOf(context, checkout)).length;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

/** Beyond this many entries a size is not worth its wait. */
const maxEntries = 500_000;

async function bytesIn(path: string): Promise<number | null> {
  const folders = [path];
  let bytes = 0;
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(folder)) {
      entries += 1;
      if (entries > maxEntries) return null;
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      else bytes += await sizeOf(join(folder, entry.name));
    }
  }
  return bytes;
}

function entriesOf(folder: string): Promise<readonly { readonly name: string; isDirectory(): boolean }[]> {
  return orWhenGone(readdir(folder, { withFileTypes: true }), []);
}

async function sizeOf(file: string): Promise<number> {
  return (await orWhenGone<{ readonly size: number }>(lstat(file), { size: 0 })).size;
}

/** A worker may be deleting what is being counted. */
async function orWhenGone<T>(look: Promise<T>, gone: T): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return gone;
    throw error;
  }
}

async function remove(
  context: WorkContext,
  path: string,
): Promise<{ readonly removed: boolean; readonly because: string }> {
  const real = await realPathOf(path);
  const checkout = (await linkedCheckouts(context)).find((one) => one.path === real || one.path === path);
  if (checkout === undefined) return { removed: false, because: 'git knows no worktree there' };
  const mark = join(checkout.gitDir, REMOVING);
  const isBegun = checkout.head?.sha === (await readIfThere(mark))?.trim();
  if (isBegun && (await onlyDeletions(context, checkout))) return finishRemoval(context, checkout);
  const because = await whyKept(context, checkout);
  if (because !== null) return { removed: false, because };
  await replaceFile(mark, `${checkout.head?.sha ?? ''}\n`);
  await removeMade(context, checkout, await madeIn(checkout.gitDir));
  // Without --force: git looks again itself.
  const call = {
    args: ['worktree', 'remove', '--', checkout.path],
    what: `remove ${path}`,
    kind: 'work',
  } as const;
  await context.repoAdmin(() => context.git.run({ ...call, at: context.common }));
  return { removed: true, because: 'everything in it is committed or saved' };
}

/** Names the commit that a worktree stood on when its removal, proved to lose nothing, began. */
const REMOVING = 'czar-removing';

/** A removal that was cut off left no file that is not as it was committed. */
async function onlyDeletions(context: RepositoryContext, checkout: Checkout): Promise<boolean> {
  if ((await interruptedIn(checkout.gitDir)) !== null) return false;
  if (!(await exists(checkout.path))) return true;
  return (await statusOf(context, checkout)).every((entry) => /^(?: D|D ) /.test(entry));
}

async function finishRemoval(
  context: WorkContext,
  { path }: Checkout,
): Promise<{ readonly removed: boolean; readonly because: string }> {
  await rm(path, { recursive: true, force: true });
  const args = ['worktree', 'remove', '--force', '--', path] as const;
  const call = { at: context.common, args, what: `remove ${path}`, kind: 'work' } as const;
  await context.repoAdmin(() => context.git.run(call));
  return { removed: true, because: 'its removal had begun' };
}

/** What would be lost, or is not known; null: nothing. */
async function whyKept(context: RepositoryContext, checkout: Checkout): Promise<string | null> {
  if (!(await exists(join(checkout.path, '.git'))))
    return 'its folder is gone, or git does not know what is in it';
  const locked = await readIfThere(join(checkout.gitDir, 'locked'));
  if (locked !== null && !locked.startsWith(beingMade)) return `it is locked: ${locked.trim()}`;
  const interrupted = await interruptedIn(checkout.gitDir);
  if (interrupted !== null) return `a ${interrupted} is under way in it`;
  const shown = await statusOf(context, checkout);
  if (shown.length > 0) return `${shown.length} files in it are uncommitted`;
  const sha = checkout.head?.sha ?? null;
  if (locked !== null || sha === null) return 'it is half-made';
  if (await isKeptElsewhere(context, sha)) return null;
  return `its commit ${sha} is on no branch and saved nowhere`;
}
