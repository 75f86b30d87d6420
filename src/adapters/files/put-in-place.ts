import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type BigIntStats,
} from 'node:fs';
import { hasCode, isMissing } from './error-code.ts';
import { hashOf, maxFileBytes } from './human-file.ts';
import { PLAIN } from './plain-file.ts';

export interface Exchange {
  /** Real path. */
  readonly path: string;
  /** SHA-256 of what has to be there still. */
  readonly before: string;
  /** File on the same file system with what is to be there. It stays, as another name of it, until `forget`. */
  readonly ours: string;
  /** SHA-256 of it. */
  readonly after: string;
}

/**
 * Puts `ours` in place of a file that is still `before`; false when it is not, or when somebody saved it meanwhile: then what they saved
 * is there. Readers see the one or the other, whole. Errors: those of the system.
 *
 * No call of the system compares and replaces at once. So the file that is taken away keeps a second name until `forget`: what an
 * editor writes into it at the last moment is found there, and the file is put back, the same one, so that the editor goes on in it.
 * The steps follow each other without a pause. Where the file may not have a second name, that moment is not looked after; nor is an
 * editor that replaces the file by another one between two steps.
 */
export function putInPlace(exchange: Exchange, link = linkSync): boolean {
  const { path, before, ours } = exchange;
  const theirs = takenName(exchange);
  switch (secondName(path, theirs, link)) {
    case 'given':
      return hashAt(theirs) === before && put(ours, path, theirs) && staysPut(exchange);
    case 'not allowed':
      if (hashAt(path) !== before) return false;
      renameSync(ours, path);
      return true;
    case 'missing':
      return false;
  }
}

/**
 * Whether nobody saved the file that was taken away; otherwise it is back. To be asked once more a little later: who had opened the
 * file by then may write into it only now.
 */
export function staysPut(exchange: Exchange): boolean {
  const { path, before, ours, after } = exchange;
  const theirs = takenName(exchange);
  if (!existsSync(theirs) || hashAt(theirs) === before) return true;
  // Where what is ours was saved too, the newer one counts; it was there last.
  if (put(theirs, path, ours) && hashAt(ours) !== after && modifiedAt(ours) >= modifiedAt(theirs))
    put(ours, path, theirs);
  return false;
}

/** Removes the names that are needed no more; gives the one that stays, because what somebody saved in it could not be put back. */
export function forget(exchange: Exchange): string | null {
  const { path, before, ours, after } = exchange;
  const theirs = takenName(exchange);
  const isStuck =
    existsSync(theirs) && hashAt(theirs) !== before && isSame(path, ours) && hashAt(ours) === after;
  rmSync(ours, { force: true });
  if (isStuck) return theirs;
  rmSync(theirs, { force: true });
  return null;
}

function takenName({ ours }: Exchange): string {
  return `${ours}.old`;
}

/** Gives a file a second name, if the file system, and whom it belongs to, allow it. */
function secondName(path: string, name: string, link: typeof linkSync): 'given' | 'not allowed' | 'missing' {
  try {
    link(path, name);
    return 'given';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    if (hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) return 'not allowed';
    throw error;
  }
}

/** Puts a file, which keeps its other name, at `path`; false, and nothing is done, if that is not `instead` any more. */
function put(name: string, path: string, instead: string): boolean {
  const step = `${name}.put`;
  linkSync(name, step);
  try {
    if (!isSame(path, instead)) return false;
    renameSync(step, path);
    return true;
  } finally {
    rmSync(step, { force: true });
  }
}

/** Whether two names are those of one file; a link is none of the file that it leads to. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [factsOf(one), factsOf(other)];
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

function modifiedAt(path: string): bigint {
  return factsOf(path)?.mtimeNs ?? 0n;
}

function factsOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** SHA-256 of a regular file; null: it is none, or larger than any that Czar writes. */
function hashAt(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, PLAIN);
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ELOOP', 'EMLINK', 'ENXIO')) return null;
    throw error;
  }
  try {
    const facts = fstatSync(file);
    return facts.isFile() && facts.size <= maxFileBytes ? hashOf(readFileSync(file)) : null;
  } finally {
    closeSync(file);
  }
}
