import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { gateRef, type Sha } from '../../domain/names.ts';
import type { ComputeMerge, MergeResult, Merges } from '../../ports/repository.ts';
import { moveRef } from './branches.ts';
import { identityEnvironment } from './commit.ts';
import { heldBy, type RepositoryContext, type WorkContext } from './context.ts';
import { fetchBase } from './fetch-base.ts';
import { gates } from './gates.ts';
import type { GitPlace } from './git.ts';
import { checkoutOf } from './heads.ts';
import { dropKept, dropMerged } from './kept-merges.ts';
import { publish } from './publish.ts';
import { dropRemote, pushBranch, remoteTips } from './push-branch.ts';
import { branchRef, requireRef, requireSha } from './refs.ts';

/** Merging and judging (port `Merges`). */
export function openMerges(context: RepositoryContext, gatesDir: string): Merges {
  return {
    compute: (request, leash) => compute(heldBy(context, leash), request),
    revert: (request, leash) => revert(heldBy(context, leash), request),
    ...gates(context, gatesDir),
    advance: (branch, move, leash) => advance(heldBy(context, leash), branch, move),
    dropKept: (request, leash) => dropKept(heldBy(context, leash), request),
    publish: (request, leash) => publish(heldBy(context, leash), request),
    remoteTips: (branches) => remoteTips(context, branches),
    push: (request, leash) => pushBranch(heldBy(context, leash), request),
    dropRemote: (request, leash) => dropRemote(heldBy(context, leash), request),
    remote: context.remote?.name ?? null,
    fetchBase: (base, leash) => fetchBase(heldBy(context, leash), base),
    seal: (request, leash) => seal(heldBy(context, leash), request),
  };
}

async function compute(context: WorkContext, request: ComputeMerge): Promise<MergeResult> {
  const [tip, head] = [requireSha(request.tip), requireSha(request.head)];
  return kept(context, { ...request, onto: tip, other: head, parents: [tip, head] });
}

/** The merge with a commit that follows `merge` and is as its first parent was: so git takes `merge` itself for the base of both. */
async function revert(context: WorkContext, request: Parameters<Merges['revert']>[0]): Promise<MergeResult> {
  const [tip, merge] = [requireSha(request.tip), requireSha(request.merge)];
  const args = ['rev-parse', '--verify', `${merge}^1^{tree}`] as const;
  const call = { at: context.common, args, what: 'read what was merged into', kind: 'look' } as const;
  const tree = requireSha(await context.git.read(call));
  const other = await commitTree(context, { tree, parents: [merge], message: 'As it was before\n' });
  return kept(context, { ...request, onto: tip, other, parents: [tip] });
}

/** Commits a merge of trees, if there is anything to commit, under a ref of its own. */
async function kept(
  context: WorkContext,
  request: Pick<ComputeMerge, 'message' | 'keepAs' | 'evenIfSame'> & {
    readonly onto: Sha;
    readonly other: Sha;
    readonly parents: readonly Sha[];
  },
): Promise<MergeResult> {
  const { onto, other, parents, message } = request;
  const ref = requireRef(gateRef(context.projectId, request.keepAs));
  const merged = await mergeTrees(context, onto, other);
  if (merged.conflicts.length > 0) return { result: 'conflict', files: merged.conflicts };
  const isSame = merged.tree === (await treeOf(context, onto));
  if (isSame && request.evenIfSame !== true) return { result: 'no-change' };
  const commit = await commitTree(context, { tree: merged.tree, parents, message });
  const args = ['update-ref', '-m', 'czar: keep a merge result', ref, commit] as const;
  await context.git.run({ at: context.common, args, what: 'keep a merge result', kind: 'work' });
  return { result: 'merge', commit };
}

interface MergedTrees {
  readonly tree: Sha;
  readonly conflicts: readonly string[];
}

/** Merges without a checkout. Attributes are those of `tip`, laid out in an empty folder: `merge=union` works, drivers of the repository do not. */
async function mergeTrees(context: WorkContext, tip: Sha, head: Sha): Promise<MergedTrees> {
  await mkdir(context.ownDir, { recursive: true });
  const workTree = await mkdtemp(join(context.ownDir, 'merge-'));
  try {
    const attributes = await attributesOf(context, tip);
    if (attributes !== null) await writeFile(join(workTree, '.gitattributes'), attributes);
    const at: GitPlace = { gitDir: context.commonDir, workTree };
    const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', tip, head] as const;
    const call = { at, args, what: 'merge', kind: 'work', answers: [0, 1] } as const;
    const { status, stdout } = await context.git.run(call);
    const [tree = '', ...files] = stdout.split('\0').filter((field) => field !== '');
    if (status === 1 && files.length === 0)
      throw new Fault({
        code: 'git-failed',
        what: 'merge',
        on: head,
        because: 'git names no file that conflicts',
      });
    return { tree: requireSha(tree.trim()), conflicts: status === 0 ? [] : [...new Set(files)] };
  } finally {
    await rm(workTree, { recursive: true, force: true });
  }
}

async function attributesOf({ git, common }: RepositoryContext, commit: Sha): Promise<string | null> {
  const args = ['cat-file', 'blob', `${commit}:.gitattributes`] as const;
  const call = { at: common, args, what: 'read the attributes', kind: 'look', answers: [0, 128] } as const;
  const { status, stdout } = await git.run(call);
  return status === 0 ? stdout : null;
}

async function treeOf({ git, common }: RepositoryContext, commit: Sha): Promise<Sha> {
  const args = ['rev-parse', '--verify', `${requireSha(commit)}^{tree}`] as const;
  return requireSha(await git.read({ at: common, args, what: 'read a tree', kind: 'look' }));
}

async function commitTree(
  { git, common, identity }: WorkContext,
  commit: { readonly tree: Sha; readonly parents: readonly Sha[]; readonly message: string },
): Promise<Sha> {
  const parents = commit.parents.flatMap((parent) => ['-p', requireSha(parent)]);
  const args = ['commit-tree', commit.tree, ...parents, '-F', '-'] as const;
  const env = identityEnvironment(identity);
  return requireSha(
    await git.read({ at: common, args, what: 'commit a merge', kind: 'work', stdin: commit.message, env }),
  );
}

async function seal(
  context: WorkContext,
  request: { readonly base: Sha; readonly tip: Sha; readonly message: string },
): Promise<Sha> {
  const tree = await treeOf(context, request.tip);
  return commitTree(context, { tree, parents: [request.base, request.tip], message: request.message });
}

async function advance(
  context: WorkContext,
  branch: string,
  move: { readonly from: Sha | null; readonly to: Sha },
): Promise<'advanced' | 'already' | 'moved-elsewhere'> {
  const outcome = await moveBranch(context, branch, move);
  if (outcome !== 'moved-elsewhere') await dropMerged(context, move.to);
  return outcome;
}

async function moveBranch(
  context: WorkContext,
  branch: string,
  move: { readonly from: Sha | null; readonly to: Sha },
): Promise<'advanced' | 'already' | 'moved-elsewhere'> {
  const ref = branchRef(branch);
  if ((await context.refs.tip(ref)) === move.to) return 'already';
  const checkout = await checkoutOf(context, branch);
  if (checkout !== null) {
    const because = `it is checked out in ${checkout.path}, whose files would no longer match it`;
    const help = `free it with: git -C '${checkout.path}' switch --detach`;
    throw new Fault({ code: 'git-refused', what: 'move a branch', on: branch, because, help });
  }
  if (await moveRef(context, ref, { ...move, because: 'merge' })) return 'advanced';
  return (await context.refs.tip(ref)) === move.to ? 'already' : 'moved-elsewhere';
}
