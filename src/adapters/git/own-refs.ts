import type { Sha } from '../../domain/names.ts';
import { createGit, type GitPlace } from './git.ts';
import { requireRef, requireSha } from './refs.ts';

/** Refs that Czar keeps of its own accord: what it saved, and what its gates looked at. */
export interface OwnRef {
  readonly name: string;
  readonly sha: Sha;
  /** Committer date of what it names, epoch milliseconds. */
  readonly at: number;
}

interface OwnRefs {
  /** Refs below a prefix, which ends with "/". Errors: Fault `git-failed`. */
  list(prefix: string): Promise<readonly OwnRef[]>;
  /** Deletes a ref that is still at `sha`; false, and nothing deleted, when it moved. */
  drop(name: string, sha: Sha): Promise<boolean>;
}

export function openOwnRefs(
  commonDir: string,
  outerEnv: Readonly<Record<string, string | undefined>>,
): OwnRefs {
  const git = createGit(outerEnv, 'https:ssh');
  const at: GitPlace = { gitDir: commonDir, workTree: null };
  return {
    list: async (prefix) => {
      const args = [
        'for-each-ref',
        '--format=%(objectname) %(committerdate:unix) %(refname)',
        prefix,
      ] as const;
      const listed = await git.read({ at, args, what: 'list refs', kind: 'look' });
      return listed.split('\n').flatMap((line) => {
        const [, sha, seconds, name] = /^(\S+) (\d*) (.+)$/.exec(line) ?? [];
        return sha === undefined || name === undefined ? [] : [{ name, sha, at: Number(seconds) * 1000 }];
      });
    },
    drop: async (name, sha) => {
      const args = ['update-ref', '-d', requireRef(name), requireSha(sha)] as const;
      const answers = [0, 1, 128];
      return (await git.run({ at, args, what: `delete ${name}`, kind: 'work', answers })).status === 0;
    },
  };
}
