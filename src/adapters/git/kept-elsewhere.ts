import type { Sha } from '../../domain/names.ts';
import type { RepositoryContext } from './context.ts';

/** Whether some branch, tag or ref of Czar's own holds a commit: without one it may be collected. */
export async function isKeptElsewhere({ git, common }: RepositoryContext, sha: Sha): Promise<boolean> {
  const refs = ['refs/heads/', 'refs/remotes/', 'refs/tags/', 'refs/czar/'] as const;
  const args = ['for-each-ref', '--count=1', '--format=%(refname)', `--contains=${sha}`, ...refs] as const;
  const holder = await git.read({ at: common, args, what: 'find who keeps a commit', kind: 'look' });
  return holder !== '';
}
