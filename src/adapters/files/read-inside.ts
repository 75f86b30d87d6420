import { type BigIntStats, fstatSync, readFileSync } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode, isMissing, messageOf } from './error-code.ts';
import { PLAIN } from './plain-file.ts';

/** What tells one content of a file from another without reading it. */
export interface Stamp {
  readonly key: string;
  /** Epoch milliseconds of the last change of content or of the inode, whichever is later. */
  readonly changedAt: number;
}

export type ReadResult =
  | {
      readonly state: 'read';
      readonly bytes: Buffer;
      readonly stamp: Stamp;
      readonly realPath: string;
      readonly mode: number;
    }
  | { readonly state: 'same' }
  | { readonly state: 'missing' }
  | { readonly state: 'refused'; readonly because: string };

export interface ReadRequest {
  /** Real path of the folder that the file must lie in, whatever links lead to it. */
  readonly root: string;
  readonly path: string;
  readonly maxBytes: number;
  /** Do not read again when the file still has this stamp. */
  readonly unless?: string | null;
}

/**
 * Reads a regular file that really lies inside `root`. The path is resolved, opened without following a link, and looked up again:
 * only if it still names the very file that was opened is the content used, so that a link swapped in meanwhile gains nothing; and
 * only if nobody wrote into it while it was read, so that no content is the beginning of one text and the end of another.
 */
export async function readInside(request: ReadRequest): Promise<ReadResult> {
  try {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const realPath = await realpath(request.path);
      if (!isInside(request.root, realPath)) return refusedBecause('it lies outside the project');
      const result = await readReal(request, { realPath, atOnce: tries > 0 });
      if (result !== 'moved') return result;
      await wait(tries);
    }
    return refusedBecause(`it was changed ${maxTries} times while it was read`);
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ENOTDIR')) return { state: 'missing' };
    if (hasCode(error, 'ELOOP')) return refusedBecause('it is a link that leads in a circle or was swapped');
    return refusedBecause(messageOf(error));
  }
}

/** Whether `path` is `root` or lies below it; both absolute and real. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
}

/** Whoever saves it between the steps, in place or by renaming, is no attacker: then all steps are done again, after ever longer rests. */
const maxTries = 10;

interface Way {
  readonly realPath: string;
  /** Without a pause in which somebody can save it, and in which nothing else is done here either. */
  readonly atOnce: boolean;
}

async function readReal(request: ReadRequest, { realPath, atOnce }: Way): Promise<ReadResult | 'moved'> {
  const handle = await open(realPath, PLAIN);
  try {
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile()) return refusedBecause('it is not a regular file');
    if (opened.size > BigInt(request.maxBytes))
      return refusedBecause(`it is larger than ${inWords(request.maxBytes)}`);
    const named = await stillNames(realPath, opened);
    if (named === null) return 'moved';
    if (stampOf(named).key === request.unless) return { state: 'same' };
    const { maxBytes } = request;
    const { before, bytes, after } = atOnce
      ? readAtOnce(handle.fd, maxBytes)
      : {
          before: named,
          bytes: await readUpTo(handle, maxBytes),
          after: await handle.stat({ bigint: true }),
        };
    if (bytes === null) return refusedBecause(`it is larger than ${inWords(maxBytes)}`);
    const stamp = stampOf(before);
    if (stampOf(after).key !== stamp.key || after.size !== BigInt(bytes.length)) return 'moved';
    return { state: 'read', bytes, stamp, realPath, mode: Number(before.mode) & 0o7777 };
  } finally {
    await handle.close();
  }
}

/** The file that was opened as it is now, if the path names it still; null: it does not. */
async function stillNames(realPath: string, opened: BigIntStats): Promise<BigIntStats | null> {
  if ((await realpath(realPath)) !== realPath) return null;
  const named = await stat(realPath, { bigint: true });
  return named.ino === opened.ino && named.dev === opened.dev ? named : null;
}

/** What is in an open file, and that file right before and right after. */
interface Reading {
  readonly before: BigIntStats;
  /** Null: more than is taken in. */
  readonly bytes: Buffer | null;
  readonly after: BigIntStats;
}

function readAtOnce(file: number, maxBytes: number): Reading {
  const before = fstatSync(file, { bigint: true });
  const bytes = before.size > BigInt(maxBytes) ? null : readFileSync(file);
  return { before, bytes, after: fstatSync(file, { bigint: true }) };
}

/** A file may grow while it is read: no more than the bound is ever taken in. */
async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total <= maxBytes) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(1 << 18), 0, 1 << 18, total);
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return null;
}

export function stampOf(stats: BigIntStats): Stamp {
  const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = stats;
  const changedAt = Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs);
  return { key: `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`, changedAt };
}

/** Coarse clocks of file systems: a change this close to the last look may have left the same stamp. */
const granularityMs = 2_000;

/** Whether a later change would surely have left another stamp. `lookedAt` is when the content was read. */
export function isSettled(stamp: Stamp, lookedAt: number): boolean {
  return stamp.changedAt + granularityMs < lookedAt;
}

function refusedBecause(because: string): ReadResult {
  return { state: 'refused', because };
}

function inWords(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
