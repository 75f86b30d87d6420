import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Sha } from '../../domain/names.ts';
import type { RepositoryContext } from './context.ts';
import { isSha } from './refs.ts';

/** Holds the last line, unless its message is an essay. */
const tailBytes = 4_096;

/**
 * Whether the file at `path` is a reflog whose newest line names a commit that its ref does not show (yet). Never rejects: what
 * is wrong with a ref is said by those who look at it.
 */
export async function announcesMore(
  { commonDir, refs }: Pick<RepositoryContext, 'commonDir' | 'refs'>,
  path: string,
): Promise<boolean> {
  const gitDir = dirname(dirname(path));
  const ref = relative(join(commonDir, 'logs'), path);
  const isHead = path === join(gitDir, 'logs/HEAD');
  if (!isHead && !ref.startsWith('refs/')) return false;
  try {
    const announced = newestIn(path);
    const tip = isHead ? (await refs.head(gitDir)).sha : await refs.tip(ref);
    return announced !== null && announced !== tip;
  } catch {
    return false;
  }
}

/** The commit that the last line moved the ref to; null when that cannot be made out. */
function newestIn(path: string): Sha | null {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, tail, 0, tail.length, size - tail.length);
    const line = tail.toString('latin1').trimEnd().split('\n').at(-1) ?? '';
    const [, sha = ''] = /^[0-9a-f]+ ([0-9a-f]+) /.exec(line) ?? [];
    return isSha(sha) ? sha : null;
  } finally {
    closeSync(file);
  }
}
