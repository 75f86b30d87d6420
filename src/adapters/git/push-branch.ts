import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { PushBranch, Pushed } from '../../ports/remote.ts';
import type { Remote, RepositoryContext, WorkContext } from './context.ts';
import { dropRefAt } from './drop-ref.ts';
import { trackingRef } from './fetch-base.ts';
import { withoutUserinfo } from './git.ts';
import { proofIn } from './proof.ts';
import { branchRef, requireSha } from './refs.ts';
import { refuseRedirection } from './remote-access.ts';
import { remoteLogin } from './remote-login.ts';
import { movedMeanwhile, send } from './send.ts';

/** Puts a branch to the remote (port `Merges.push`). What lies there and is not Czar's own is never written over. */
export async function pushBranch(context: WorkContext, request: PushBranch): Promise<Pushed> {
  const { remote } = context;
  const { branch, to } = request;
  if (remote === null) {
    const help = 'git remote add origin <address>, and start again';
    return { pushed: false, because: 'there is no remote', help };
  }
  const there = (await remoteTips(context, [branch])).get(branch) ?? null;
  if (there === to) return { pushed: true };
  if (there !== null && !(await mayMove(context, request, there))) return foreign(remote, request, there);
  const refusal = await send(context, remote, { ref: branchRef(branch), to, from: there });
  if (refusal === null) return { pushed: true };
  if (movedMeanwhile.test(refusal.said)) {
    const because = `${branch} moved at ${remote.name} just now`;
    throw new Fault({ code: 'git-failed', what: 'push', on: branch, because, transient: true });
  }
  const help = `see what it needs: git push ${remote.name} ${to}:refs/heads/${branch}`;
  const { because, isProtected } = refusal;
  return { pushed: false, because, help, ...(isProtected ? { by: 'protection' } : {}) };
}

/** Over a tip that Czar put there, or, where that is asked for, one that is kept by what comes. */
async function mayMove(context: WorkContext, { to, ours, keeps }: PushBranch, there: Sha): Promise<boolean> {
  return keeps ? isKept(context, there, to) : ours.includes(there);
}

/** Takes a merged branch away from the remote (port `Merges.dropRemote`). */
export async function dropRemote(
  context: WorkContext,
  { branch, ours, into }: { readonly branch: string; readonly ours: readonly Sha[]; readonly into: Sha },
): Promise<Pushed> {
  const { remote } = context;
  const there = (await remoteTips(context, [branch])).get(branch) ?? null;
  if (remote === null || there === null) return { pushed: true };
  if (!ours.includes(there)) return foreign(remote, { branch, to: into, ours, keeps: false }, there);
  const help = `look: git log ${there}`;
  if (!(await isKept(context, there, into)) && !(await isProved(context, there, into)))
    return { pushed: false, because: `${there.slice(0, 12)} is not merged`, help };
  const refusal = await send(context, remote, { ref: branchRef(branch), to: null, from: there });
  if (refusal !== null) return { pushed: false, because: refusal.because, help };
  // Where a fetch left it, if one did: as `git push --delete` takes it away.
  await dropRefAt(context, trackingRef(remote, branch), there);
  return { pushed: true };
}

/** Its changes came there in other commits, or in one. A commit that is not even known here is not proved. */
async function isProved(context: WorkContext, there: Sha, into: Sha): Promise<boolean> {
  try {
    return (await proofIn(context, there, into)) !== null;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'git-failed') return false;
    throw error;
  }
}

/** A commit that is not even known here is not kept. */
async function isKept({ git, common }: WorkContext, there: Sha, to: Sha): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', requireSha(there), requireSha(to)] as const;
  const call = { at: common, args, what: 'compare two commits', kind: 'look', answers: [0, 1, 128] } as const;
  return (await git.run(call)).status === 0;
}

function foreign(remote: Remote, { branch, keeps }: PushBranch, there: Sha): Pushed {
  const at = `${remote.name} has ${branch} at ${there.slice(0, 12)}`;
  const because = `${at}, which Czar did not put there, and does not write over`;
  if (keeps) {
    const help = `take it in, if that is right: git fetch ${remote.name} ${branch}:${branch}`;
    return { pushed: false, by: 'others', because, help };
  }
  const help = `look: git fetch ${remote.name} ${branch} && git log FETCH_HEAD; if it may go: git push ${remote.name} --delete ${branch}`;
  return { pushed: false, by: 'others', because, help };
}

/** Where the remote has these branches (port `Merges.remoteTips`). */
export async function remoteTips(
  context: RepositoryContext,
  branches: readonly string[],
): Promise<ReadonlyMap<string, Sha>> {
  const { remote, git, common } = context;
  if (remote === null || branches.length === 0) return new Map();
  await refuseRedirection(context, remote, 'fetch');
  const login = remoteLogin(remote.url);
  const named = new Map(branches.map((branch) => [branchRef(branch), branch]));
  const said = await git.read({
    at: common,
    args: ['ls-remote', '--refs', '--upload-pack=git-upload-pack', '--', login.url, ...named.keys()],
    what: `look at ${withoutUserinfo(remote.url)}`,
    kind: 'read',
    // A credential program of the user's own config is asked, but opens no window.
    env: { GCM_INTERACTIVE: 'never', ...login.env },
    settings: login.settings,
    timeoutMs: 2 * 60_000,
  });
  const tips = said.split('\n').flatMap((line) => {
    const [sha = '', ref = ''] = line.split('\t');
    const branch = named.get(ref);
    return branch === undefined ? [] : [[branch, requireSha(sha)] as const];
  });
  return new Map(tips);
}
