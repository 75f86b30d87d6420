import { Fault } from '../../domain/fault.ts';
import type { Fetched } from '../../ports/remote.ts';
import type { Remote, WorkContext } from './context.ts';
import { withoutUserinfo } from './git.ts';
import { branchRef, fullRef } from './refs.ts';
import { refuseRedirection } from './remote-access.ts';
import { remoteLogin } from './remote-login.ts';

const timeoutMs = 2 * 60_000;

/** Fetches the base and nothing else (port `Merges.fetchBase`), from the remote as it was configured when Czar started. */
export async function fetchBase(context: WorkContext, base: string): Promise<Fetched> {
  const { remote } = context;
  if (remote === null) return { fetched: false, because: 'there is no remote' };
  try {
    await fetch(context, remote, base);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fetched: false, because: withoutUserinfo(error.facts.because) };
  }
  const tip = await context.refs.tip(trackingRef(remote, base));
  return tip === null ? { fetched: false, because: `${remote.name} has no ${base}` } : { fetched: true, tip };
}

/** Where a fetch and a push leave the base as the remote has it. */
export function trackingRef(remote: Remote, base: string): string {
  return fullRef(`refs/remotes/${remote.name}/${base}`);
}

/** A base that was rewritten at the remote is followed as well, as `git fetch` does with the refspec that a clone has. */
async function fetch(context: WorkContext, remote: Remote, base: string): Promise<void> {
  await refuseRedirection(context, remote, 'fetch');
  const options = [
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-prune',
    '--no-auto-maintenance',
    '--no-recurse-submodules',
    '--no-show-forced-updates',
    '--upload-pack=git-upload-pack',
  ];
  const login = remoteLogin(remote.url);
  await context.git.run({
    at: context.common,
    args: ['fetch', ...options, '--', login.url, `+${branchRef(base)}:${trackingRef(remote, base)}`],
    what: `fetch ${base} of ${remote.name}`,
    kind: 'work',
    // A credential program of the user's own config is asked, but opens no window.
    env: { GCM_INTERACTIVE: 'never', ...login.env },
    settings: login.settings,
    timeoutMs,
  });
}
