import { closeSync, copyFileSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { hasCode, isMissing } from '../../adapters/files/error-code.ts';

const logBytesMax = 10_000_000;
/** So many bytes are written between two looks at the size. */
const lookEveryBytes = 100_000;

/** Opens the log for appending: a file descriptor that a child can inherit as well. */
export async function openLogFile(path: string): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return openSync(path, 'a', 0o600);
}

/** Where lines for people go: the terminal, a pipe, or a log file, which is kept at two parts of at most 10 MB each. */
export function logTarget(descriptor: number, path: string): NodeJS.WritableStream {
  const isLog = isSameFile(descriptor, path);
  let sinceLook = 0;
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      try {
        writeSync(descriptor, text);
        sinceLook += text.length;
        if (isLog && sinceLook > lookEveryBytes) {
          sinceLook = 0;
          cutIfFull(descriptor, path);
        }
        done();
      } catch (error) {
        // A terminal that is gone or a full disk must not end the work: the line is lost.
        done(isLost(error) ? null : asError(error));
      }
    },
  });
}

/** Whoever writes to it appends, so that a cut file begins anew. */
function cutIfFull(descriptor: number, path: string): void {
  if (fstatSync(descriptor).size <= logBytesMax) return;
  copyFileSync(path, `${path}.1`);
  ftruncateSync(descriptor, 0);
}

function isSameFile(descriptor: number, path: string): boolean {
  try {
    const [open, named] = [fstatSync(descriptor), statSync(path)];
    return open.isFile() && open.ino === named.ino && open.dev === named.dev;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isLost(error: unknown): boolean {
  return hasCode(error, 'EPIPE', 'EIO', 'ENOSPC', 'EAGAIN', 'EBADF');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

export function closeLogFile(descriptor: number): void {
  closeSync(descriptor);
}
