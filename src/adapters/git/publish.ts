import { Fault } from '../../domain/fault.ts';
import { printable, type Sha } from '../../domain/names.ts';
import type { Published } from '../../ports/repository.ts';
import { moveRef } from './branches.ts';
import type { Remote, WorkContext } from './context.ts';
import { withoutUserinfo } from './git.ts';
import { trackingRef } from './fetch-base.ts';
import { checkoutOf } from './heads.ts';
import { isAncestor } from './history.ts';
import { branchRef, requireSha } from './refs.ts';
import { refuseRedirection } from './remote-access.ts';
import { remoteLogin } from './remote-login.ts';

interface Publish {
  readonly base: string;
  readonly from: Sha;
  readonly to: Sha;
}

/** Takes a commit to the base branch (port `Merges.publish`). */
export async function publish(context: WorkContext, request: Publish): Promise<Published> {
  if (!(await isAncestor(context, request.from, request.to))) {
    const because = `${request.to} does not descend from ${request.from}`;
    throw new Fault({ code: 'git-refused', what: 'publish', on: request.base, because });
  }
  return context.remote === null ? moveLocally(context, request) : push(context, request, context.remote);
}

async function moveLocally(context: WorkContext, { base, from, to }: Publish): Promise<Published> {
  const ref = branchRef(base);
  if ((await context.refs.tip(ref)) === to) return { published: true, where: base };
  const checkout = await checkoutOf(context, base);
  if (checkout !== null) {
    const because = `${base} is checked out in ${checkout.path}, which is yours to change`;
    const help = `git -C '${checkout.path}' merge --ff-only ${to}`;
    return { published: false, moved: false, because, help };
  }
  if (await moveRef(context, ref, { from, to, because: 'publish the omnibus' })) {
    return { published: true, where: base };
  }
  const because = `${base} is no longer at ${from}`;
  return { published: false, moved: true, because, help: `git log ${base}` };
}

/**
 * Pushes to the remote as it was configured when Czar started, with a lease on the tip that was tested. Errors: Fault
 * `git-failed` when the remote cannot be reached; a refusal of the remote is an answer.
 */
async function push(context: WorkContext, { base, from, to }: Publish, remote: Remote): Promise<Published> {
  await refuseRedirection(context, remote, 'push');
  const ref = branchRef(base);
  const options = [
    '--porcelain',
    '--no-verify',
    '--no-signed',
    '--no-follow-tags',
    '--recurse-submodules=no',
    '--receive-pack=git-receive-pack',
    `--force-with-lease=${ref}:${requireSha(from)}`,
  ];
  const login = remoteLogin(remote.url);
  const { status, stdout, stderr } = await context.git.run({
    at: context.common,
    args: ['push', ...options, '--', login.url, `${requireSha(to)}:${ref}`],
    env: login.env,
    settings: login.settings,
    what: `push to ${withoutUserinfo(remote.url)}`,
    kind: 'work',
    answers: [0, 1],
    timeoutMs: 5 * 60_000,
  });
  if (status !== 0) return refusal(stdout, stderr, { base, to, remote });
  await follow(context, trackingRef(remote, base), to);
  return { published: true, where: `${remote.name}/${base}` };
}

/** git would have moved the remote-tracking branch itself had it been told the remote's name and not its URL. */
async function follow({ git, common }: WorkContext, ref: string, to: Sha): Promise<void> {
  const args = ['update-ref', '-m', 'czar: push', ref, to] as const;
  await git.run({ at: common, args, what: 'follow the push', kind: 'work' });
}

/** A lease is a forced push of a kind: the line of a refused ref begins with "!". */
function refusal(
  stdout: string,
  stderr: string,
  { base, to, remote }: { readonly base: string; readonly to: Sha; readonly remote: Remote },
): Published {
  const line = stdout.split('\n').find((one) => one.startsWith('!'));
  const said = line?.split('\t').at(-1) ?? stderr.trim().split('\n').at(-1) ?? '';
  const because = `${remote.name} refused it: ${withoutUserinfo(printable(said)).slice(0, 300)}`;
  const help = `git push ${remote.name} ${to}:refs/heads/${base}`;
  return { published: false, moved: movedMeanwhile.test(said), because, help };
}

/** The lease does not hold, or somebody else pushes at the same moment. */
const movedMeanwhile = /stale info|fetch first|non-fast-forward|cannot lock ref|incorrect old value/;
