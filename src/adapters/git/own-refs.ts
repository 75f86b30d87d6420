import type { Sha } from '../../domain/names.ts';
import type { Leash } from '../../ports/tether.ts';
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
  /** Refs below a prefix, which ends with "/", or those that a pattern of git's matches. Errors: Fault `git-failed`. */
  list(prefix: string): Promise<readonly OwnRef[]>;
  /** Makes the ref name the first of these revisions that there is; does nothing when the ref is there already. */
  keep(name: string, revisions: readonly string[], leash: Leash): Promise<void>;
  /** Deletes a ref that is still at `sha`; false, and nothing deleted, when it moved. */
  drop(name: string, sha: Sha, leash: Leash): Promise<boolean>;
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
    keep: async (name, revisions, leash) => {
      const resolve = async (revision: string): Promise<string> => {
        const args = [
          'rev-parse',
          '--verify',
          '--quiet',
          '--end-of-options',
          `${revision}^{commit}`,
        ] as const;
        const found = await git.run({
          at,
          args,
          what: `look for ${revision}`,
          kind: 'look',
          answers: [0, 1, 128],
        });
        return found.status === 0 ? found.stdout.trim() : '';
      };
      if ((await resolve(name)) !== '') return;
      for (const revision of revisions) {
        const sha = await resolve(revision);
        if (sha === '') continue;
        const args = ['update-ref', requireRef(name), requireSha(sha)] as const;
        await git.heldBy(leash).run({ at, args, what: `keep ${name}`, kind: 'work' });
        return;
      }
    },
    drop: async (name, sha, leash) => {
      const args = ['update-ref', '-d', requireRef(name), requireSha(sha)] as const;
      const answers = [0, 1, 128];
      const call = { at, args, what: `delete ${name}`, kind: 'work', answers } as const;
      return (await git.heldBy(leash).run(call)).status === 0;
    },
  };
}
