import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { Discard, Restored, Trash } from '../../ports/trash.ts';
import { moveRef } from './branches.ts';
import { identityEnvironment } from './commit.ts';
import { heldBy, type RepositoryContext, type WorkContext } from './context.ts';
import { checkoutOf } from './heads.ts';
import { type LoggedCommit, logFormat, parseLog } from './log.ts';
import { proofIn } from './proof.ts';
import { branchRef, requireRef, requireSha, zeroFor } from './refs.ts';

/** Branches that are not needed any more, kept for a while under refs of Czar's own (port `Trash`). */
export function openTrash(context: RepositoryContext): Trash {
  return {
    proofIn: (commit, into) => proofIn(context, commit, into),
    discard: (request, leash) => discard(heldBy(context, leash), request),
    restore: (ref, leash) => restore(heldBy(context, leash), ref),
    empty: (ref, leash) => empty(heldBy(context, leash), ref),
  };
}

async function discard(
  context: WorkContext,
  request: Discard,
): Promise<'discarded' | 'moved' | 'checked-out'> {
  const { branch, tip } = request;
  if ((await checkoutOf(context, branch)) !== null) return 'checked-out';
  await keep(context, request);
  const ref = branchRef(branch);
  const { git, common, refs } = context;
  const args = ['update-ref', '-d', ref, requireSha(tip)] as const;
  const call = { at: common, args, what: `remove ${branch}`, kind: 'work' } as const;
  if ((await git.run({ ...call, answers: [0, 1, 128] })).status === 0) return 'discarded';
  const there = await refs.tip(ref);
  // Refused for another reason than its place (a lock): said as the fault that it is.
  if (there === tip) await git.run(call);
  return there === null ? 'discarded' : 'moved';
}

/** The name of the branch, so that it can be put back when nothing else is left to tell it. */
const BRANCH = 'Czar-Branch';

/** Its own commit on top of the tip: when it was put there, and why, is known as long as the ref is there. */
async function keep(context: WorkContext, { branch, tip, ref, proof }: Discard): Promise<void> {
  const { git, common, identity, projectId } = context;
  const there = await context.refs.tip(requireRef(ref));
  if (there !== null && (await commitAt(context, there)).parents[0] === tip) return;
  const message = `Removed ${branch}: ${proof}\n\nCzar-Project: ${projectId}\n${BRANCH}: ${branch}\n`;
  const args = ['commit-tree', `${requireSha(tip)}^{tree}`, '-p', tip, '-F', '-'] as const;
  const env = identityEnvironment(identity);
  const call = { at: common, args, what: 'keep a branch', kind: 'work', stdin: message, env } as const;
  const to = requireSha(await git.read(call));
  const update = ['update-ref', '-m', 'czar: keep a branch', ref, to, there ?? zeroFor(to)] as const;
  await git.run({ at: common, args: update, what: 'keep a branch', kind: 'work' });
}

async function commitAt({ git, common }: RepositoryContext, sha: Sha): Promise<LoggedCommit> {
  const args = [
    'log',
    '-z',
    logFormat,
    '--no-show-signature',
    '--no-color',
    '--max-count=1',
    requireSha(sha),
    '--',
  ] as const;
  const [commit] = parseLog(await git.read({ at: common, args, what: 'read what is kept', kind: 'look' }));
  if (commit !== undefined) return commit;
  throw new Fault({
    code: 'git-failed',
    what: 'read what is kept',
    on: sha,
    because: 'there is no such commit',
  });
}

async function restore(context: WorkContext, ref: string): Promise<Restored | null> {
  const there = await context.refs.tip(requireRef(ref));
  if (there === null) return null;
  const { parents, message } = await commitAt(context, there);
  const branch = new RegExp(`^${BRANCH}: (.+)$`, 'm').exec(message)?.[1];
  const [tip] = parents;
  if (branch === undefined || tip === undefined) throw refused(ref, 'Czar did not put it there');
  const now = await context.refs.tip(branchRef(branch));
  const made =
    now === tip || (await moveRef(context, branchRef(branch), { from: null, to: tip, because: 'put back' }));
  if (!made) throw refused(branch, 'there is another branch of that name by now');
  await drop(context, ref, there);
  return { branch, tip };
}

async function empty(context: WorkContext, ref: string): Promise<void> {
  const there = await context.refs.tip(requireRef(ref));
  if (there !== null) await drop(context, ref, there);
}

async function drop({ git, common }: WorkContext, ref: string, sha: Sha): Promise<void> {
  const args = ['update-ref', '-d', requireRef(ref), requireSha(sha)] as const;
  await git.run({ at: common, args, what: `delete ${ref}`, kind: 'work' });
}

function refused(on: string, because: string): Fault {
  return new Fault({ code: 'git-refused', what: 'put a branch back', on, because });
}
