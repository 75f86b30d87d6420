import { createGit } from './git.ts';
import type { FoundRepository } from './find-repository.ts';

/** Which of these paths git tracks, or what it tracks below them; all from the top of the checkout. Errors: Fault `git-failed`. */
export async function trackedPaths(
  { topLevel, gitDir }: FoundRepository,
  paths: readonly string[],
  outerEnv: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const args = ['--literal-pathspecs', 'ls-files', '-z', '--', ...paths] as const;
  const call = {
    at: { gitDir, workTree: topLevel },
    args,
    what: 'list tracked files',
    kind: 'look',
  } as const;
  return (await createGit(outerEnv, 'https:ssh').read(call)).split('\0').filter((path) => path !== '');
}
