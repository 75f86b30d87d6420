import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** The repository behind the double: bare, pushed to from outside. */
export interface Bare {
  readonly dir: string;
  /** Null: there is no such branch. */
  tip(branch: string): string | null;
  has(sha: string): boolean;
  contains(ancestor: string, descendant: string): boolean;
  /** The first commit on the first-parent path of `tip` that brought `head`. */
  broughtBy(head: string, tip: string): string;
  /** `head` in `base`, which moves there, as the buttons do it; null: they conflict. */
  merge(
    base: string,
    head: string,
    as: { readonly message: string; readonly method: MergeMethod },
  ): string | null;
  drop(branch: string): void;
  /** From now on nobody pushes to it, as GitHub refuses that. */
  protect(branch: string): void;
}

export function openBare(dir: string): Bare {
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'GitHub',
    GIT_AUTHOR_EMAIL: 'noreply@github.invalid',
    GIT_COMMITTER_NAME: 'GitHub',
    GIT_COMMITTER_EMAIL: 'noreply@github.invalid',
  };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', dir, ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const answers = (...args: readonly string[]): string | null => {
    try {
      return git(...args);
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 1) return null;
      throw error;
    }
  };
  // A branch is most often a file of its own, which is read a hundred times faster than git starts.
  const tip = (branch: string): string | null => {
    const loose = looseTip(dir, branch);
    if (loose !== null || !existsSync(join(dir, 'packed-refs'))) return loose;
    return answers('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  };
  // A commit that is there stays there, and so do its ancestors.
  const contained = new Map<string, boolean>();
  const contains = (ancestor: string, descendant: string): boolean => {
    const question = `${ancestor} ${descendant}`;
    const known = contained.get(question);
    if (known !== undefined) return known;
    const answer = answers('merge-base', '--is-ancestor', ancestor, descendant) !== null;
    contained.set(question, answer);
    return answer;
  };
  const present = new Set<string>();
  const has = (sha: string): boolean => {
    if (present.has(sha)) return true;
    if (answers('rev-parse', '--verify', '--quiet', `${sha}^{commit}`) === null) return false;
    present.add(sha);
    return true;
  };
  return {
    dir,
    tip,
    has,
    contains,
    broughtBy: (head, at) =>
      git('rev-list', '--first-parent', '--reverse', '--ancestry-path', `${head}..${at}`).split('\n')[0] ||
      at,
    merge: (base, head, { message, method }) => {
      const [onto, from] = [tip(base), tip(head)];
      if (onto === null || from === null) return null;
      const commits = git('rev-list', '--reverse', '--no-merges', `${onto}..${from}`).split('\n');
      let made = onto;
      for (const commit of method === 'rebase' ? commits : [from]) {
        const tree = answers('merge-tree', '--write-tree', onto, commit)?.split('\n')[0];
        if (tree === undefined) return null;
        const parents = method === 'merge' ? ['-p', onto, '-p', from] : ['-p', made];
        made = git('commit-tree', tree, ...parents, '-m', message);
      }
      git('update-ref', `refs/heads/${base}`, made, onto);
      return made;
    },
    protect: (branch) => {
      const hook = join(dir, 'hooks', 'update');
      const ref = `refs/heads/${branch}`;
      const says = `error: GH006: Protected branch update failed for ${ref}.`;
      mkdirSync(join(dir, 'hooks'), { recursive: true });
      writeFileSync(hook, `#!/bin/sh\n[ "$1" != '${ref}' ] || { echo '${says}' >&2; exit 1; }\n`);
      chmodSync(hook, 0o755);
    },
    drop: (branch) => void git('update-ref', '-d', `refs/heads/${branch}`),
  };
}

/** Null: the branch is not there, or packed. */
function looseTip(dir: string, branch: string): string | null {
  try {
    return readFileSync(join(dir, 'refs', 'heads', ...branch.split('/')), 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

export function createBare(dir: string): Bare {
  execFileSync('git', ['init', '-q', '--bare', '--template=', '-b', 'main', dir], { stdio: 'ignore' });
  return openBare(dir);
}
