import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { RepositoryContext, WorkContext } from './context.ts';
import { placeOf } from './git.ts';
import { checkoutOf, realPathOf } from './heads.ts';
import { isAncestor } from './history.ts';
import { makeWayFor } from './made-by-setup.ts';
import { branchRef, requireSha, zeroFor } from './refs.ts';
import { interruptedIn, statusOf } from './status.ts';

/** Moves a ref by compare and swap; `from` null: it must not exist. False: it was not at `from`, and nothing changed. */
export async function moveRef(
  { git, common, refs }: WorkContext,
  ref: string,
  move: { readonly from: Sha | null; readonly to: Sha; readonly because: string },
): Promise<boolean> {
  const to = requireSha(move.to);
  const from = move.from === null ? zeroFor(to) : requireSha(move.from);
  const args = ['update-ref', '-m', `czar: ${move.because}`, ref, to, from] as const;
  const call = { at: common, args, what: `move ${ref}`, kind: 'work' } as const;
  if ((await git.run({ ...call, answers: [0, 128] })).status === 0) return true;
  // Refused for another reason than its place (a branch `feat` in the way of `feat/x`, a lock): said as the fault that it is.
  if ((await refs.tip(ref)) === move.from) await git.run(call);
  return false;
}

/** Creates the branch at `from` when it is not there, and checks it out (port `Worktrees.switchTo`). */
export async function switchTo(
  context: WorkContext,
  worktree: WorktreePlace,
  branch: { readonly name: string; readonly from: Sha | null },
): Promise<{ readonly tip: Sha }> {
  const ref = branchRef(branch.name);
  await requireClean(context, worktree, `switch to ${branch.name}`);
  await refuseElsewhere(context, worktree, branch.name);
  const tip = (await context.refs.tip(ref)) ?? (await createBranch(context, ref, branch.from));
  const { branch: current } = await context.refs.head(worktree.gitDir);
  if (current === branch.name) return { tip };
  await makeWayFor(context, worktree, tip);
  const options = ['--quiet', '--no-guess', '--no-recurse-submodules', '--no-overwrite-ignore'] as const;
  await context.checkouts(() =>
    context.git.run({
      at: placeOf(worktree),
      args: ['checkout', ...options, branch.name, '--'],
      what: `switch to ${branch.name}`,
      kind: 'work',
    }),
  );
  return { tip };
}

async function createBranch(context: WorkContext, ref: string, from: Sha | null): Promise<Sha> {
  if (from === null) {
    const because = 'there is no such branch, and no commit to begin it at';
    throw new Fault({ code: 'not-found', what: 'switch to a branch', on: ref, because });
  }
  await moveRef(context, ref, { from: null, to: from, because: 'begin a task' });
  // Somebody else may have made it in this moment: then it stands where they put it.
  return (await context.refs.tip(ref)) ?? from;
}

/** Port `Worktrees.leaveBranch`. */
export async function leaveBranch(context: WorkContext, worktree: WorktreePlace): Promise<void> {
  const what = 'leave a branch';
  await requireClean(context, worktree, what);
  const { branch } = await context.refs.head(worktree.gitDir);
  if (branch === null) return;
  const args = ['checkout', '--quiet', '--detach', '--no-recurse-submodules'] as const;
  await context.checkouts(() => context.git.run({ at: placeOf(worktree), args, what, kind: 'work' }));
}

/** Port `Worktrees.fastForward`. */
export async function fastForward(
  context: WorkContext,
  worktree: WorktreePlace,
  move: { readonly branch: string; readonly from: Sha; readonly to: Sha },
): Promise<void> {
  const ref = branchRef(move.branch);
  const what = `move ${move.branch} forward`;
  const tip = await context.refs.tip(ref);
  if (tip === move.to) return;
  if (tip !== move.from) throw refused(what, ref, `it stands at ${tip ?? 'nothing'}, not at ${move.from}`);
  if (!(await isAncestor(context, move.from, move.to))) {
    throw refused(what, ref, `${move.to} does not descend from it`);
  }
  await refuseElsewhere(context, worktree, move.branch);
  const { branch: current } = await context.refs.head(worktree.gitDir);
  if (current === move.branch) {
    await requireClean(context, worktree, what);
    await makeWayFor(context, worktree, move.to);
    const args = [
      'merge',
      '--ff-only',
      '--quiet',
      '--no-stat',
      '--no-autostash',
      requireSha(move.to),
    ] as const;
    await context.git.run({ at: placeOf(worktree), args, what, kind: 'work' });
    return;
  }
  const moved = await moveRef(context, ref, { ...move, because: 'follow commits made beside the branch' });
  if (!moved) throw refused(what, ref, 'it moved meanwhile');
}

async function requireClean(
  context: RepositoryContext,
  worktree: WorktreePlace,
  what: string,
): Promise<void> {
  const interrupted = await interruptedIn(worktree.gitDir);
  if (interrupted !== null) throw refused(what, worktree.path, `a ${interrupted} is under way`);
  const shown = await statusOf(context, worktree);
  if (shown.length > 0) {
    const files = shown.slice(0, 3).map((entry) => entry.slice(3));
    throw refused(what, worktree.path, `${shown.length} files are uncommitted (${files.join(', ')})`);
  }
}

async function refuseElsewhere(
  context: RepositoryContext,
  worktree: WorktreePlace,
  branch: string,
): Promise<void> {
  const checkout = await checkoutOf(context, branch);
  if (checkout === null) return;
  if ((await realPathOf(checkout.gitDir)) === (await realPathOf(worktree.gitDir))) return;
  const because = `it is checked out in ${checkout.path}`;
  const help = `free it with: git -C '${checkout.path}' switch --detach`;
  throw new Fault({ code: 'git-refused', what: 'use a branch', on: branch, because, help });
}

function refused(what: string, on: string, because: string): Fault {
  return new Fault({ code: 'git-refused', what, on, because });
}
