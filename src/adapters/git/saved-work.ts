import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { SavedWork, WorktreePlace } from '../../ports/repository.ts';
import { identityEnvironment } from './commit.ts';
import type { WorkContext } from './context.ts';
import { copyIndex } from './copy-index.ts';
import { type GitAnswer, placeOf, type WorkCall } from './git.ts';
import { isKeptElsewhere } from './kept-elsewhere.ts';
import { type Made, keeping, madeIn, untrackedOf } from './made-by-setup.ts';
import { readIfThere } from './ref-files.ts';
import { isSha, requireRef, zeroFor } from './refs.ts';
import { exists, type Interrupted, interruptedIn, lookAt, statusOf } from './status.ts';

/**
 * Puts everything that `git status` shows, but what the setup made, into a commit under `ref/<n>`, proves that the commit holds the worktree as it is, and
 * only then cleans the worktree. The commit's parents keep what else could be lost: HEAD, what was staged, the other side
 * of a merge, a rebase's autostash. Null: there is nothing to save. Errors: Fault `git-refused` with nothing changed.
 */
export async function saveWork(
  context: WorkContext,
  worktree: WorktreePlace,
  ref: string,
): Promise<SavedWork | null> {
  const { saved, left } = await keepLeft(context, worktree, ref);
  if (left === null) return saved;
  // Also empty folders, which are not shown.
  const made = await untrackedOf(context.git, worktree, await madeIn(worktree.gitDir));
  await clean(context, worktree, { ...left, made });
  return saved;
}

/** The same without cleaning: everything stays in the worktree as it is, and whoever goes on there finds it. */
export async function copyWork(
  context: WorkContext,
  worktree: WorktreePlace,
  ref: string,
): Promise<SavedWork | null> {
  return (await keepLeft(context, worktree, ref)).saved;
}

/** `left`: what lies in the worktree and is under the ref too; null: nothing. A copy of the same that is there already is enough. */
async function keepLeft(
  context: WorkContext,
  worktree: WorktreePlace,
  ref: string,
): Promise<{ readonly saved: SavedWork | null; readonly left: Leftovers | null }> {
  const { files, ...left } = await leftIn(worktree, context, ref);
  if (isNothing(files, left)) return { saved: await keepCommits(context, worktree, ref), left: null };
  const sha = await commitWorktree(context, worktree, left);
  const same = await sameUnder(context, ref, sha);
  return { saved: { ...(same ?? { ref: await keepUnder(context, ref, sha), sha }), files }, left };
}

function isNothing(files: number, { interrupted }: Leftovers): boolean {
  return files === 0 && interrupted === null;
}

async function leftIn(
  worktree: WorktreePlace,
  context: WorkContext,
  ref: string,
): Promise<Leftovers & { readonly files: number }> {
  requireRef(`${ref}/1`);
  const interrupted = await interruptedIn(worktree.gitDir);
  const { shown, made } = await lookAt(context, worktree);
  return { files: shown.length, interrupted, made };
}

/** Commits that were made on no branch are on nothing else once the worktree stands elsewhere. */
async function keepCommits(
  context: WorkContext,
  { gitDir }: WorktreePlace,
  ref: string,
): Promise<SavedWork | null> {
  const { branch, sha } = await context.refs.head(gitDir);
  if (branch !== null || sha === null || (await isKeptElsewhere(context, sha))) return null;
  return { ref: await keepUnder(context, ref, sha), sha, files: 0 };
}

interface Leftovers {
  readonly interrupted: Interrupted | null;
  /** What the setup made: it stays where it is, and goes into no commit, because there may be secrets in it. */
  readonly made: Made;
}

/** A commit of the worktree's files as they are, made through an index of its own. Changes neither the worktree nor its index. */
async function commitWorktree(
  context: WorkContext,
  worktree: WorktreePlace,
  { interrupted, made }: Leftovers,
): Promise<Sha> {
  const index = join(worktree.gitDir, `czar-index-${context.clock.randomHex(12)}`);
  const git = (call: SaveCall): Promise<GitAnswer> => runIn(context, worktree, { ...call, index });
  try {
    await copyIndex(worktree.gitDir, index);
    const others = made.map((name) => `:(exclude,literal,top)${name}`);
    const takeAll = ['add', '--all', '--', '.', ...others] as const;
    await git({ args: takeAll, what: 'record the leftovers' });
    const tree = await writeTree(git);
    const head = await context.refs.head(worktree.gitDir);
    await refuseNestedRepositories(git, head.sha, { tree, path: worktree.path });
    await git({ args: takeAll, what: 'look again at the leftovers' });
    if ((await writeTree(git)) !== tree)
      throw refused(worktree.path, 'its files change while they are saved');
    const parents = await parentsOf(context, worktree, tree);
    const message = `Leftovers of ${head.branch ?? 'a detached HEAD'}${interrupted === null ? '' : `, in the middle of a ${interrupted}`}\n`;
    const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'] as const;
    const env = identityEnvironment(context.identity);
    return (await git({ args, what: 'commit the leftovers', stdin: message, env })).stdout.trim();
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

type SaveCall = Pick<WorkCall, 'args' | 'what' | 'stdin' | 'env' | 'answers'> & { readonly index?: string };

function runIn(
  { git }: WorkContext,
  worktree: WorktreePlace,
  { index, env, ...call }: SaveCall,
): Promise<GitAnswer> {
  const withIndex = index === undefined ? { ...env } : { ...env, GIT_INDEX_FILE: index };
  return git.run({ ...call, at: placeOf(worktree), kind: 'work', env: withIndex });
}

type RunGit = (call: SaveCall) => Promise<GitAnswer>;

async function writeTree(git: RunGit): Promise<Sha> {
  return (await git({ args: ['write-tree'], what: 'record the leftovers' })).stdout.trim();
}

/** git records a repository within the tree as a commit name only: its files would not be saved. */
async function refuseNestedRepositories(
  git: RunGit,
  head: Sha | null,
  { tree, path }: { readonly tree: Sha; readonly path: string },
): Promise<void> {
  const emptyTree = async (): Promise<Sha> =>
    (
      await git({ args: ['hash-object', '-t', 'tree', '--stdin'], stdin: '', what: 'name the empty tree' })
    ).stdout.trim();
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', head ?? (await emptyTree()), tree] as const;
  const { stdout } = await git({ args, what: 'compare the leftovers with HEAD' });
  const nested = /:(?!160000)\d{6} 160000 [0-9a-f]+ [0-9a-f]+ \w\0([^\0]*)/.exec(stdout)?.[1];
  if (nested !== undefined) {
    throw refused(path, `"${nested}" in it is a git repository of its own, which would not be saved`);
  }
}

async function parentsOf(context: WorkContext, worktree: WorktreePlace, tree: Sha): Promise<readonly Sha[]> {
  const { sha: head } = await context.refs.head(worktree.gitDir);
  const staged = await commitStaged(context, worktree, { head, tree });
  const files = [
    'MERGE_HEAD',
    'CHERRY_PICK_HEAD',
    'rebase-merge/autostash',
    'rebase-apply/autostash',
    'rebase-merge/orig-head',
  ];
  const texts = await Promise.all(files.map((file) => readIfThere(join(worktree.gitDir, file))));
  const others = texts.flatMap((text) => (text ?? '').split('\n')).filter(isSha);
  return [...new Set([head, staged, ...others].filter((sha) => sha !== null))];
}

/** What was staged and is in neither HEAD nor the files. Null: nothing; also in a conflict, where the commits have all sides. */
async function commitStaged(
  context: WorkContext,
  worktree: WorktreePlace,
  known: { readonly head: Sha | null; readonly tree: Sha },
): Promise<Sha | null> {
  if (!(await exists(join(worktree.gitDir, 'index')))) return null;
  const git = (call: SaveCall): Promise<GitAnswer> => runIn(context, worktree, call);
  const written = await git({ args: ['write-tree'], what: 'record what is staged', answers: [0, 128] });
  const staged = written.stdout.trim();
  if (written.status !== 0 || staged === known.tree) return null;
  if (known.head !== null) {
    const args = ['rev-parse', `${known.head}^{tree}`] as const;
    const { stdout } = await git({ args, what: 'read the tree of HEAD' });
    if (stdout.trim() === staged) return null;
  }
  const parents = known.head === null ? [] : ['-p', known.head];
  const args = ['commit-tree', staged, ...parents, '-F', '-'] as const;
  const env = identityEnvironment(context.identity);
  return (await git({ args, what: 'commit what is staged', stdin: 'Staged leftovers\n', env })).stdout.trim();
}

/** What is under `ref` already with the tree and the parents of this commit; null: nothing. */
async function sameUnder(
  { git, common }: WorkContext,
  ref: string,
  sha: Sha,
): Promise<Pick<SavedWork, 'ref' | 'sha'> | null> {
  const content = ['rev-parse', `${sha}^{tree}`, `${sha}^@`] as const;
  const named = await git.read({ at: common, args: content, what: 'read the leftovers', kind: 'look' });
  const wanted = named.trim().split('\n').join(' ');
  const args = ['for-each-ref', '--format=%(refname) %(objectname) %(tree) %(parent)', `${ref}/`] as const;
  const kept = await git.read({ at: common, args, what: 'list what is saved', kind: 'look' });
  for (const line of kept.split('\n')) {
    const [name = '', known = '', ...rest] = line.split(' ');
    if (rest.join(' ') === wanted) return { ref: name, sha: known };
  }
  return null;
}

/** More than one task ever leaves behind, races included. */
const keepTries = 50;

/** Stores a commit under the next free number of `ref`; a number is never used twice. */
async function keepUnder({ git, common }: WorkContext, ref: string, sha: Sha): Promise<string> {
  for (let tries = 0; tries < keepTries; tries += 1) {
    const args = ['for-each-ref', '--format=%(refname)', `${ref}/`] as const;
    const taken = await git.read({ at: common, args, what: 'list what is saved', kind: 'look' });
    const numbers = taken.split('\n').map((name) => Number(name.slice(ref.length + 1)));
    const next = `${ref}/${Math.max(0, ...numbers.filter((n) => Number.isSafeInteger(n))) + 1}`;
    const update = ['update-ref', '-m', 'czar: save leftovers', next, sha, zeroFor(sha)] as const;
    const { status } = await git.run({
      at: common,
      args: update,
      what: 'keep the leftovers',
      kind: 'work',
      answers: [0, 128],
    });
    if (status === 0) return next;
  }
  throw refused(ref, 'no number was free for what is saved');
}

const endings: Readonly<Record<Interrupted, readonly [string, ...string[]] | null>> = {
  // `reset --hard` has ended it.
  merge: null,
  rebase: ['rebase', '--abort'],
  am: ['am', '--abort'],
  'cherry-pick': ['cherry-pick', '--quit'],
  revert: ['revert', '--quit'],
};

/** Only after everything is saved. Ignored files stay. */
async function clean(
  context: WorkContext,
  worktree: WorktreePlace,
  { interrupted, made }: Leftovers,
): Promise<void> {
  const git = (call: SaveCall): Promise<GitAnswer> => runIn(context, worktree, call);
  // Saved as a parent; left here, `--abort` would apply it to the files again.
  for (const kind of ['rebase-merge', 'rebase-apply'])
    await rm(join(worktree.gitDir, kind, 'autostash'), { force: true });
  await git({ args: ['reset', '--hard', '--quiet'], what: 'take back what is saved' });
  const args = ['clean', '-d', '--force', '--quiet', ...keeping(made), '--', '.'] as const;
  await git({ args, what: 'remove what is saved' });
  const ending = interrupted === null ? null : endings[interrupted];
  if (ending !== null) await git({ args: ending, what: `end the ${interrupted ?? ''}` });
  const left = await statusOf(context, worktree);
  if (left.length > 0)
    throw refused(worktree.path, `it is not clean after all was saved: ${left.slice(0, 3).join(', ')}`);
}

function refused(on: string, because: string): Fault {
  const help = `look at it with: git -C '${on}' status`;
  return new Fault({ code: 'git-refused', what: 'save the uncommitted work', on, because, help });
}
