import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import { known, type Seen, unknown } from '../../domain/seen.ts';
import type { Changes, Enumeration, History, TrailedMerge } from '../../ports/repository.ts';
import type { RepositoryContext } from './context.ts';
import type { GitCall } from './git.ts';
import { looseCommits } from './loose-commits.ts';
import { type LoggedCommit, logFormat, parseLog, trailedMerges, viewOf } from './log.ts';
import { addedIn, patch } from './patch.ts';
import { fullRef, requireSha } from './refs.ts';
import { watchRepository } from './watch.ts';

/** Looking at the repository (port `History`). */
export function openHistory(context: RepositoryContext): History {
  const { refs, clock } = context;
  const watched = watchRepository(context);
  const seen = <T>(look: () => Promise<T>): Promise<Seen<T>> => seenOf(look, clock.now());
  return {
    head: ({ gitDir }) => seen(() => refs.head(gitDir)),
    tip: (ref) => seen(() => refs.tip(fullRef(ref))),
    baseTip: (base) => seen(() => baseTip(context, base)),
    enumerate: (range) => enumerate(context, range),
    isAncestor: (ancestor, descendant) => isAncestor(context, ancestor, descendant),
    merged: (range) => merged(context, range),
    branches: (prefix) => branches(context, prefix),
    changes: (from, to) => changes(context, from, to),
    diff: (from, to) => diff(context, from, to),
    patch: async ({ from, to, sinceFork }) =>
      patch(context, { from, to, fork: sinceFork ? await mergeBase(context, from, to) : null }),
    addedIn: (range) => addedIn(context, range),
    messages: (range) => messages(context, range),
    ...watched,
  };
}

/** A fault of a look is what could not be seen; anything else is a bug and rises. */
async function seenOf<T>(look: () => Promise<T>, now: number): Promise<Seen<T>> {
  try {
    return known(await look(), now);
  } catch (error) {
    if (error instanceof Fault) return unknown(error.message, now);
    if (error instanceof Error && 'syscall' in error) return unknown(error.message, now);
    throw error;
  }
}

async function baseTip({ refs, remote }: RepositoryContext, base: string): Promise<Sha | null> {
  const remoteTip = remote === null ? null : await refs.tip(fullRef(`refs/remotes/${remote.name}/${base}`));
  return remoteTip ?? refs.tip(fullRef(base));
}

function look({ common }: RepositoryContext, args: GitCall['args'], what: string): GitCall {
  return { at: common, args, what, kind: 'look' };
}

/** First-parent commits of a range, newest first. */
async function log(
  context: RepositoryContext,
  range: { readonly from: Sha | null; readonly tip: Sha; readonly limit: number },
): Promise<readonly LoggedCommit[]> {
  const revisions = range.from === null ? range.tip : `${range.from}..${range.tip}`;
  const options = ['--first-parent', '--no-show-signature', '--no-color', '-z', logFormat];
  const args = ['log', ...options, `--max-count=${range.limit}`, revisions, '--'] as const;
  return parseLog(await context.git.read(look(context, args, 'read the history')));
}

async function enumerate(
  context: RepositoryContext,
  range: { readonly after: Sha; readonly start: Sha; readonly tip: Sha; readonly limit: number },
): Promise<Enumeration> {
  const [after, start, tip] = [range.after, range.start, range.tip].map(requireSha);
  if (after === undefined || start === undefined || tip === undefined) return noCommits(range.start);
  if (after === tip) return noCommits(start);
  const loose = looseCommits(context.commonDir, { after, tip, limit: range.limit });
  if (loose !== null) return enumeration(loose, start);
  const newer = await logSince(context, { after, tip, limit: range.limit });
  if (newer !== null) {
    const joins = newer.at(-1)?.parents[0] === after;
    if (joins || (await isAncestor(context, after, tip))) return enumeration(newer, start);
  }
  const base = await mergeBase(context, start, tip);
  const commits = await log(context, { from: base, tip, limit: range.limit });
  return { ...enumeration(commits, base ?? start), rewound: true };
}

/** Null: there is no commit `after` any more. That is asked only when the log fails, since nearly always it is there. */
async function logSince(
  context: RepositoryContext,
  { after, tip, limit }: { readonly after: Sha; readonly tip: Sha; readonly limit: number },
): Promise<readonly LoggedCommit[] | null> {
  try {
    return await log(context, { from: after, tip, limit });
  } catch (error) {
    if (await hasCommit(context, after)) throw error;
    return null;
  }
}

function noCommits(start: Sha): Enumeration {
  return { commits: [], rewound: false, start };
}

function enumeration(newestFirst: readonly LoggedCommit[], start: Sha): Enumeration {
  return { commits: newestFirst.map(viewOf).reverse(), rewound: false, start };
}

/** A commit that was rewritten long ago may have been collected. */
async function hasCommit(context: RepositoryContext, sha: Sha): Promise<boolean> {
  const call = look(context, ['cat-file', '-e', `${sha}^{commit}`], 'look for a commit');
  return (await context.git.run({ ...call, answers: [0, 1, 128] })).status === 0;
}

async function mergeBase(context: RepositoryContext, one: Sha, other: Sha): Promise<Sha | null> {
  if (!(await hasCommit(context, one))) return null;
  const call = look(context, ['merge-base', one, other], 'find where two histories part');
  const { status, stdout } = await context.git.run({ ...call, answers: [0, 1] });
  return status === 0 ? requireSha(stdout.trim()) : null;
}

export async function isAncestor(
  context: RepositoryContext,
  ancestor: Sha,
  descendant: Sha,
): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', requireSha(ancestor), requireSha(descendant)] as const;
  const call = look(context, args, 'compare two commits');
  return (await context.git.run({ ...call, answers: [0, 1] })).status === 0;
}

/** More merges than one project makes in years. */
const mergedLimit = 100_000;

async function merged(
  context: RepositoryContext,
  range: { readonly base: Sha; readonly tip: Sha },
): Promise<readonly TrailedMerge[]> {
  const from = requireSha(range.base);
  const commits = await log(context, { from, tip: requireSha(range.tip), limit: mergedLimit });
  return trailedMerges(commits, context.projectId);
}

async function branches(context: RepositoryContext, prefix: string): Promise<ReadonlyMap<string, Sha>> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/'] as const;
  const output = await context.git.read(look(context, args, 'list the branches'));
  const pairs = output.split('\n').flatMap((line) => {
    const [sha = '', ref = ''] = line.split(' ');
    const branch = ref.slice('refs/heads/'.length);
    return ref !== '' && branch.startsWith(prefix) ? [[branch, sha] as const] : [];
  });
  return new Map(pairs);
}

/** Compares two trees; no program of the config has a say in it. */
async function messages(
  context: RepositoryContext,
  { from, to, limit }: Parameters<History['messages']>[0],
): Promise<readonly string[]> {
  const commits = await log(context, { from: requireSha(from), tip: requireSha(to), limit });
  return commits
    .filter(({ parents }) => parents.length < 2)
    .map(({ message }) => message.trim())
    .reverse();
}

const treeDiff = [
  'diff-tree',
  '-r',
  '--no-commit-id',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
] as const;

async function changes(context: RepositoryContext, from: Sha, to: Sha): Promise<Changes> {
  const args = [
    ...treeDiff,
    '--numstat',
    '-z',
    '--no-renames',
    requireSha(from),
    requireSha(to),
    '--',
  ] as const;
  const output = await context.git.read(look(context, args, 'list what changed'));
  const rows = output.split('\0').flatMap((row) => {
    const [added, removed, ...path] = row.split('\t');
    return path.length === 0
      ? []
      : [{ added: counted(added), removed: counted(removed), path: path.join('\t') }];
  });
  return {
    files: rows.map(({ path }) => path),
    added: rows.reduce((sum, { added }) => sum + added, 0),
    removed: rows.reduce((sum, { removed }) => sum + removed, 0),
  };
}

/** Binary files have no lines: "-". */
function counted(text: string | undefined): number {
  return text === undefined || text === '-' ? 0 : Number(text);
}

async function diff(context: RepositoryContext, from: Sha, to: Sha): Promise<string> {
  const args = [...treeDiff, '--patch', '--find-renames', requireSha(from), requireSha(to), '--'] as const;
  return (await context.git.run(look(context, args, 'show what changed'))).stdout;
}
