import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { RepositoryContext, WorkContext } from './context.ts';
import { placeOf } from './git.ts';
import { linkedCheckouts, realPathOf } from './heads.ts';
import { clearDeadLocks } from './locks.ts';
import { requireSha } from './refs.ts';
import { saveWork } from './saved-work.ts';
import { exists, statusOf } from './status.ts';
import { beingMade, worktreeState } from './worktree-state.ts';

export interface WorktreeRequest {
  readonly path: string;
  /** Where a new worktree begins, detached. */
  readonly at: Sha;
}

export interface MadeWorktree extends WorktreePlace {
  /** "found", "created", "repaired: …". */
  readonly did: string;
  /** It holds nothing but what git put there. */
  readonly isNew: boolean;
}

/** Finds, repairs or creates a worktree. What was there and is not in git is kept: under a ref, or moved aside. */
export async function makeWorktree(context: WorkContext, request: WorktreeRequest): Promise<MadeWorktree> {
  const found = await worktreeState(context, request.path);
  switch (found.state) {
    case 'good':
      return good(context, request, { gitDir: found.gitDir, did: 'found' });
    case 'moved':
      await writeFile(join(found.gitDir, 'gitdir'), `${join(request.path, '.git')}\n`);
      return good(context, request, { gitDir: found.gitDir, did: 'repaired: it was moved here' });
    case 'unlinked':
      await link(request.path, found.gitDir);
      return good(context, request, { gitDir: found.gitDir, did: 'repaired: its .git file was gone' });
    case 'vanished':
      await mkdir(request.path, { recursive: true });
      await link(request.path, found.gitDir);
      return fill(context, request, { gitDir: found.gitDir, did: 'repaired: its folder was gone' });
    case 'unfinished':
      return fill(context, request, { gitDir: found.gitDir, did: 'repaired: it was half-made' });
    case 'orphan':
      return create(context, request, await moveAside(context, request.path, found.gitDir));
    case 'nothing':
      return create(context, request, 'created');
  }
}

interface Found {
  readonly gitDir: string;
  readonly did: string;
}

async function good(context: WorkContext, { path }: WorktreeRequest, found: Found): Promise<MadeWorktree> {
  const cleared = await clearDeadLocks({ path, gitDir: found.gitDir });
  const did = cleared ? 'repaired: a lock of a dead git was left' : found.did;
  if (await exists(join(found.gitDir, 'index'))) return { path, gitDir: found.gitDir, did, isNew: false };
  // Without an index all files would look new: their states are kept, and the index is made from HEAD.
  const place = { path, gitDir: found.gitDir };
  await context.git.run({
    at: placeOf(place),
    args: ['read-tree', 'HEAD'],
    what: 'make the index',
    kind: 'work',
  });
  return { ...place, did: 'repaired: its index was gone', isNew: false };
}

async function create(context: WorkContext, request: WorktreeRequest, did: string): Promise<MadeWorktree> {
  const { path } = request;
  const options = ['--no-checkout', '--detach', '--lock', '--reason', beingMade, '--quiet'] as const;
  await context.repoAdmin(() =>
    context.git.run({
      at: context.common,
      args: ['worktree', 'add', ...options, '--', path, requireSha(request.at)],
      what: `create the worktree ${path}`,
      kind: 'work',
    }),
  );
  const real = await realPathOf(path);
  const made = (await linkedCheckouts(context)).find(
    (checkout) => checkout.path === real || checkout.path === path,
  );
  if (made === undefined) throw broken(path, 'git made it, and does not know it');
  return fill(context, request, { gitDir: made.gitDir, did });
}

/** Brings the files of HEAD into a worktree that never got them, or lost them. */
async function fill(context: WorkContext, request: WorktreeRequest, found: Found): Promise<MadeWorktree> {
  const place = { path: request.path, gitDir: found.gitDir };
  const at = placeOf(place);
  await clearDeadLocks(place);
  await context.checkouts(async () => {
    if (!(await exists(join(place.gitDir, 'index')))) {
      await context.git.run({ at, args: ['read-tree', 'HEAD'], what: 'make the index', kind: 'work' });
    }
    await keepStrays(context, place);
    const args = ['reset', '--hard', '--quiet'] as const;
    await context.git.run({ at, args, what: 'fill the worktree', kind: 'work' });
  });
  await rm(join(place.gitDir, 'locked'), { force: true });
  return { ...place, did: found.did, isNew: true };
}

/** Files that are missing are what a worktree without a checkout consists of; anything else is somebody's. */
async function keepStrays(context: WorkContext, place: WorktreePlace): Promise<void> {
  const strays = (await statusOf(context, place)).filter((entry) => !/^(?: D|D ) /.test(entry));
  if (strays.length === 0) return;
  await saveWork(context, place, `refs/czar/${context.projectId}/saved/${basename(place.gitDir)}/0`);
}

async function link(path: string, gitDir: string): Promise<void> {
  await writeFile(join(path, '.git'), `gitdir: ${gitDir}\n`);
}

/** Out of the way, and in one piece. */
async function moveAside(context: RepositoryContext, path: string, gitDir: string | null): Promise<string> {
  const name = `${basename(path)}.aside-${context.clock.randomHex(6)}`;
  if (gitDir !== null) {
    const aside = join(context.ownDir, 'aside');
    await mkdir(aside, { recursive: true });
    await rename(gitDir, join(aside, name));
  }
  const content = await readdir(path);
  if (content.every((entry) => entry === '.git')) {
    await rm(join(path, '.git'), { force: true });
    return 'repaired: it was half-made';
  }
  const kept = join(path, '..', name);
  await rename(path, kept);
  return `repaired: git had lost it; what was there is kept in ${kept}`;
}

function broken(path: string, because: string): Fault {
  return new Fault({ code: 'worktree-broken', what: 'make a worktree', on: path, because });
}
