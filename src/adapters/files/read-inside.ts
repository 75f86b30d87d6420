import type { BigIntStats } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { relative, sep } from 'node:path';
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
      const result = await readReal(request, realPath);
      if (result !== 'moved') return result;
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

/** Whoever saves it between the steps, in place or by renaming, is no attacker: then all steps are done again. */
const maxTries = 10;

async function readReal(request: ReadRequest, realPath: string): Promise<ReadResult | 'moved'> {
  const handle = await open(realPath, PLAIN);
  try {
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile()) return refusedBecause('it is not a regular file');
    if (opened.size > BigInt(request.maxBytes))
      return refusedBecause(`it is larger than ${inWords(request.maxBytes)}`);
    if (!(await stillNames(realPath, opened))) return 'moved';
    const stamp = stampOf(opened);
    if (stamp.key === request.unless) return { state: 'same' };
    const bytes = await readUpTo(handle, request.maxBytes);
    if (bytes === null) return refusedBecause(`it is larger than ${inWords(request.maxBytes)}`);
    const read = await handle.stat({ bigint: true });
    if (stampOf(read).key !== stamp.key || read.size !== BigInt(bytes.length)) return 'moved';
    return { state: 'read', bytes, stamp, realPath, mode: Number(opened.mode) & 0o7777 };
  } finally {
    await handle.close();
  }
}

async function stillNames(realPath: string, opened: BigIntStats): Promise<boolean> {
  if ((await realpath(realPath)) !== realPath) return false;
  const named = await stat(realPath, { bigint: true });
  return named.ino === opened.ino && named.dev === opened.dev;
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
