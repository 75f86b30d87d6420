import { Fault } from '../../domain/fault.ts';
import { printable } from '../../domain/names.ts';
import type { Remote, RepositoryContext } from './context.ts';
import { withoutUserinfo } from './git.ts';
import { remoteLogin } from './remote-login.ts';

/**
 * Throws (Fault `git-refused`) while settings of the repository would send a call for this remote elsewhere, or through a
 * program. What the user's own config says is followed.
 */
export async function refuseRedirection(
  { git, common }: Pick<RepositoryContext, 'git' | 'common'>,
  { url }: Remote,
  what: 'push' | 'fetch',
): Promise<void> {
  const entries = await git.config(common);
  const urls = [url, remoteLogin(url).url];
  const own = entries.filter(({ owner }) => owner === 'repository');
  const found = own.find(
    ({ key, value }) =>
      urls.some((one) => key.startsWith(`remote.${one}.`)) ||
      (what === 'fetch' && key === 'fetch.bundleuri') ||
      (/^url\..*\.(?:insteadof|pushinsteadof)$/s.test(key) && urls.some((one) => one.startsWith(value))),
  );
  if (found === undefined) return;
  throw new Fault({
    code: 'git-refused',
    what,
    on: withoutUserinfo(url),
    because: `the repository's config sends it elsewhere: ${printable(found.key)}`,
    help: `if that is right, put it into your own config; look at it with: git config --show-origin --get-all '${printable(found.key)}'`,
  });
}
