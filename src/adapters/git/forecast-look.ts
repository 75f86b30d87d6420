import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import { known, unknown } from '../../domain/seen.ts';
import type { LookedAt, WorktreePlace } from '../../ports/repository.ts';
import { isMissing } from '../files/error-code.ts';
import { identityEnvironment } from './commit.ts';
import type { RepositoryContext } from './context.ts';
import { copyIndex } from './copy-index.ts';
import { type GitCall, placeOf } from './git.ts';
import { readIfThere } from './ref-files.ts';
import { isSha, requireSha } from './refs.ts';
import { lookAt } from './status.ts';

/** Uncommitted files that are larger are left out: reading them again and again would cost more than it tells. */
const largestBytes = 16 * 1024 * 1024;
const timeoutMs = 60_000;

interface Looked extends LookedAt {
  /** Folder with the objects of what is not committed; null: all is committed, or they could not be made. */
  readonly store: string | null;
}

/** A worktree as a commit (port `Forecast.look`), made through an index and an object store of its own below `folder`, and what is not committed in it. */
export async function lookAtWork(
  context: RepositoryContext,
  worktree: WorktreePlace,
  folder: string,
): Promise<Looked> {
  const { sha: head } = await context.refs.head(worktree.gitDir);
  if (head === null) throw unborn(worktree);
  const { shown, made } = await lookAt(context, worktree);
  const uncommitted = shown.length;
  const now = context.clock.now();
  if (uncommitted === 0) return { work: known(head, now), uncommitted, store: null };
  const store = join(folder, `work-${context.clock.randomHex(12)}`);
  try {
    const leftOut = [...made, ...(await tooLarge(worktree, shown))];
    await beginStore(store, [context.commonDir]);
    const work = await commitWork(context, worktree, { head, store, leftOut });
    return { work: known(work, now), uncommitted, store };
  } catch (error) {
    await rm(store, { recursive: true, force: true });
    if (!(error instanceof Fault)) throw error;
    return { work: unknown(error.message, now), uncommitted, store: null };
  }
}

/** An object store that reads from others and keeps what is new to itself. `of`: folders with a folder `objects`. */
export async function beginStore(store: string, of: readonly string[]): Promise<void> {
  await mkdir(join(store, 'objects/info'), { recursive: true });
  // git takes a line that begins with a quote for a quoted one, and "#" for a comment; absolute paths begin with neither.
  const lines = of.map((other) => `${join(other, 'objects')}\n`);
  await writeFile(join(store, 'objects/info/alternates'), lines.join(''));
}

interface Uncommitted {
  readonly head: Sha;
  readonly store: string;
  /** Names from the top of the checkout. */
  readonly leftOut: readonly string[];
}

async function commitWork(
  context: RepositoryContext,
  worktree: WorktreePlace,
  { head, store, leftOut }: Uncommitted,
): Promise<Sha> {
  const index = join(store, 'index');
  const own = { GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: join(store, 'objects') };
  const read = (call: Pick<GitCall, 'args' | 'stdin' | 'env'>): Promise<string> =>
    context.git.read({
      ...call,
      at: placeOf(worktree),
      what: 'look at the uncommitted work',
      kind: 'read',
      env: { ...own, ...call.env },
      settings: [['core.looseCompression', '1']],
      inBackground: true,
      timeoutMs,
    });
  await copyIndex(worktree.gitDir, index);
  const paths = ['.', ...leftOut.map((name) => `:(exclude,literal,top)${name}`)];
  const from = ['--pathspec-from-file=-', '--pathspec-file-nul'] as const;
  await read({ args: ['add', '--all', ...from], stdin: paths.join('\0') });
  const tree = requireSha(await read({ args: ['write-tree'] }));
  const parents = [head, ...(await mergedIn(worktree))].flatMap((parent) => ['-p', parent]);
  const args = ['commit-tree', tree, ...parents, '-F', '-'] as const;
  return requireSha(await read({ args, stdin: 'Work under way\n', env: timeless(context) }));
}

/** The other side of a merge that is under way: what comes from it is not this worker's. */
async function mergedIn({ gitDir }: WorktreePlace): Promise<readonly Sha[]> {
  return ((await readIfThere(join(gitDir, 'MERGE_HEAD'))) ?? '').split('\n').filter(isSha);
}

/** The same work is the same commit, whenever it is looked at. */
function timeless({ identity }: RepositoryContext): Readonly<Record<string, string>> {
  const at = '1000000000 +0000';
  return { ...identityEnvironment(identity), GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
}

/** Names of uncommitted files that are not read; also repositories within the worktree, of which git could only tell the commit. */
async function tooLarge({ path }: WorktreePlace, shown: readonly string[]): Promise<readonly string[]> {
  const large: string[] = [];
  for (const entry of shown) {
    const name = entry.slice(3);
    if (name.endsWith('/')) large.push(name.slice(0, -1));
    else if ((await sizeOf(join(path, name))) > largestBytes) large.push(name);
  }
  return large;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

function unborn({ path }: WorktreePlace): Fault {
  const because = 'it stands on no commit';
  return new Fault({ code: 'git-failed', what: 'look at the uncommitted work', on: path, because });
}
