import { execFileSync } from 'node:child_process';

/** The repository behind the double: bare, pushed to from outside. */
export interface Bare {
  readonly dir: string;
  /** Null: there is no such branch. */
  tip(branch: string): string | null;
  has(sha: string): boolean;
  contains(ancestor: string, descendant: string): boolean;
  /** The first commit on the first-parent path of `tip` that brought `head`. */
  broughtBy(head: string, tip: string): string;
  /** A merge commit of `head` into `base`, which moves there; null: they conflict. */
  merge(base: string, head: string, message: string): string | null;
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
  const tip = (branch: string): string | null =>
    answers('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  return {
    dir,
    tip,
    has: (sha) => answers('rev-parse', '--verify', '--quiet', `${sha}^{commit}`) !== null,
    contains: (ancestor, descendant) => answers('merge-base', '--is-ancestor', ancestor, descendant) !== null,
    broughtBy: (head, at) =>
      git('rev-list', '--first-parent', '--reverse', '--ancestry-path', `${head}..${at}`).split('\n')[0] ||
      at,
    merge: (base, head, message) => {
      const [onto, from] = [tip(base), tip(head)];
      if (onto === null || from === null) return null;
      const tree = answers('merge-tree', '--write-tree', onto, from)?.split('\n')[0];
      if (tree === undefined) return null;
      const made = git('commit-tree', tree, '-p', onto, '-p', from, '-m', message);
      git('update-ref', `refs/heads/${base}`, made, onto);
      return made;
    },
  };
}

export function createBare(dir: string): Bare {
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', dir], { stdio: 'ignore' });
  return openBare(dir);
}
