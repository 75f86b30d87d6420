import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hasCode, isMissing } from './error-code.ts';
import { isInside, isSettled, stampOf } from './read-inside.ts';

interface Listing {
  readonly stamp: string;
  readonly isFinal: boolean;
  readonly names: ReadonlySet<string>;
}

/** The names in folders of a project, listed again only when a folder changed: one system call per folder and look, not per file. */
export class FolderNames {
  readonly #root: string;
  readonly #now: () => number;
  readonly #listings = new Map<string, Listing>();
  /** Grows when any listing changed. */
  version = 0;

  constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  /** Names in `folder`; none when it is missing, lies outside the project, or belongs to git or a worker. */
  names(folder: string): ReadonlySet<string> {
    return this.#listings.get(folder)?.names ?? noNames;
  }

  /** Looks at these folders again, and forgets all others. */
  async look(folders: ReadonlySet<string>): Promise<void> {
    for (const known of this.#listings.keys()) if (!folders.has(known)) this.#listings.delete(known);
    for (const folder of folders) await this.#lookAt(folder);
  }

  async #lookAt(folder: string): Promise<void> {
    const lookedAt = this.#now();
    const before = this.#listings.get(folder);
    const found = await this.#stat(folder);
    if (before !== undefined && before.isFinal && before.stamp === found?.key) return;
    const names = found === null ? noNames : new Set(await readdir(folder));
    const isFinal = found !== null && isSettled(found, lookedAt);
    this.#listings.set(folder, { stamp: found?.key ?? '', isFinal, names });
    if (before === undefined || !isSame(before.names, names)) this.version += 1;
  }

  async #stat(folder: string) {
    try {
      const real = await realpath(folder);
      if (!isInside(this.#root, real) || isOffLimits(relative(this.#root, real))) return null;
      const stats = await stat(real, { bigint: true });
      return stats.isDirectory() ? stampOf(stats) : null;
    } catch (error) {
      if (
        isMissing(error) ||
        ['ENOTDIR', 'ELOOP', 'EACCES', 'ENAMETOOLONG'].some((code) => hasCode(error, code))
      )
        return null;
      throw error;
    }
  }
}

const noNames: ReadonlySet<string> = new Set();

/** What git keeps, and what workers write: no task text comes from there. */
export function isOffLimits(fromRoot: string): boolean {
  const steps = fromRoot.split('/');
  return steps.includes('.git') || join(...steps).startsWith('.czar/worktrees');
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
