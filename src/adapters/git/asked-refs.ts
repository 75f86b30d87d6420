import type { Sha } from '../../domain/names.ts';
import type { Git, GitPlace } from './git.ts';
import type { RefFiles } from './ref-files.ts';
import { requireRef } from './refs.ts';

/** Where branches stand, asked of git: one process each time, for repositories whose refs are not in files of their own. */
export function askedRefs(git: Git, common: GitPlace): RefFiles {
  const tip = async (at: GitPlace, name: string): Promise<Sha | null> => {
    const args = ['rev-parse', '--quiet', '--verify', '--end-of-options', name] as const;
    const call = { at, args, what: 'read a ref', kind: 'look', answers: [0, 1] } as const;
    const { status, stdout } = await git.run(call);
    return status === 0 ? stdout.trim() : null;
  };
  return {
    tip: (ref) => tip(common, requireRef(ref)),
    async head(gitDir) {
      const at = { gitDir, workTree: null };
      const args = ['symbolic-ref', '--quiet', 'HEAD'] as const;
      const call = { at, args, what: 'read HEAD', kind: 'look', answers: [0, 1] } as const;
      const { status, stdout } = await git.run(call);
      const target = stdout.trim();
      const isBranch = status === 0 && target.startsWith('refs/heads/');
      return { branch: isBranch ? target.slice('refs/heads/'.length) : null, sha: await tip(at, 'HEAD') };
    },
  };
}
