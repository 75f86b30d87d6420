import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { Published } from '../../ports/remote.ts';
import { moveRef } from './branches.ts';
import type { Remote, WorkContext } from './context.ts';
import { trackingRef } from './fetch-base.ts';
import { checkoutOf } from './heads.ts';
import { isAncestor } from './history.ts';
import { branchRef } from './refs.ts';
import { movedMeanwhile, send } from './send.ts';

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

/** With a lease on the tip that was tested. Errors: Fault `git-failed` when the remote cannot be reached. */
async function push(context: WorkContext, { base, from, to }: Publish, remote: Remote): Promise<Published> {
  const refusal = await send(context, remote, { ref: branchRef(base), to, from });
  if (refusal !== null) {
    const help = `git push ${remote.name} ${to}:refs/heads/${base}`;
    return { published: false, moved: movedMeanwhile.test(refusal.said), because: refusal.because, help };
  }
  await follow(context, trackingRef(remote, base), to);
  return { published: true, where: `${remote.name}/${base}` };
}

/** git would have moved the remote-tracking branch itself had it been told the remote's name and not its URL. */
async function follow({ git, common }: WorkContext, ref: string, to: Sha): Promise<void> {
  const args = ['update-ref', '-m', 'czar: push', ref, to] as const;
  await git.run({ at: common, args, what: 'follow the push', kind: 'work' });
}
