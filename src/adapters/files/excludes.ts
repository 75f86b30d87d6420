import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { isMissing } from './error-code.ts';
import { isInside } from './read-inside.ts';
import { replaceFile } from './replace-file.ts';
import { unwritable } from './swap-file.ts';

export interface ExcludePlaces {
  /** The git dir that all worktrees share. */
  readonly commonDir: string;
  /** Top of the repository's working tree. */
  readonly topLevel: string;
  readonly root: string;
  readonly home: string;
  /** Tracked paths in `.czar/` and `status/`, from the top of the repository: no pattern covers one of them. */
  readonly tracked: readonly string[];
}

/** What Czar makes in `status/`, one by one: a README there may well be tracked. */
const statusEntries = [
  'worker-status.json',
  'task-injections.log',
  'task-injections.log.1',
  'decisions.jsonl',
  'decisions.jsonl.1',
  'pull-requests/',
  'logs/',
  'report.md',
] as const;

const maxExcludeBytes = 1_000_000;

/**
 * Adds what Czar makes to `info/exclude`, so that it never shows in `git status`: anchored patterns, each once, human lines kept.
 * Returns the lines that were added. Errors: Fault `file-unwritable`.
 */
export async function ensureExcludes(places: ExcludePlaces): Promise<readonly string[]> {
  return addLines(places.commonDir, () => patternsFor(places));
}

/** The same for these paths, from the top of the repository, each literally. A name with a line end fits no line, and is left out. */
export async function excludePaths(commonDir: string, paths: readonly string[]): Promise<readonly string[]> {
  return addLines(commonDir, async () => paths.filter((path) => !/[\r\n]/.test(path)).map(anchored));
}

async function addLines(
  commonDir: string,
  patterns: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const path = join(commonDir, 'info', 'exclude');
  try {
    const before = await readExclude(path);
    const known = new Set(before.split(/\r?\n/));
    const missing = (await patterns()).filter((pattern) => !known.has(pattern));
    if (missing.length === 0) return [];
    await mkdir(join(commonDir, 'info'), { recursive: true });
    const gap = before === '' || before.endsWith('\n') ? '' : '\n';
    await replaceFile(path, `${before}${gap}${missing.join('\n')}\n`, 0o644);
    return missing;
  } catch (error) {
    throw error instanceof Fault ? error : unwritable(path, error);
  }
}

async function patternsFor({ topLevel, root, home, tracked }: ExcludePlaces): Promise<readonly string[]> {
  const [top, realRoot, realHome] = await Promise.all([realpath(topLevel), realpath(root), realpath(home)]);
  if (!isInside(top, realRoot)) return [];
  const own = join(relative(top, realRoot), '.czar/');
  const status = join(relative(top, realHome), 'status');
  const paths = [own, ...(status.startsWith(own) ? [] : statusEntries.map((entry) => join(status, entry)))];
  return paths.filter((path) => !tracked.some((one) => one === path || one.startsWith(path))).map(anchored);
}

/** A pattern of git for this path alone, from the top of the repository. */
export function anchored(path: string): string {
  return `/${path.replace(/[\\*?[\]!# ]/g, '\\$&')}`;
}

async function readExclude(path: string): Promise<string> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > maxExcludeBytes) throw strange(path);
    const handle = await open(path, 'r');
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

function strange(path: string): Fault {
  return new Fault({
    code: 'file-unwritable',
    what: 'exclude what Czar makes',
    on: path,
    because: 'it is a link, no file, or larger than 1 MB',
  });
}
