import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { hasCode, isMissing } from './error-code.ts';
import { hashOf } from './human-file.ts';
import { PLAIN } from './plain-file.ts';

export interface Exchange {
  /** Real path. */
  readonly path: string;
  /** SHA-256 of what has to be there still. */
  readonly before: string;
  /** File on the same file system with what is to be there. It stays, as another name of it. */
  readonly ours: string;
  /** SHA-256 of it. */
  readonly after: string;
}

/**
 * Puts `ours` in place of a file that is still `before`; false when it is not, or when somebody saved it meanwhile: then what they saved
 * is there. Readers see the one or the other, whole. Errors: those of the system.
 *
 * No call of the system compares and replaces at once. So the file that is taken away keeps a second name until `forgetTaken`: what an
 * editor writes into it at the last moment is found there, and the file is put back, the same one, so that the editor goes on in it.
 * The steps follow each other without a pause. Where a file can have one name only, that moment is not looked after; nor is an editor
 * that replaces the file by another one between two steps.
 */
export function putInPlace(exchange: Exchange, link = linkSync): boolean {
  const { path, before, ours } = exchange;
  const theirs = takenName(exchange);
  try {
    if (!isNamed(path, theirs, link)) return hashAt(path) === before && moved(ours, path);
    return hashAt(theirs) === before && put(ours, path, theirs) && staysPut(exchange);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
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
  // If what is ours is saved before theirs is back, that is the newest.
  if (put(theirs, path, ours) && hashAt(ours) !== after) put(ours, path, theirs);
  return false;
}

export function forgetTaken(exchange: Exchange): void {
  rmSync(takenName(exchange), { force: true });
}

function takenName({ ours }: Exchange): string {
  return `${ours}.old`;
}

/** Gives a file a second name; false: the file system knows no such thing. */
function isNamed(path: string, name: string, link: typeof linkSync): boolean {
  try {
    link(path, name);
    return true;
  } catch (error) {
    if (hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) return false;
    throw error;
  }
}

/** Puts a file, which keeps its other name, at `path`; false, and nothing is done, if that is not `instead` any more. */
function put(name: string, path: string, instead: string): boolean {
  const step = `${name}.put`;
  linkSync(name, step);
  if (identityOf(path) === identityOf(instead)) return moved(step, path);
  rmSync(step);
  return false;
}

/** What tells a file from every other one, whatever it is called. */
function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

function moved(from: string, to: string): true {
  renameSync(from, to);
  return true;
}

/** SHA-256 of a regular file; null: it is none. */
function hashAt(path: string): string | null {
  const file = openSync(path, PLAIN);
  try {
    return fstatSync(file).isFile() ? hashOf(readFileSync(file)) : null;
  } finally {
    closeSync(file);
  }
}
